"""Checks: what each finds, what it leaves alone, and how often it could be applied."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.article import Article
from summarizer.checks import check
from summarizer.examination import examine
from summarizer.grounding import ground
from summarizer.record import Record
from tests.records import analysis, arm, harm, outcome, record, result, trial

ARMS = [arm("new"), arm("old")]


def codes(made: Record, text: str = "") -> dict[str, str]:
    article = Article(text)
    report = check(made, ground(made, article), article)
    ignored = {"unsupported_value", "quote_not_found", "number_not_in_article", "no_trial"}
    return {finding.code: finding.path for finding in report.findings if finding.code not in ignored}


def compared(**fields: Any) -> Record:
    return record(
        trial(
            arms=ARMS,
            outcomes=[outcome("overall survival", analyses=[analysis(arm="new", comparator="old", **fields)])],
        )
    )


def interval(lower: str | None, upper: str | None, level: str = "95") -> dict[str, Any]:
    return {"level": level, "lower": lower, "upper": upper}


def p(operator: str, value: str) -> dict[str, str]:
    return {"operator": operator, "value": value}


ANALYSIS = "trials[0].outcomes[0].analyses[0]"

FOUND = [
    ({"estimate": "0.72", "ci": interval("0.87", "0.59")}, "interval_order"),
    ({"estimate": "0.95", "ci": interval("0.59", "0.87")}, "estimate_outside_interval"),
    ({"estimate": "0.72", "ci": interval("0.59", "0.87", "5")}, "interval_level"),
    ({"measure": "HAZARD_RATIO", "estimate": "0.85", "ci": interval("0.59", "0.87")}, "estimate_off_centre"),
    ({"measure": "HAZARD_RATIO", "estimate": "0.72", "ci": interval("0.59", "0.87"), "p_value": p("=", ".21")}, "interval_against_p_decision"),
    ({"measure": "HAZARD_RATIO", "estimate": "0.90", "ci": interval("0.70", "1.16"), "p_value": p("<", ".001")}, "interval_against_p_decision"),
    ({"measure": "HAZARD_RATIO", "estimate": "0.72", "ci": interval("0.59", "0.87"), "p_value": p("=", ".04")}, "interval_against_p_value"),
    ({"p_value": p("=", "3.1")}, "p_value_range"),
    ({"p_value": p("=", ".31"), "favors": "ARM"}, "favors_without_significance"),
    ({"measure": "HAZARD_RATIO", "estimate": "1.40", "favors": "ARM"}, "favors_against_estimate"),
    ({}, "empty_analysis"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "code"), FOUND)
def test_an_analysis_that_contradicts_itself_is_found(fields: dict[str, Any], code: str) -> None:
    assert codes(compared(**fields)).get(code, "").startswith(ANALYSIS)


# Published triples (estimate, interval, P) of large trials with their usual rounding; none may be complained of.
SOUND = [
    {"measure": "HAZARD_RATIO", "estimate": "0.74", "ci": interval("0.65", "0.85"), "p_value": p("<", "0.001"), "favors": "ARM"},
    {"measure": "HAZARD_RATIO", "estimate": "0.49", "ci": interval("0.38", "0.64"), "p_value": p("<", "0.001"), "favors": "ARM"},
    {"measure": "HAZARD_RATIO", "estimate": "0.90", "ci": interval("0.70", "1.16"), "p_value": p("=", "0.42"), "favors": "NEITHER"},
    {"measure": "MEAN_DIFFERENCE", "estimate": "-1.2", "ci": interval("-1.9", "-0.5"), "p_value": p("=", "0.001")},
    {"measure": "HAZARD_RATIO", "estimate": "0.95", "ci": interval(None, "1.10"), "hypothesis": "NON_INFERIORITY", "p_value": p("=", "0.01")},
    {"measure": "HAZARD_RATIO", "estimate": "1.05", "ci": interval("0.90", "1.20"), "hypothesis": "NON_INFERIORITY", "p_value": p("=", "0.004")},
    {"measure": "OTHER", "estimate": "94.1", "ci": interval("89.3", "96.8")},
]  # fmt: skip


@pytest.mark.parametrize("fields", SOUND)
def test_a_sound_analysis_is_left_alone(fields: dict[str, Any]) -> None:
    assert codes(compared(**fields)) == {}


def test_a_one_sided_p_value_is_doubled_before_it_is_compared() -> None:
    quote = "HR 0.80, 95% CI 0.66 to 0.97; one-sided P = .012"
    fields = {"measure": "HAZARD_RATIO", "estimate": "0.80", "ci": interval("0.66", "0.97"), "p_value": p("=", ".012")}
    made = record(
        trial(
            arms=ARMS,
            outcomes=[outcome("overall survival", [quote], analyses=[analysis(arm="new", comparator="old", **fields)])],
        )
    )
    assert codes(made, quote) == {}


def test_a_wider_level_is_taken_into_account() -> None:
    fields = {
        "measure": "HAZARD_RATIO",
        "estimate": "0.78",
        "ci": interval("0.60", "1.01", "97.5"),
        "p_value": p("=", ".03"),
    }
    assert "interval_against_p_decision" not in codes(compared(**fields))
    at_usual_level = fields | {"ci": interval("0.60", "1.01")}
    assert "interval_against_p_decision" in codes(compared(**at_usual_level))


@pytest.mark.parametrize(
    ("value", "events", "total", "found"),
    [
        ("24.6", 30, 122, False),
        ("24.5", 30, 122, True),
        ("42.6", 30, 122, True),
        ("25", 30, 122, False),
        ("104", None, None, True),
    ],
)
def test_a_percentage_is_what_events_of_total_make(
    value: str, events: int | None, total: int | None, found: bool
) -> None:
    row = result(statistic="PERCENTAGE", value=value, unit="%", events=events, total=total)
    assert bool(codes(record(trial(outcomes=[outcome("response", results=[row])])))) is found


def test_a_kaplan_meier_rate_is_not_compared_with_events() -> None:
    row = result(statistic="PERCENTAGE", value="64", unit="%", time_point="2 years", events=30, total=122)
    assert codes(record(trial(outcomes=[outcome("overall survival", results=[row])]))) == {}


def test_arms_that_do_not_add_up_to_the_enrollment_are_found() -> None:
    assert codes(record(trial(enrollment=1248, arms=[arm("a", participants=730), arm("b", participants=581)]))) == {
        "arms_against_enrollment": "trials[0]"
    }
    assert codes(record(trial(enrollment=1248, arms=[arm("a", participants=730), arm("b", participants=518)]))) == {}


def test_arm_sizes_have_to_fit_the_ratio_in_either_order() -> None:
    sizes = [arm("a", participants=200), arm("b", participants=101)]
    assert codes(record(trial(allocation_ratio="2:1", arms=sizes))) == {}
    assert codes(record(trial(allocation_ratio="2:1", arms=sizes[::-1]))) == {}
    assert codes(record(trial(allocation_ratio="1:1", arms=sizes))) == {"arms_against_ratio": "trials[0]"}


def test_denominators_beyond_their_arm_and_numerators_beyond_them_are_found() -> None:
    rows = [result(arm="new", value="5", events=130, total=122), result(arm="new", value="6", events=1, total=900)]
    made = record(trial(arms=[arm("new", participants=150)], outcomes=[outcome("x", results=rows)]))
    assert set(codes(made)) == {"events_exceed_total", "total_exceeds_arm"}


def share(value: str, **fields: Any) -> dict[str, Any]:
    return result(arm="new", statistic="PERCENTAGE", value=value, unit="%", **fields)


@pytest.mark.parametrize(
    ("events", "code"),
    [
        ([harm("nausea", results=[share("12")]), harm("nausea", grade=">=3", results=[share("15")])], "grade_order"),
        (
            [harm("nausea", grade=">=3", results=[share("1")]), harm("nausea", grade="3-4", results=[share("2")])],
            "grade_order",
        ),
        ([harm("nausea", results=[share("12")]), harm("nausea", serious=True, results=[share("15")])], "serious_order"),
        ([harm("any adverse event", results=[share("12")]), harm("nausea", results=[share("15")])], "term_order"),
    ],
)
def test_a_part_more_frequent_than_the_whole_is_found(events: list[dict[str, Any]], code: str) -> None:
    assert code in codes(record(trial(arms=ARMS, adverse_events=events)))
    apart = [*events[:-1], events[-1] | {"results": [events[-1]["results"][0] | {"arm": "old"}]}]
    assert codes(record(trial(arms=ARMS, adverse_events=apart))) == {}


def test_medians_that_contradict_a_significant_hazard_ratio_are_found() -> None:
    medians = [
        result(arm="new", statistic="MEDIAN", value="4.1", unit="MONTHS"),
        result(arm="old", statistic="MEDIAN", value="6.2", unit="MONTHS"),
    ]
    ratio = analysis(arm="new", comparator="old", measure="HAZARD_RATIO", estimate="0.72", ci=interval("0.59", "0.87"))
    crossing = ratio | {"ci": interval("0.59", "1.10"), "estimate": "0.81"}
    assert "medians_against_ratio" in codes(
        record(trial(arms=ARMS, outcomes=[outcome("PFS", results=medians, analyses=[ratio])]))
    )
    assert codes(record(trial(arms=ARMS, outcomes=[outcome("PFS", results=medians[::-1], analyses=[crossing])]))) == {}


@pytest.mark.parametrize(("percent", "found"), [("28", False), ("29", False), ("38", True), ("72", True)])
def test_a_reduction_in_words_is_compared_with_the_ratio_beside_it(percent: str, found: bool) -> None:
    quote = f"Velorant reduced the risk of death by {percent}% (HR 0.72)"
    made = record(
        trial(
            arms=ARMS,
            outcomes=[
                outcome(
                    "overall survival",
                    [quote],
                    analyses=[analysis(arm="new", comparator="old", measure="HAZARD_RATIO", estimate="0.72")],
                )
            ],
        )
    )
    assert ("reduction_against_ratio" in codes(made, f"Results came first. {quote}. Then lunch.")) is found


def test_an_arm_that_the_trial_does_not_have_is_an_error() -> None:
    made = record(trial(arms=ARMS, outcomes=[outcome("x", results=[result(arm="novel", value="1")])]))
    assert codes(made) == {"unknown_arm": "trials[0].outcomes[0].results[0].arm"}


@pytest.mark.parametrize(
    ("identifier", "found"),
    [
        ("NCT01554852", False),
        ("NCT1554852", True),
        ("ISRCTN49407852", False),
        ("2015-001234-12", False),
        ("ACTRN1261200", True),
    ],
)
def test_registry_numbers_have_the_form_of_their_registry(identifier: str, found: bool) -> None:
    assert ("registry_id_format" in codes(record(trial(registry_ids=[identifier])))) is found


def test_a_weekday_that_is_not_that_of_the_date_is_found() -> None:
    assert codes(record(published="2023-01-17"), "Posted: Tuesday, January 17, 2023") == {}
    assert codes(record(published="2023-01-17"), "Posted: Friday, January 17, 2023") == {
        "weekday_mismatch": "source.published"
    }


def test_impossible_dates_and_cutoffs_after_publication_are_found() -> None:
    made = record(trial(data_cutoff="2023-02-30"), published="2023-01")
    assert set(codes(made)) == {"impossible_date", "cutoff_after_publication"}


@pytest.mark.parametrize(
    ("conclusion", "pattern"),
    [
        ("Velorant is an effective new option.", "spin_benefit"),
        ("Velorant showed a trend toward longer survival.", "spin_trend"),
        ("Velorant was as effective as placebo and well tolerated.", "spin_equivalence"),
        ("Velorant helped patients with high expression in the subgroup.", "spin_secondary"),
        ("Velorant did not improve survival.", None),
        ("No benefit was seen.", None),
    ],
)
def test_a_conclusion_that_dresses_up_a_negative_trial_is_found(conclusion: str, pattern: str | None) -> None:
    made = record(trial(primary_outcome_met=False, conclusion=conclusion))
    article = Article(conclusion)
    findings = [each for each in check(made, ground(made, article), article).findings if each.code == "spin"]
    assert [pattern] == [each.message.rpartition("(")[2].rstrip(")") for each in findings] if pattern else not findings
    met = record(trial(primary_outcome_met=True, conclusion=conclusion))
    assert "spin" not in codes(met, conclusion)


def test_numbers_and_names_that_the_article_lacks_are_found_in_generated_text() -> None:
    text = "Velorant reduced deaths by 28% in the LANTERN trial of progression-free survival."
    made = record(headline="Velorant cut deaths by 82% in BEACON, with better PFS.")
    article = Article(text)
    findings = {each.code: each.message for each in check(made, ground(made, article), article).findings}
    assert findings["number_not_in_article"] == "Not in the article: 82."
    assert findings["name_not_in_article"] == "Not in the article: BEACON."


def test_a_text_in_another_language_is_a_finding() -> None:
    german = (
        "Die Studie zeigte einen deutlichen Vorteil der Behandlung, und die Patienten lebten länger als die der Vergleichsgruppe. "
        * 2
    )
    english = (
        "The study showed a clear benefit of the treatment, and the patients lived longer than those of the other group. "
        * 2
    )
    assert "not_english" in codes(record(), german)
    assert "not_english" not in codes(record(), english)


def test_how_often_a_check_could_be_applied_is_counted() -> None:
    made = compared(estimate="0.72", ci=interval("0.87", "0.59"))
    counts = {count.check: (count.checkable, count.findings) for count in examine(made, Article("")).coverage.checks}
    assert counts["interval_order"] == (1, 1)
    assert counts["duplicate_row"] == (1, 0)
    assert "weekday_mismatch" not in counts


_PRINTED = st.from_regex(r"-?(\d{1,4}(\.\d{1,4})?|\.\d{1,4})", fullmatch=True)


@given(
    _PRINTED,
    _PRINTED,
    _PRINTED,
    st.from_regex(r"\.\d{1,5}", fullmatch=True),
    st.sampled_from(["HAZARD_RATIO", "MEAN_DIFFERENCE", "OTHER", None]),
)
def test_checks_never_raise_on_a_valid_record(
    estimate: str, lower: str, upper: str, value: str, measure: str | None
) -> None:
    made = compared(measure=measure, estimate=estimate, ci=interval(lower, upper), p_value=p("=", value), favors="ARM")
    assert examine(made, Article(f"P = {value}")).coverage.checks
