"""JSON: the whole summary, for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from summarizer.summary import Summary


def to_json(summary: Summary) -> str:
    """Return a summary as indented JSON that ends with a line feed."""
    return f"{summary.model_dump_json(indent=2)}\n"
