"""Numbers that name a study or a text: registry ids, DOI, PMID."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from summarizer.engines.rules.facts import Fact

if TYPE_CHECKING:
    from collections.abc import Iterator

_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>,;]+", re.IGNORECASE)
_PMID = re.compile(
    r"\bPMID:? ?(\d{6,8})\b|pubmed\.ncbi\.nlm\.nih\.gov/(\d{6,8})\b|ncbi\.nlm\.nih\.gov/pubmed/(\d{6,8})\b",
    re.IGNORECASE,
)


@cache
def _registries() -> tuple[re.Pattern[str], tuple[str, ...]]:
    """One alternation of all registries, a group for each, and their forms."""
    data = tomllib.loads((files("summarizer.engines.rules") / "data" / "registries.toml").read_text("utf-8"))
    patterns = [entry["pattern"] for entry in data["registry"]]
    # Each pattern has one group, so the group's number is the registry's.
    return re.compile(rf"(?<![A-Za-z0-9])(?:{'|'.join(patterns)})(?![0-9A-Za-z])", re.IGNORECASE), tuple(
        entry["form"] for entry in data["registry"]
    )


_DIGITS = re.compile(r"\d{5,}|(?:NTR|NL|SLCTR|PER|HKUCTR|RBR|CTRI)[ :/-]{0,2}\w")
_REACH = 28


def find_registry_ids(text: str) -> Iterator[Fact[str]]:
    """Yield the registration numbers of a folded text in the registry's own form."""
    pattern, forms = _registries()
    done = 0
    # Long runs of digits are rare, the alternation of all registries is slow: look only around them.
    for place in _DIGITS.finditer(text):
        if place.start() < done:
            continue
        for match in pattern.finditer(text, max(done, place.start() - _REACH), min(len(text), place.end() + _REACH)):
            index = match.lastindex or 1
            done = match.end()
            yield Fact(forms[index - 1].format(match[index]), match.start(), match.end(), "registry id")


def find_doi(text: str) -> Fact[str] | None:
    """Return the first DOI of a folded text, without what closes the sentence or the bracket around it."""
    match = _DOI.search(text, max(0, text.find("10.") - 1)) if "10." in text else None
    if match is None:
        return None
    doi = match[0].rstrip(".,;:'\"")
    while doi.endswith((")", "]")) and doi.count("(") + doi.count("[") < doi.count(")") + doi.count("]"):
        doi = doi[:-1].rstrip(".,;:")
    return Fact(doi, match.start(), match.start() + len(doi), "doi")


def find_pmid(text: str) -> Fact[str] | None:
    """Return the first PubMed identifier of a folded text."""
    match = _PMID.search(text) if "PMID" in text or "pubmed" in text or "Pmid" in text else None
    return None if match is None else Fact(match[match.lastindex or 1], match.start(), match.end(), "pmid")
