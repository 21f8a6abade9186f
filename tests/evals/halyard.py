"""An invented article with its gold record, as data that tests change freely."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from summarizer.record import Record

if TYPE_CHECKING:
    from pathlib import Path

Tree = dict[str, Any]

TEXT = """Zorvanib Extends Survival in the Phase 3 HALYARD Study

By Ines Falk, MD

HALYARD (NCT05512345) enrolled 812 adults with relapsed follicular lymphoma. Patients were randomly assigned to \
zorvanib (n = 406) or placebo (n = 406) in this double-blind trial. Median follow-up was 36.5 months.

Median overall survival was 41.2 months with zorvanib and 33.0 months with placebo (hazard ratio, 0.72; 95% CI, \
0.59-0.87; P = .031). At 3 years, overall survival was 58.4% with zorvanib and 47.9% with placebo; at 5 years it was \
39.1% and 30.6%, respectively.

Median progression-free survival was 18.6 months with zorvanib and 12.4 months with placebo (hazard ratio, 0.64; \
95% CI, 0.53-0.78; P < .001). Body weight changed by -2.1 kg with zorvanib.

Neutropenia was reported in 57% of patients in the zorvanib group and 21% in the placebo group.

"Zorvanib improved overall survival," said Maren Oduya, PhD, of the Tessaly Institute.
"""


def result(arm: str | None, statistic: str, value: str, unit: str | None, **more: object) -> Tree:
    empty = dict.fromkeys(("population", "time_point", "ci", "dispersion", "events", "total"))
    return {**empty, "arm": arm, "statistic": statistic, "value": value, "unit": unit, "status": "REPORTED", **more}


def analysis(estimate: str, ci: tuple[str, str], p_value: tuple[str, str], **more: object) -> Tree:
    return {
        "arm": "zorvanib",
        "comparator": "placebo",
        "population": None,
        "time_point": None,
        "measure": "HAZARD_RATIO",
        "estimate": estimate,
        "unit": None,
        "ci": {"level": "95", "lower": ci[0], "upper": ci[1]},
        "p_value": {"operator": p_value[0], "value": p_value[1]},
        "favors": "ARM",
        "hypothesis": None,
        **more,
    }


def record_tree() -> Tree:
    """Return the gold record as plain data, to be changed freely."""
    return {
        "source": {
            "kind": "NEWS",
            "title": "Zorvanib Extends Survival in the Phase 3 HALYARD Study",
            "authors": ["Ines Falk, MD"],
            "published": None,
            "conference": None,
            "abstract_number": None,
            "journal": None,
            "doi": None,
            "pmid": None,
        },
        "headline": "Zorvanib prolonged overall survival in relapsed follicular lymphoma.",
        "synopsis": "HALYARD enrolled 812 adults. Median overall survival was 41.2 months with zorvanib. It was double-blind.",
        "trials": [
            {
                "acronym": "HALYARD",
                "registry_ids": ["NCT05512345"],
                "phases": ["PHASE3"],
                "study_type": "INTERVENTIONAL",
                "allocation": "RANDOMIZED",
                "intervention_model": None,
                "masking": "DOUBLE",
                "hypothesis": None,
                "allocation_ratio": None,
                "conditions": ["relapsed follicular lymphoma"],
                "population": "adults with relapsed follicular lymphoma",
                "enrollment": 812,
                "follow_up": {
                    "statistic": "MEDIAN",
                    "value": "36.5",
                    "unit": "MONTHS",
                    "quotes": ["Median follow-up was 36.5 months"],
                },
                "analysis_stage": None,
                "data_cutoff": None,
                "sponsor": None,
                "investigators": [{"name": "Maren Oduya, PhD", "affiliation": "Tessaly Institute"}],
                "arms": [
                    {
                        "label": "zorvanib",
                        "type": "EXPERIMENTAL",
                        "interventions": ["zorvanib"],
                        "participants": 406,
                        "quotes": ["zorvanib (n = 406)"],
                    },
                    {
                        "label": "placebo",
                        "type": "PLACEBO_COMPARATOR",
                        "interventions": ["placebo"],
                        "participants": 406,
                        "quotes": ["placebo (n = 406)"],
                    },
                ],
                "primary_outcome_met": True,
                "outcomes": [
                    {
                        "title": "overall survival",
                        "type": "PRIMARY",
                        "results": [
                            result("zorvanib", "MEDIAN", "41.2", "MONTHS"),
                            result("placebo", "MEDIAN", "33.0", "MONTHS"),
                            result("zorvanib", "PERCENTAGE", "58.4", "%", time_point="3 years"),
                            result("placebo", "PERCENTAGE", "47.9", "%", time_point="3 years"),
                            result("zorvanib", "PERCENTAGE", "39.1", "%", time_point="5 years"),
                            result("placebo", "PERCENTAGE", "30.6", "%", time_point="5 years"),
                        ],
                        "analyses": [analysis("0.72", ("0.59", "0.87"), ("=", ".031"))],
                        "quotes": [
                            "Median overall survival was 41.2 months with zorvanib and 33.0 months with placebo",
                            "(hazard ratio, 0.72; 95% CI, 0.59-0.87; P = .031)",
                            "At 3 years, overall survival was 58.4% with zorvanib and 47.9% with placebo; at 5 years",
                            "it was 39.1% and 30.6%",
                        ],
                    },
                    {
                        "title": "progression-free survival",
                        "type": None,
                        "results": [
                            result("zorvanib", "MEDIAN", "18.6", "MONTHS"),
                            result("placebo", "MEDIAN", "12.4", "MONTHS"),
                        ],
                        "analyses": [analysis("0.64", ("0.53", "0.78"), ("<", ".001"))],
                        "quotes": [
                            "Median progression-free survival was 18.6 months with zorvanib and 12.4 months with placebo",
                            "(hazard ratio, 0.64; 95% CI, 0.53-0.78; P < .001)",
                        ],
                    },
                    {
                        "title": "body weight",
                        "type": None,
                        "results": [result("zorvanib", "MEAN", "-2.1", "kg")],
                        "analyses": [],
                        "quotes": ["Body weight changed by -2.1 kg with zorvanib"],
                    },
                ],
                "adverse_events": [
                    {
                        "term": "neutropenia",
                        "grade": None,
                        "serious": None,
                        "results": [
                            result("zorvanib", "PERCENTAGE", "57", "%"),
                            result("placebo", "PERCENTAGE", "21", "%"),
                        ],
                        "analyses": [],
                        "quotes": [
                            "Neutropenia was reported in 57% of patients in the zorvanib group and 21% in the placebo group"
                        ],
                    }
                ],
                "conclusion": "Zorvanib improved overall survival",
                "quotes": [
                    "HALYARD (NCT05512345) enrolled 812 adults with relapsed follicular lymphoma",
                    "double-blind trial",
                ],
            }
        ],
    }


def write_gold(directory: Path, name: str, tree: Tree, text: str = TEXT, **more: object) -> Path:
    """Write a gold record's folder."""
    folder = directory / name
    folder.mkdir(parents=True)
    (folder / "article.txt").write_text(text, encoding="utf-8")
    (folder / "record.json").write_text(json.dumps(tree), encoding="utf-8")
    metadata = {
        "gold_version": 1,
        "split": "dev",
        "source": "invented",
        "specialty": "oncology",
        "form": "conference news",
        "features": [],
        "labelled_by": "first reader",
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        **more,
    }
    (folder / "meta.json").write_text(json.dumps(metadata), encoding="utf-8")
    return folder


def as_record(content: Tree) -> Record:
    return Record.model_validate_json(json.dumps(content))
