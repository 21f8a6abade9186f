"""What the caption of a table says of its rows: that they are of harms, or of what was so before the trial began."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONGEST = 240
_IS_TABLE = re.compile(r"(?:supplementa\w+ |e)?table [\w.]{1,4}\b", re.IGNORECASE)
_CELLS = re.compile(r"\d[^A-Za-z]*\d[\d.]*[%)]?[ |]*$")
"""What a row ends in: numbers and nothing else."""
_ROW = re.compile(r"\d")
_SENTENCE = re.compile(r"\b(?:was|were|had|has|is|are|did)\b|[a-z]{2}[.;!?]$")
_SECTIONS = (
    (
        "BACKGROUND",
        re.compile(
            r"\b(?:baseline|demographics?|(?:patients?|participants?|clinical|sample|study population)(?:['\u2019]s?)?) (?:\w+ (?:and )?){0,3}?characteristics?\b|^characteristics?\b"
            r"|\b(?:at|on|before) (?:hospital |study )?(?:admission|enrol+ment|entry|inclusion|presentation|randomi[sz]ation)$|\bbaseline (?:data|features|demographics|values)\b|\bdemographics?\b|\bcharacteristics (?:of|at)\b",
            re.IGNORECASE,
        ),
    ),
    ("SAFETY", re.compile(r"\b(?:adverse (?:events?|effects?|reactions?)|side effects?|toxicit(?:y|ies)|safety)\b", re.IGNORECASE)),
)  # fmt: skip


def find_row_sections(text: str, paragraphs: Sequence[tuple[int, int]]) -> dict[int, str]:
    """Say of the rows of a table which section they are of, where caption or heading tell.

    Args:
        text: Folded text of the article.
        paragraphs: Start and end of its lines.
    """
    found: dict[int, str] = {}
    section: str | None = None
    for index, (start, end) in enumerate(paragraphs):
        line = text[start:end] if end - start <= _LONGEST else ""
        told = _section(line) if line and _is_head(text, paragraphs, index) else None
        if told or not line or _SENTENCE.search(line) or _IS_TABLE.match(line):
            section = told
        elif section and _ROW.search(line):
            found[index] = section
    return found


def _is_head(text: str, paragraphs: Sequence[tuple[int, int]], index: int) -> bool:
    """Whether a line is a caption, or heads columns: a short line that is followed by two rows."""
    line = text[slice(*paragraphs[index])]
    if _IS_TABLE.match(line):
        return True
    following = [text[slice(*bounds)] for bounds in paragraphs[index + 1 : index + 3]]
    return (
        not _SENTENCE.search(line)
        and len(following) > 1
        and all(len(row) <= _LONGEST and _CELLS.search(row) and not _SENTENCE.search(row) for row in following)
    )


def _section(line: str) -> str | None:
    return next((name for name, pattern in _SECTIONS if pattern.search(line)), None)
