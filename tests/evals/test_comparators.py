from __future__ import annotations

import pytest

from evals.comparators import Interval, Judgement, PValueText, compare
from evals.fields import declarations
from evals.figures import Quantity

FIELDS = {
    "identifier": "trials[].registry_ids[]",
    "doi": "source.doi",
    "count": "trials[].enrollment",
    "decimal": "trials[].outcomes[].results[].dispersion.value",
    "quantity": "trials[].outcomes[].results[].value",
    "interval": "trials[].outcomes[].analyses[].ci",
    "p_value": "trials[].outcomes[].analyses[].p_value",
    "phase": "trials[].phases[]",
    "masking": "trials[].masking",
    "favors": "trials[].outcomes[].analyses[].favors",
    "date": "trials[].data_cutoff",
    "time_point": "trials[].outcomes[].results[].time_point",
    "outcome": "trials[].outcomes[].title",
    "harm": "trials[].adverse_events[].term",
    "arm": "trials[].arms[].label",
    "person": "trials[].investigators[].name",
    "conference": "source.conference",
    "condition": "trials[].conditions[]",
    "prose": "trials[].conclusion",
}


def judge(kind: str, gold: object, predicted: object) -> Judgement:
    declared = declarations()
    return compare(gold, predicted, declared.field(FIELDS[kind]), declared.thresholds)


CORRECT = [
    ("identifier", "NCT05512345", "nct05512345"),
    ("doi", "10.1056/NEJMoa2034577", "https://doi.org/10.1056/nejmoa2034577"),
    ("decimal", ".031", "0.0310"),
    ("quantity", Quantity("33.0", "MONTHS"), Quantity("33", "MONTHS")),
    ("quantity", Quantity("3", "YEARS"), Quantity("36", "MONTHS")),
    ("quantity", Quantity("2.1", "kg"), Quantity("2100", "g")),
    ("quantity", Quantity("120", "mm Hg"), Quantity("120", "mmHg")),
    ("interval", Interval("95", "0.59", None), Interval("95.0", ".59", None)),
    ("date", "2021-11", "2021-11-05"),
    ("time_point", "3 years", "36 months"),
    ("time_point", "week 24", "24 weeks"),
    ("time_point", "2 years after randomization", "2 years"),
    ("outcome", "overall survival", "OS"),
    ("outcome", "Overall survival (OS)", "overall survival"),
    ("outcome", "objective response rate", "overall response"),
    ("outcome", "90-day mortality", "ninety-day mortality"),
    ("harm", "anaemia", "Anemia"),
    ("harm", "diarrhoea", "diarrhea"),
    ("harm", "infections", "infection"),
    ("harm", "adverse events leading to discontinuation", "treatment discontinuation due to adverse events"),
    ("arm", "placebo group", "placebo"),
    ("arm", "PD-L1 inhibitor", "PDL1 inhibitor"),
    ("arm", "alpha plus beta", "beta plus alpha"),
    ("person", "Maren Oduya, PhD", "Dr. Maren Oduya"),
    (
        "conference",
        "2022 ASH Annual Meeting",
        "2022 American Society of Hematology (ASH) Annual Meeting and Exposition",
    ),
    ("condition", "non–small-cell lung cancer", "NSCLC"),
]

PARTIAL = [
    ("quantity", Quantity("0.724", None), Quantity("0.72", None), "rounded"),
    ("quantity", Quantity("57", "%"), Quantity("57", None), "unit"),
    ("interval", Interval("95", "0.59", "0.87"), Interval("95", "0.59", "0.78"), "digit"),
    ("interval", Interval("95", "0.59", "0.87"), Interval(None, "0.59", "0.87"), "omitted"),
    ("masking", "TRIPLE", "DOUBLE", "rounded"),
    ("phase", "EARLY_PHASE1", "PHASE1", "rounded"),
    ("date", "2021-11-05", "2021-11", "rounded"),
    ("outcome", "percent change in body weight", "change in body weight", "synonym_gap"),
    ("prose", "Zorvanib improved survival in adults", "Zorvanib improved survival of adults, and it was safe", "other"),
]

INCORRECT = [
    ("identifier", "NCT05512345", "NCT05512845", "digit"),
    ("identifier", "NCT05512345", "ISRCTN12345678", "other"),
    ("count", 1248, 1240, "digit"),
    ("count", 1248, 124800, "scale"),
    ("count", 730, 518, "other"),
    ("decimal", "2.1", "-2.1", "sign"),
    ("decimal", "0.72", "7.2", "scale"),
    ("decimal", "0.72", "0.724", "other"),
    ("quantity", Quantity("5", "YEARS"), Quantity("5", "MONTHS"), "unit"),
    ("quantity", Quantity("5", "%"), Quantity("5", "percentage points"), "unit"),
    ("interval", Interval("95", "0.59", "0.87"), Interval("95", "0.87", "0.59"), "other"),
    ("p_value", PValueText("<", ".001"), PValueText("=", ".001"), "operator"),
    ("p_value", PValueText("=", ".031"), PValueText("=", ".31"), "scale"),
    ("p_value", PValueText("=", ".04"), PValueText("=", ".0612"), "significance_flip"),
    ("favors", "ARM", "COMPARATOR", "direction_flip"),
    ("favors", "ARM", "NEITHER", "other"),
    ("masking", "DOUBLE", "TRIPLE", "other"),
    ("date", "2021-11-05", "2021-12-05", "digit"),
    ("time_point", "5 years", "5 months", "unit"),
    ("time_point", "24 weeks", "48 weeks", "other"),
    ("outcome", "disease-free survival", "progression-free survival", "other"),
    ("outcome", "overall survival", "overall survival at 3 years and 4 months or so", "other"),
    ("outcome", "3-year overall survival", "5-year overall survival", "other"),
    ("harm", "febrile neutropenia", "neutropenia", "synonym_gap"),
    ("harm", "hypertension", "hypotension", "synonym_gap"),
    ("harm", "increased appetite", "decreased appetite", "direction_flip"),
    ("arm", "drug 10 mg", "drug 20 mg", "digit"),
    ("arm", "alpha followed by beta", "beta followed by alpha", "synonym_gap"),
    ("condition", "non-small cell lung cancer", "small cell lung cancer", "other"),
    ("prose", "Zorvanib increased survival", "Zorvanib decreased survival", "direction_flip"),
    ("prose", "Zorvanib improved survival", "Zorvanib did not improve survival", "direction_flip"),
    ("prose", "Survival rose by 12 months", "Survival rose by 13 months", "digit"),
]


@pytest.mark.parametrize(("kind", "gold", "predicted"), CORRECT)
def test_the_same_in_another_form_is_correct(kind: str, gold: object, predicted: object) -> None:
    assert judge(kind, gold, predicted) == Judgement("correct")


@pytest.mark.parametrize(("kind", "gold", "predicted", "cause"), PARTIAL)
def test_a_coarser_value_is_half_right(kind: str, gold: object, predicted: object, cause: str) -> None:
    assert judge(kind, gold, predicted)[:2] == ("partial", cause)


@pytest.mark.parametrize(("kind", "gold", "predicted", "cause"), INCORRECT)
def test_what_a_naive_scorer_lets_pass_is_wrong(kind: str, gold: object, predicted: object, cause: str) -> None:
    assert judge(kind, gold, predicted)[:2] == ("incorrect", cause)


@pytest.mark.parametrize(
    ("gold", "predicted", "flips"),
    [
        (("=", ".031"), ("=", ".31"), True),
        (("<", ".05"), (">", ".05"), True),
        (("=", ".031"), ("=", ".041"), False),
        (("<", ".2"), ("=", ".3"), False),
    ],
)
def test_a_p_value_that_crosses_the_line_is_marked(
    gold: tuple[str, str],
    predicted: tuple[str, str],
    flips: bool,
) -> None:
    assert judge("p_value", PValueText(*gold), PValueText(*predicted)).flips_significance is flips
