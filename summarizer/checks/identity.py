"""Identity: registry numbers and dates."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from summarizer.checks.applied import Applied, judged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summarizer.checks.applied import Material

# Formats as the registries of the WHO network issue them.
_REGISTRIES = (
    ("NCT", r"NCT\d{8}"),
    ("ISRCTN", r"ISRCTN\d{8}"),
    ("UMIN", r"UMIN\d{9}"),
    ("ChiCTR", r"ChiCTR(?:\d{10}|-[A-Za-z]{2,4}-\d{8})"),
    ("ACTRN", r"ACTRN\d{14}"),
    ("jRCT", r"jRCTs?\d{9,10}"),
    ("JapicCTI", r"JapicCTI-\d{6}"),
    ("CTRI", r"CTRI/\d{4}/\d{2,3}/\d{6}"),
    ("DRKS", r"DRKS\d{8}"),
    ("KCT", r"KCT\d{7}"),
    ("TCTR", r"TCTR\d{11}"),
    ("PACTR", r"PACTR\d{15,16}"),
    ("IRCT", r"IRCT[\dN]+"),
    ("NTR", r"NTR\d{2,5}"),
    ("NL", r"NL\d{3,5}|NL-OMON\d+"),
    ("RBR", r"RBR-\w{6,8}"),
    ("SLCTR", r"SLCTR/\d{4}/\d{3}"),
    ("EudraCT", r"(?:EudraCT )?\d{4}-\d{6}-\d{2}"),
    ("EU CT", r"(?:EU ?CT )?\d{4}-\d{6}-\d{2}-\d{2}"),
)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEKDAY = re.compile("|".join(_WEEKDAYS))


def check_registry_ids(material: Material) -> Iterator[Applied]:
    """``registry_id_format``: a number has the form that its registry issues."""
    for path, trial in material.trials():
        for index, identifier in enumerate(trial.registry_ids):
            known = any(re.fullmatch(pattern, identifier) for _, pattern in _REGISTRIES)
            expected = [name for name, _ in _REGISTRIES if identifier.upper().startswith(name.upper())]
            complaint = None
            if not known:
                complaint = f"{identifier!r} is not in the form of {expected[0] if expected else 'a known registry'}."
            yield judged(
                "registry_id_format", "error" if expected else "info", f"{path}.registry_ids[{index}]", complaint
            )


def check_dates(material: Material) -> Iterator[Applied]:
    """``impossible_date``, ``weekday_mismatch``, ``cutoff_after_publication``."""
    published = material.record.source.published
    dates = [("source.published", published)]
    dates += [(f"{path}.data_cutoff", trial.data_cutoff) for path, trial in material.trials()]
    for path, date in dates:
        if date is None:
            continue
        first = _first_day(date)
        yield judged("impossible_date", "error", path, None if first else f"{date} is no date of the calendar.")
        if first and len(date) == len("2023-01-17"):
            yield from _weekday(material, path, first)
    for path, trial in material.trials():
        if published and trial.data_cutoff:
            later = trial.data_cutoff > published[: len(trial.data_cutoff)]
            complaint = f"Cutoff {trial.data_cutoff} is later than publication {published}." if later else None
            yield judged("cutoff_after_publication", "error", f"{path}.data_cutoff", complaint)


def _weekday(material: Material, path: str, date: dt.date) -> Iterator[Applied]:
    row = material.grounding.by_path.get(path)
    if row is None or row.start is None:
        return
    stated = _WEEKDAY.findall(material.article.text[max(0, row.start - 12) : row.start])
    if stated:
        right = _WEEKDAYS[date.weekday()]
        complaint = None if stated[-1] == right else f"{date} was a {right}, the article says {stated[-1]}."
        yield judged("weekday_mismatch", "warning", path, complaint)


def _first_day(date: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(f"{date}-01-01"[:10] if len(date) == len("2023") else f"{date}-01"[:10])
    except ValueError:
        return None
