"""Records for tests: everything absent but what a test names."""

from typing import Any

from summarizer.record import Record, Trial

_SOURCE = {
    "kind": "NEWS",
    "title": None,
    "authors": [],
    "published": None,
    "conference": None,
    "abstract_number": None,
    "journal": None,
    "doi": None,
    "pmid": None,
}
_LISTS = {"registry_ids", "phases", "conditions", "investigators", "arms", "outcomes", "adverse_events", "quotes"}


def record(*trials: dict[str, Any], headline: str | None = None, synopsis: str | None = None, **source: Any) -> Record:
    return Record.model_validate(
        {"source": _SOURCE | source, "headline": headline, "synopsis": synopsis, "trials": list(trials)}
    )


def trial(**fields: Any) -> dict[str, Any]:
    return {name: [] if name in _LISTS else None for name in Trial.model_fields} | fields


def arm(label: str, *, participants: int | None = None, quotes: list[str] = [], **fields: Any) -> dict[str, Any]:  # noqa: B006 - never changed
    return {"label": label, "type": None, "interventions": [], "participants": participants, "quotes": quotes} | fields


def outcome(title: str, quotes: list[str] | None = None, **fields: Any) -> dict[str, Any]:
    return {"title": title, "type": None, "results": [], "analyses": [], "quotes": quotes or []} | fields


def harm(term: str, quotes: list[str] | None = None, **fields: Any) -> dict[str, Any]:
    absent = {"grade": None, "serious": None, "results": [], "analyses": []}
    return {"term": term, **absent, "quotes": quotes or []} | fields


def result(**fields: Any) -> dict[str, Any]:
    names = ("arm", "population", "time_point", "statistic", "value", "unit", "ci", "dispersion", "events", "total")
    return dict.fromkeys(names) | {"status": "REPORTED"} | fields


def analysis(**fields: Any) -> dict[str, Any]:
    names = ("arm", "comparator", "population", "time_point", "measure", "estimate", "unit", "ci", "p_value", "favors")
    return dict.fromkeys((*names, "hypothesis")) | fields
