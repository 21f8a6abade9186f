"""Values and quotes found, refused and bound; the texts are made for the tests."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.article import Article
from summarizer.grounding import Grounding, ground
from summarizer.grounding.lookup import Lookup
from summarizer.record import Record
from tests.records import analysis, arm, outcome, record, result, trial

TEXT = (
    "The LANTERN trial (NCT01234567) randomly assigned 1,248 adults in a double-blind, phase IIb study.\n\n"
    "Median overall survival was 14.3 months with velorant and 11.0 months with placebo (HR, 0.72; 95% CI, 0.59\u20130.87; "
    "P < .0001). Survival at 2 years was 41% vs 30%. Deaths: 12 of 610 (2.0%) and 12 of 638 (1.9%). "
    "HbA1c fell by \u22121.2 points. Nausea occurred in 12% and vomiting in 12%. The median was not reached with care."
)


def grounded(outcome_quotes: list[str], *, results: list[dict] = (), analyses: list[dict] = ()) -> Grounding:
    made = record(
        trial(outcomes=[outcome("overall survival", outcome_quotes, results=list(results), analyses=list(analyses))])
    )
    return ground(made, Article(TEXT))


SURVIVAL = "Median overall survival was 14.3 months with velorant and 11.0 months with placebo (HR, 0.72; 95% CI, 0.59\u20130.87; P < .0001)"
PREFIX = "trials[0].outcomes[0]"


def slice_of(grounding: Grounding, path: str) -> str:
    row = grounding.by_path[path]
    return TEXT[row.start : row.end]


def test_every_number_of_an_analysis_is_found_inside_its_quote() -> None:
    grounding = grounded(
        [SURVIVAL],
        analyses=[
            analysis(
                measure="HAZARD_RATIO",
                estimate="0.72",
                ci={"level": "95", "lower": "0.59", "upper": "0.87"},
                p_value={"operator": "<", "value": ".0001"},
            )
        ],
    )
    assert {row.match for row in grounding.support if row.path.startswith(f"{PREFIX}.analyses")} == {"exact"}
    assert slice_of(grounding, f"{PREFIX}.analyses[0].ci.upper") == "0.87"
    row = grounding.by_path[f"{PREFIX}.analyses[0].estimate"]
    assert TEXT[row.quote_start : row.quote_end] == SURVIVAL


@pytest.mark.parametrize("estimate", ["0.77", "0.7", "0.720", "72", "1.72"])
def test_a_number_that_is_no_token_of_the_text_has_no_support(estimate: str) -> None:
    grounding = grounded([SURVIVAL], analyses=[analysis(measure="HAZARD_RATIO", estimate=estimate)])
    assert grounding.by_path[f"{PREFIX}.analyses[0].estimate"].match == "none"


@pytest.mark.parametrize(("printed", "operator"), [("P = <0.01", "<"), ("P = 0.01", "="), ("P <= 0.01", "<=")])
def test_the_relation_right_before_a_p_value_is_its_own(printed: str, operator: str) -> None:
    text = f"Relapses were fewer ({printed})."
    analyses = [analysis(p_value={"operator": operator, "value": "0.01"})]
    made = record(trial(outcomes=[outcome("relapses", [text], analyses=analyses)]))
    assert ground(made, Article(text)).by_path[f"{PREFIX}.analyses[0].p_value.operator"].match == "exact"


def test_a_number_that_stands_only_outside_its_quotes_is_elsewhere_and_unsupported() -> None:
    grounding = grounded(["Survival at 2 years was 41% vs 30%"], analyses=[analysis(estimate="0.72")])
    row = grounding.by_path[f"{PREFIX}.analyses[0].estimate"]
    assert (row.match, row.quote_start) == ("elsewhere", None)
    assert row in grounding.unsupported


@pytest.mark.parametrize(("operator", "match"), [("<", "exact"), ("=", "none"), (">", "none"), ("<=", "none")])
def test_the_relation_of_a_p_value_is_that_printed(operator: str, match: str) -> None:
    grounding = grounded([SURVIVAL], analyses=[analysis(p_value={"operator": operator, "value": ".0001"})])
    assert grounding.by_path[f"{PREFIX}.analyses[0].p_value.operator"].match == match


@pytest.mark.parametrize(("unit", "match"), [("MONTHS", "exact"), ("YEARS", "none"), ("WEEKS", "none"), ("%", "none")])
def test_a_unit_is_the_one_behind_the_number(unit: str, match: str) -> None:
    grounding = grounded([SURVIVAL], results=[result(value="14.3", unit=unit, statistic="MEDIAN")])
    assert grounding.by_path[f"{PREFIX}.results[0].unit"].match == match


def test_a_percent_sign_is_shared_by_the_numbers_of_a_list() -> None:
    text = "Response was seen in 41, 22 and 19% of patients."
    made = record(trial(outcomes=[outcome("response", [text], results=[result(value="41", unit="%")])]))
    assert ground(made, Article(text)).by_path[f"{PREFIX}.results[0].unit"].match == "exact"


def test_a_count_with_a_percentage_behind_it_is_no_percentage() -> None:
    text = "Nausea was seen in 57 (41%) of patients."
    made = record(trial(outcomes=[outcome("nausea", [text], results=[result(value="57", unit="%")])]))
    assert ground(made, Article(text)).by_path[f"{PREFIX}.results[0].unit"].match == "none"


def test_repeated_numbers_of_one_quote_take_one_occurrence_each() -> None:
    quote = "Nausea occurred in 12% and vomiting in 12%"
    grounding = grounded([quote], results=[result(value="12", unit="%"), result(value="12", unit="%")])
    starts = [grounding.by_path[f"{PREFIX}.results[{index}].value"].start for index in range(2)]
    assert starts == [TEXT.index("12% and"), TEXT.index("12%. The")]


def test_a_repeated_number_is_the_one_near_the_other_values_of_its_object() -> None:
    quote = "Deaths: 12 of 610 (2.0%) and 12 of 638 (1.9%)"
    grounding = grounded([quote], results=[result(value="1.9", unit="%", events=12, total=638)])
    assert grounding.by_path[f"{PREFIX}.results[0].events"].start == TEXT.index("12 of 638")


def test_the_sign_is_part_of_the_number() -> None:
    quote = "HbA1c fell by \u22121.2 points"
    signed = grounded([quote], results=[result(value="-1.2", unit="points")])
    assert signed.by_path[f"{PREFIX}.results[0].value"].match == "normalized"
    unsigned = grounded([quote], results=[result(value="1.2")])
    assert unsigned.by_path[f"{PREFIX}.results[0].value"].match == "none"


def test_not_reached_has_to_be_said() -> None:
    said = grounded(["The median was not reached with care"], results=[result(status="NOT_REACHED")])
    assert said.by_path[f"{PREFIX}.results[0].status"].match == "exact"
    invented = ground(
        record(trial(outcomes=[outcome("x", ["All went well"], results=[result(status="NOT_REACHED")])])),
        Article("All went well"),
    )
    assert invented.by_path[f"{PREFIX}.results[0].status"].match == "none"


def test_a_quote_that_is_not_in_the_article_is_named_with_the_nearest_passage() -> None:
    grounding = grounded(["Median overall survival was 15.3 months with velorant"])
    (problem,) = grounding.quote_problems
    assert problem.path == f"{PREFIX}.quotes[0]"
    assert problem.nearest == "Median overall survival was 14.3 months with velorant"


def test_a_quote_in_other_typography_is_found_and_its_span_is_of_the_text() -> None:
    grounding = grounded([SURVIVAL.replace("\u2013", "-")], analyses=[analysis(estimate="0.72")])
    assert not grounding.quote_problems
    row = grounding.by_path[f"{PREFIX}.analyses[0].estimate"]
    assert TEXT[row.quote_start : row.quote_end] == SURVIVAL


def test_identity_and_design_are_found_by_token_and_cue() -> None:
    made = record(
        trial(
            acronym="LANTERN",
            registry_ids=["NCT01234567"],
            phases=["PHASE2"],
            masking="DOUBLE",
            allocation="RANDOMIZED",
            enrollment=1248,
            quotes=[
                "The LANTERN trial (NCT01234567) randomly assigned 1,248 adults in a double-blind, phase IIb study"
            ],
        )
    )
    matches = {row.path: row.match for row in ground(made, Article(TEXT)).support}
    assert matches["trials[0].enrollment"] == "normalized"
    for key in ("acronym", "registry_ids[0]", "phases[0]", "masking", "allocation"):
        assert matches[f"trials[0].{key}"] == "exact", key


@pytest.mark.parametrize(
    "change", [{"phases": ["PHASE3"]}, {"masking": "TRIPLE"}, {"registry_ids": ["NCT01234568"]}, {"acronym": "BEACON"}]
)
def test_identity_and_design_that_the_text_does_not_state_have_no_support(change: dict) -> None:
    text = TEXT.replace("double-blind", "open-label")
    made = record(trial(**change, quotes=[text[:40]]))
    assert [row.match for row in ground(made, Article(text)).support if row.path.startswith("trials")] == ["none"]


def test_two_names_that_differ_in_the_drug_alone_are_told_apart() -> None:
    made = record(
        trial(
            arms=[
                arm("velorant", quotes=["14.3 months with velorant"]),
                arm("veluzant", quotes=["14.3 months with velorant"]),
            ]
        )
    )
    matches = [row.match for row in ground(made, Article(TEXT)).support if row.path.endswith("label")]
    assert matches == ["exact", "none"]


@given(st.text(max_size=200), st.text(min_size=1, max_size=30))
def test_any_text_can_be_grounded_and_rows_slice_back(text: str, words: str) -> None:
    made = record(trial(acronym=words, quotes=[words]), title=words)
    for row in ground(made, Article(text)).support:
        if row.match in {"exact", "normalized"}:
            assert row.start is not None
            assert text[row.start : row.end].strip() or row.start == row.end


SHARED = Path(__file__).parents[3] / "shared"


@pytest.mark.skipif(not SHARED.exists(), reason="the contract's example is not part of the repository")
def test_the_contracts_example_is_fully_supported() -> None:
    (path,) = (SHARED / "seed").glob("*.txt")
    made = Record.model_validate(json.loads((SHARED / "record" / "myeloma-xi.json").read_text(encoding="utf-8")))
    grounding = ground(made, Article(path.read_text(encoding="utf-8")))
    assert not grounding.unsupported
    assert not grounding.quote_problems


def test_a_column_of_p_values_reaches_to_the_last_row_of_its_table() -> None:
    rows = "\n".join(f"Endpoint of the study, no. {row}\t{row + 20}\t{row + 30}\t0.{100 + row}" for row in range(40))
    text = f"A trial\n\nTable 2\n\nEndpoint\tVelorant\tPlacebo\tP value\n{rows}\nThe dose was 0.777 g."
    lookup = Lookup(Article(text))
    operators = [
        lookup.operator_before(place.start)
        for number in ("0.139", "0.777")
        for place in lookup.numbers(number, lookup.everywhere)
    ]
    assert operators == ["=", None]
