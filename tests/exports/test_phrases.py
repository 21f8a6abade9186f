from typing import Any, get_args

import pytest

from summarizer.exports import phrases
from summarizer.record import Analysis, ArmType, Measure, OutcomeType, Result
from tests.records import analysis, result


@pytest.mark.parametrize(
    ("fields", "phrase"),
    [
        ({"statistic": "MEDIAN", "value": "14.2", "unit": "MONTHS"}, "median 14.2 months"),
        ({"statistic": "PERCENTAGE", "value": "57", "unit": "%"}, "57%"),
        ({"statistic": "PERCENTAGE", "value": "5.9", "unit": "%", "events": 24, "total": 405}, "5.9% (24/405)"),
        ({"statistic": "PERCENTAGE", "value": "5.9", "unit": "%", "events": 24}, "5.9% (n = 24)"),
        ({"statistic": "PERCENTAGE", "value": "62", "unit": "%", "total": 1358}, "62% (of 1,358)"),
        ({"statistic": "COUNT", "value": "3", "events": 3}, "3"),
        ({"statistic": "COUNT", "value": "3", "events": 3, "total": 80}, "3/80"),
        ({"statistic": "MEDIAN", "status": "NOT_REACHED"}, "median not reached"),
        ({"status": "NOT_ESTIMABLE"}, "not estimable"),
        (
            {"statistic": "MEAN", "value": "-2.1", "dispersion": {"type": "STANDARD_DEVIATION", "value": "0.4"}},
            "mean -2.1 (SD 0.4)",
        ),
        (
            {"value": "9", "unit": "mg/dL", "ci": {"level": "95", "lower": "8", "upper": None}},
            "9 mg/dL (95% CI, from 8)",
        ),
        (
            {"statistic": "MEDIAN", "status": "NOT_REACHED", "ci": {"level": None, "lower": None, "upper": None}},
            "median not reached (CI, up to no limit given)",
        ),
    ],
)
def test_result_reads_as_printed(fields: dict[str, Any], phrase: str) -> None:
    spread = fields.get("dispersion")
    if spread:
        fields = fields | {"dispersion": {"type": None, "value": None, "lower": None, "upper": None} | spread}
    assert phrases.describe_result(Result.model_validate(result(**fields))) == phrase


@pytest.mark.parametrize(
    ("fields", "phrase"),
    [
        (
            {
                "measure": "HAZARD_RATIO",
                "estimate": "0.61",
                "ci": {"level": "95", "lower": "0.50", "upper": "0.74"},
                "p_value": {"operator": "<", "value": ".001"},
                "favors": "ARM",
            },
            "HR 0.61 (95% CI, 0.50 to 0.74), P < .001; favors new",
        ),
        ({"p_value": {"operator": "=", "value": ".03"}, "hypothesis": "NON_INFERIORITY"}, "P = .03, non-inferiority"),
        ({"favors": "NEITHER"}, "no difference shown"),
        ({"measure": "OTHER", "estimate": "12", "unit": "%", "favors": "COMPARATOR"}, "12%; favors old"),
        ({"ci": {"level": "95", "lower": "-1.2", "upper": "0.3"}}, "(95% CI, -1.2 to 0.3)"),
    ],
)
def test_analysis_reads_as_printed(fields: dict[str, Any], phrase: str) -> None:
    made = Analysis.model_validate(analysis(arm="new", comparator="old", **fields))
    assert phrases.describe_analysis(made) == phrase


@pytest.mark.parametrize("name", [*get_args(ArmType), *get_args(Measure), *get_args(OutcomeType)])
def test_every_name_has_a_word(name: str) -> None:
    assert "_" not in phrases.word(name)
