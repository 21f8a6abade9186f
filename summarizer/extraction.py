"""What every engine returns, and what an engine is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from summarizer.article import Article
    from summarizer.record import Record
    from summarizer.summary import Finding, Provenance


@dataclass(frozen=True)
class Explanation:
    """Which rule found a value, and what competed with it.

    Attributes:
        path: Of the value in the record.
        rule: Name of the matcher.
        competitors: Other readings that lost, as text.
    """

    path: str
    rule: str
    competitors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Extraction:
    """A record as an engine filled it in.

    Attributes:
        record: The record, not yet grounded.
        provenance: How it came about.
        findings: What the engine itself has to say (a repeated disagreement, for example).
        explanations: Which rule found which value, from engines that can tell.
        second: What a second engine made of the same article, to be compared with this record.
    """

    record: Record
    provenance: Provenance
    findings: tuple[Finding, ...] = ()
    explanations: tuple[Explanation, ...] = ()
    second: Extraction | None = None


class Engine(Protocol):
    """Anything that turns an article into a record."""

    @property
    def name(self) -> str:
        """As it stands in the provenance."""
        ...

    async def extract(self, article: Article) -> Extraction:
        """Fill in the record of one article.

        Raises:
            EngineError: No record could be had.
        """
        ...

    async def aclose(self) -> None:
        """Give back connections; an engine is not used afterwards."""
        ...
