"""Table tests: what a clause claims of the endpoint between the bars."""

import pytest

from summarizer.engines.rules.claims import are_mixed, clauses, is_result, read_claim

# Name, clause (the endpoint between bars), whether the arms differed and whether its significance is told.
CLAIMS = [
    ("a significant adverb", "|sleep time| was significantly longer with zorafil than with placebo", (True, True)),
    ("a P value behind", "|sleep time| was longer with zorafil (p = 0.01)", (True, True)),
    ("a P value that is not significant", "|sleep time| was longer with zorafil (p = 0.21)", (False, True)),
    ("no difference", "there was no difference between the groups in |sleep time|", (False, True)),
    ("could not show", "the study could not demonstrate a difference in |sleep time|", (False, True)),
    ("an item of a list without difference", "no difference was seen in cough (p = 0.3) or |sleep time| (p = 0.4)", (False, True)),
    ("the statistic before belongs to another", "cough did not differ (p = 0.3) and |sleep time| was longer (p = 0.02)", (True, True)),
    ("the statistic behind belongs to another", "|sleep time| was longer (p = 0.02) and cough did not differ (p = 0.3)", (True, True)),
    ("a ratio's interval with one", "the hazard ratio for |relapse| was 0.81 (95% ci 0.54 to 1.21)", (False, True)),
    ("a ratio's interval without one", "the hazard ratio for |relapse| was 0.61 (95% ci 0.44 to 0.82)", (True, True)),
    ("a difference's interval", "|pain| fell, with a difference of -2.1 (95% ci -3.0, -1.2)", (True, True)),
    ("an arm's interval tells nothing", "|sleep time| was 6.1 h (95% ci 5.5 to 6.7) and 5.9 h (95% ci 5.1 to 6.4)", None),
    ("a change within the groups", "|pain| fell significantly from baseline in both groups", None),
    ("a change from baseline, compared", "|pain| fell significantly from baseline compared with placebo", (True, True)),
    ("a trend", "|sleep time| tended to be longer with zorafil", (False, False)),
    ("nearly significant", "the difference in |sleep time| was close to significant", (False, True)),
    ("not significantly", "|sleep time| did not significantly improve", (False, True)),
    ("an effect that failed to come", "zorafil failed to prolong |sleep time|", (False, True)),
    ("better without significance", "zorafil improved |sleep time|", (True, False)),
    ("alike", "|sleep time| was similar in the two arms", (False, False)),
    ("neither of two people", "neither patients nor doctors knew their |arm|", None),
    ("P = NS", "|sleep time| was 6.1 and 5.9 h (p=ns, n.s.)", (False, True)),
]  # fmt: skip


@pytest.mark.parametrize(("text", "want"), [pytest.param(*row[1:], id=row[0]) for row in CLAIMS])
def test_a_clause_claims_a_difference_or_none(text: str, want: tuple[bool, bool] | None) -> None:
    start, end = text.index("|"), text.rindex("|") - 1
    claim = read_claim(text.replace("|", ""), start, end)
    assert (claim and (claim.met, claim.is_strong)) == want


MARGINS = [
    ("shown", "zorafil was noninferior to placebo for |relapse|", True),
    ("not shown", "noninferiority was not shown for |relapse|", False),
    ("no difference is no failure", "|relapse| did not differ between the groups (p = 0.4)", None),
    ("its own P value", "|relapse| was 4% and 5% (p for noninferiority = 0.02)", True),
    ("its own P value, missed", "|relapse| was 4% and 7% (p=0.12 for non-inferiority)", False),
    ("superiority counts", "zorafil was superior to placebo for |relapse| (p = 0.01)", True),
]


@pytest.mark.parametrize(("text", "want"), [pytest.param(*row[1:], id=row[0]) for row in MARGINS])
def test_a_trial_with_a_margin_is_judged_by_it(text: str, want: bool | None) -> None:
    start, end = text.index("|"), text.rindex("|") - 1
    claim = read_claim(text.replace("|", ""), start, end, margin=True)
    assert (claim and claim.met) == want


NO_RESULTS = [
    ("a hypothesis", "we hypothesized that zorafil prolongs sleep"),
    ("a level", "p < 0.05 was considered statistically significant"),
    ("the groups at the start", "sleep time did not differ at baseline"),
    ("a subgroup", "in the subgroup with cough sleep time was longer"),
    ("a sample size", "300 patients were needed to detect a difference in sleep time"),
]


@pytest.mark.parametrize("text", [pytest.param(row[1], id=row[0]) for row in NO_RESULTS])
def test_what_is_no_result_of_the_whole_population_is_told(text: str) -> None:
    assert not is_result(text)


def test_a_sentence_is_cut_where_it_turns() -> None:
    text = "sleep time was longer, but cough did not differ; pain was alike"
    assert [text[start:end] for start, end in clauses(text)] == [
        "sleep time was longer",
        "cough did not differ",
        "pain was alike",
    ]


MIXED = [
    ("two P values", "sleep was longer (p = 0.03) and cough was not rarer (p = 0.4)", True),
    ("a P value and words", "sleep was longer (p = 0.03), whereas cough did not show differences", True),
    ("one P value", "sleep was longer (p = 0.03)", False),
    ("two that agree", "sleep was longer (p = 0.03) and cough was rarer (p < 0.001)", False),
]


@pytest.mark.parametrize(("text", "want"), [pytest.param(*row[1:], id=row[0]) for row in MIXED])
def test_a_sentence_that_tells_both_is_mixed(text: str, *, want: bool) -> None:
    assert are_mixed(text) is want
