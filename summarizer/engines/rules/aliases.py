"""By which names the text may refer to each arm."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.engines.rules.items import NUMBER

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from summarizer.engines.rules.document import Document
    from summarizer.engines.rules.drafts import Draft

_SUFFIXES = (" group", " arm", " recipients", " patients", "-treated patients", " cohort")
_GENERIC: dict[str, tuple[str, ...]] = {
    "placebo": ("placebo", "dummy pill", "dummy pills", "dummy"),
    "sham": ("sham", "sham procedure", "sham group"),
    "nothing": ("observation", "usual care", "standard care", "standard of care", "no treatment"),
}
_CONTROL = (
    "control group",
    "control arm",
    "controls",
    "control",
    "comparator",
    "comparator group",
    "comparator arm",
    "comparison group",
    "standard arm",
    "standard group",
)
_ACTIVE = (
    "active treatment",
    "active drug",
    "active arm",
    "active group",
    "treatment group",
    "treatment arm",
    "intervention group",
    "intervention arm",
    "experimental arm",
    "experimental group",
    "investigational arm",
    "study drug",
    "investigational drug",
    "active therapy",
)
_DRUG = (
    "drug group",
    "drug arm",
    *(f"{verb} the drug" for verb in ("on", "given", "got", "took", "taking", "received", "receiving")),
)
_COMBINED = (
    "the combination",
    "combination group",
    "combination arm",
    "combination therapy",
    "combination",
    "doublet",
    "triplet",
    "quadruplet",
    "the regimen",
)
_ALONE = ("monotherapy", "alone", "monotherapy group", "monotherapy arm")


def find_aliases(document: Document, drafts: Sequence[Draft]) -> list[tuple[str, ...]]:
    """Return for each arm the lower-cased names that mean it and no other, longest first."""
    named = [_own_names(document, draft, drafts) for draft in drafts]
    generic = [set(_generic_names(draft, drafts)) for draft in drafts]
    result: list[tuple[str, ...]] = []
    for index, own in enumerate(named):
        others = (
            set().union(*(names for place, names in enumerate(named) if place != index)) if len(named) > 1 else set()
        )
        rivals = (
            set().union(*(names for place, names in enumerate(generic) if place != index)) if len(named) > 1 else set()
        )
        names = {name for name in own if name not in others} | (generic[index] - rivals - others)
        names |= {
            name + suffix
            for name in list(own)
            if name not in others
            for suffix in _SUFFIXES
            if not name.endswith(("group", "arm"))
        }
        result.append(tuple(sorted((name for name in names if len(name) > 1), key=lambda name: (-len(name), name))))
    return result


def by_part(names: Sequence[tuple[str, ...]], types: Sequence[str]) -> list[tuple[str, ...]]:
    """Add the names for an arm's part in a trial of two: "control group" and "intervention group", where no arm has them yet."""
    known = {name for own in names for name in own}
    if sorted(types) != ["ACTIVE_COMPARATOR", "EXPERIMENTAL"] or known & {*_CONTROL, *_ACTIVE}:
        return list(names)
    parts = {"EXPERIMENTAL": _ACTIVE, "ACTIVE_COMPARATOR": _CONTROL}
    return [
        tuple(sorted((*own, *filter(_names_group, parts[kind])), key=lambda name: (-len(name), name)))
        for own, kind in zip(names, types, strict=True)
    ]


def _names_group(name: str) -> bool:
    """Whether a name says that it is of a group: "control" alone may be that of asthma."""
    return name.endswith((" group", " arm"))


def _own_names(document: Document, draft: Draft, drafts: Sequence[Draft]) -> set[str]:
    names = {draft.label, draft.treatment.label, *(re.sub(r"^(?:the|a|an) ", "", name) for name in draft.names)}
    names |= set(_of_drugs(draft, drafts))
    if draft.treatment.dose and _shares_drugs(draft, drafts):
        dose = draft.treatment.dose
        bare = re.sub(r"(?<=\d) ", "-", dose)
        names |= {dose, bare, f"{bare} dose", f"{bare} group", f"{dose} group", f"{dose} arm", dose.replace(" ", "")}
    names |= set(_ranked_dose(draft, drafts))
    names |= {counted for name in names for counted in _counted(name)}
    for name in list(names):
        names |= set(_abbreviated(document, name))
    return {re.sub(r"\s+", " ", name.lower()).strip(" -") for name in names if name}


_COUNTED = re.compile(rf"({NUMBER})[ -]([a-z]+?)s?(?: (?:schedule|course|regimen|programme?))?", re.IGNORECASE)
_SPELLS = frozenset({"hour", "day", "week", "month", "year"})


def _counted(name: str) -> Iterator[str]:
    """Read "5 fractions" for the 5-fraction arm; lengths of time only as those of a treatment: "treated for 3 days"."""
    match = _COUNTED.fullmatch(name)
    if match is None or match[2].lower() in {"mg", "g", "ml", "mcg"}:
        return
    unit = match[2].lower()
    plain = f"{match[1]} {unit}" if match[1].lower() in {"1", "one"} else f"{match[1]} {unit}s"
    if unit in _SPELLS:
        yield from (f"{verb} for {plain}" for verb in ("treated", "treatment", "therapy", "given"))
        yield f"{plain} of treatment"
    else:
        yield plain


def _of_drugs(draft: Draft, drafts: Sequence[Draft]) -> Iterator[str]:
    """The drugs that no other arm has."""
    others = {part.lower() for other in drafts if other is not draft for part in other.interventions}
    own = [part for part in draft.interventions if part.lower() not in others]
    yield from own
    if len(draft.interventions) > 1:
        for joint in (" plus ", "-plus-", " and ", "-", "+", " + ", "/", " with "):
            yield joint.join(draft.interventions)
            yield joint.join(draft.interventions[:2])
    for part in own:
        if part.split()[0] != part and len(part.split()[0]) > 4:  # noqa: PLR2004
            yield part.split()[0]


def _shares_drugs(draft: Draft, drafts: Sequence[Draft]) -> bool:
    own = {part.lower() for part in draft.interventions}
    return any(other is not draft and {part.lower() for part in other.interventions} == own for other in drafts)


def _ranked_dose(draft: Draft, drafts: Sequence[Draft]) -> Iterator[str]:
    """``the higher dose`` of two."""
    kin = [
        other
        for other in drafts
        if other.treatment.dose and {p.lower() for p in other.interventions} == {p.lower() for p in draft.interventions}
    ]
    if len(kin) < 2 or draft not in kin:  # noqa: PLR2004
        return
    ordered = sorted(kin, key=_dose)
    if draft is ordered[-1]:
        yield from (
            "higher dose",
            "high dose",
            "high-dose group",
            "highest dose",
            "higher-dose group",
            "the higher one",
        )
    if draft is ordered[0]:
        yield from ("lower dose", "low dose", "low-dose group", "lowest dose", "lower-dose group", "the lower one")


def _dose(draft: Draft) -> float:
    number = re.search(r"\d+(?:\.\d+)?", draft.treatment.dose or "")
    return float(number[0]) if number else 0.0


def _abbreviated(document: Document, name: str) -> Iterator[str]:
    lowered = name.lower()
    for short, long in document.abbreviations.items():
        if long.lower() == lowered or long.lower().rstrip("s") == lowered.rstrip("s"):
            yield short
        elif short.lower() == lowered:
            yield long


def _generic_names(draft: Draft, drafts: Sequence[Draft]) -> Iterator[str]:
    kind = draft.treatment.kind
    yield from _GENERIC.get(kind, ())
    if len(drafts) != 2:  # noqa: PLR2004
        if kind != "active" and sum(other.treatment.kind != "active" for other in drafts) == 1:
            yield from _CONTROL
        return
    other = drafts[1] if draft is drafts[0] else drafts[0]
    fuller = len(draft.interventions) > len(other.interventions)
    if kind != "active" or (other.treatment.kind == "active" and _is_control(draft, other)):
        yield from _CONTROL
    elif other.treatment.kind != "active" or _is_control(other, draft):
        yield from _ACTIVE
        yield from _DRUG if other.treatment.kind != "active" else ()
    if fuller and len(draft.interventions) > 1 and kind == "active":
        yield from _COMBINED
    elif 0 < len(draft.interventions) < len(other.interventions) and kind == "active":
        yield from _ALONE
    if (
        any("vaccine" in part.lower() for part in (draft.label, *draft.interventions))
        and other.treatment.kind != "active"
    ):
        yield from ("vaccine", "vaccine recipients", "vaccinated")


def _is_control(draft: Draft, other: Draft) -> bool:
    own, theirs = {part.lower() for part in draft.interventions}, {part.lower() for part in other.interventions}
    return own < theirs or bool(
        re.search(r"\b(?:standard|control|usual|conventional|alone)\b", draft.treatment.label, re.IGNORECASE)
    )
