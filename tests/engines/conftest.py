"""An article with its record, and a stub endpoint for every test that wants one."""

from __future__ import annotations

import copy
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from summarizer.article import Article

if TYPE_CHECKING:
    from collections.abc import Iterator

# The stub is a module beside the tests, which are no package.
sys.path.insert(0, str(Path(__file__).parent))

from stub_server import StubServer

TEXT = """Drolexan Improves Event-Free Survival in Cutaneous Larvosis

The phase III PEREGRINE-5 trial (NCT09876543) randomized 412 adults with cutaneous larvosis to receive drolexan
(n = 206) or placebo (n = 206). At a median follow-up of 27.5 months, drolexan significantly improved event-free survival
compared with placebo (hazard ratio, 0.64; 95% CI, 0.49–0.84; P = .0013). The 2-year event-free survival rate was 71.3% with
drolexan vs 58.6% with placebo. Grade 3 or higher anemia was reported in 8.7% of patients on drolexan.
"""

PRIMARY = (
    "drolexan significantly improved event-free survival\ncompared with placebo (hazard ratio, 0.64; 95% CI, 0.49–0.84; "
    "P = .0013). The 2-year event-free survival rate was 71.3% with\ndrolexan vs 58.6% with placebo"
)
_RESULT = {
    "population": None,
    "status": "REPORTED",
    "ci": None,
    "dispersion": None,
    "events": None,
    "total": None,
    "statistic": "PERCENTAGE",
    "unit": "%",
}
RECORD = {
    "source": {
        "kind": "NEWS",
        "title": "Drolexan Improves Event-Free Survival in Cutaneous Larvosis",
        "authors": [],
        "published": None,
        "conference": None,
        "abstract_number": None,
        "journal": None,
        "doi": None,
        "pmid": None,
    },
    "headline": "Drolexan improved event-free survival in cutaneous larvosis.",
    "synopsis": "In PEREGRINE-5, drolexan improved event-free survival compared with placebo (hazard ratio, 0.64).",
    "trials": [
        {
            "acronym": "PEREGRINE-5",
            "registry_ids": ["NCT09876543"],
            "phases": ["PHASE3"],
            "study_type": "INTERVENTIONAL",
            "allocation": "RANDOMIZED",
            "intervention_model": None,
            "masking": None,
            "hypothesis": None,
            "allocation_ratio": None,
            "conditions": ["cutaneous larvosis"],
            "population": "adults with cutaneous larvosis",
            "enrollment": 412,
            "follow_up": {
                "statistic": "MEDIAN",
                "value": "27.5",
                "unit": "MONTHS",
                "quotes": ["At a median follow-up of 27.5 months"],
            },
            "analysis_stage": None,
            "data_cutoff": None,
            "sponsor": None,
            "investigators": [],
            "arms": [
                {
                    "label": "drolexan",
                    "type": "EXPERIMENTAL",
                    "interventions": ["drolexan"],
                    "participants": 206,
                    "quotes": ["drolexan\n(n = 206)"],
                },
                {
                    "label": "placebo",
                    "type": "PLACEBO_COMPARATOR",
                    "interventions": ["placebo"],
                    "participants": 206,
                    "quotes": ["placebo (n = 206)"],
                },
            ],
            "primary_outcome_met": None,
            "outcomes": [
                {
                    "title": "event-free survival",
                    "type": None,
                    "results": [
                        {**_RESULT, "arm": "drolexan", "time_point": "2 years", "value": "71.3"},
                        {**_RESULT, "arm": "placebo", "time_point": "2 years", "value": "58.6"},
                    ],
                    "analyses": [
                        {
                            "arm": "drolexan",
                            "comparator": "placebo",
                            "population": None,
                            "time_point": None,
                            "measure": "HAZARD_RATIO",
                            "estimate": "0.64",
                            "unit": None,
                            "ci": {"level": "95", "lower": "0.49", "upper": "0.84"},
                            "p_value": {"operator": "=", "value": ".0013"},
                            "favors": "ARM",
                            "hypothesis": None,
                        }
                    ],
                    "quotes": [PRIMARY],
                }
            ],
            "adverse_events": [
                {
                    "term": "anemia",
                    "grade": ">=3",
                    "serious": None,
                    "results": [{**_RESULT, "arm": "drolexan", "time_point": None, "value": "8.7"}],
                    "analyses": [],
                    "quotes": ["Grade 3 or higher anemia was reported in 8.7% of patients on drolexan"],
                }
            ],
            "conclusion": None,
            "quotes": ["The phase III PEREGRINE-5 trial (NCT09876543) randomized 412 adults with cutaneous larvosis"],
        }
    ],
}


@pytest.fixture
def article() -> Article:
    return Article(TEXT, id="peregrine")


@pytest.fixture
def record() -> dict:
    """A valid record of the article, free to be spoiled."""
    return copy.deepcopy(RECORD)


@pytest.fixture
def stub() -> Iterator[StubServer]:
    server = StubServer()
    yield server
    server.close()
