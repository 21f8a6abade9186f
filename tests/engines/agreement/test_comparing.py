from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest

from summarizer.article import Article
from summarizer.engines.agreement import Comparison, Reader, compare
from summarizer.record import Record
from tests.records import analysis, arm, harm, outcome, record, result, trial

if TYPE_CHECKING:
    from collections.abc import Callable

Tree = dict[str, Any]

TEXT = (
    "The phase 3 double-blind CINDER trial (NCT07654321) randomized 640 adults with gout to velastat (n = 322) or placebo "
    "(n = 318). A gout flare occurred in 18.2% of the velastat group and 31.7% of the placebo group (risk ratio 0.57; 95% "
    "CI, 0.44-0.75; P < .001). Overall survival at 2 years was 96.1% and 95.4%, respectively. The mean urate level fell by "
    "2.4 mg/dL with velastat. Grade 3 or higher nausea was seen in 4.7% of patients on velastat. Dizziness was seen in 6% of "
    "patients on velastat and 6% on placebo. The median time to remission was not reached with velastat."
)
FLARES = TEXT[TEXT.index("A gout flare") : TEXT.index(" Overall survival")]
SURVIVAL = TEXT[TEXT.index("Overall survival") : TEXT.index(" The mean urate")]
URATE = "The mean urate level fell by 2.4 mg/dL with velastat"
NAUSEA = "Grade 3 or higher nausea was seen in 4.7% of patients on velastat"
DIZZINESS = "Dizziness was seen in 6% of patients on velastat and 6% on placebo"
REMISSION = "The median time to remission was not reached with velastat"
FLARE, ALIVE, SHRUNK, REMITTED = (f"trials[0].outcomes[{place}]" for place in range(4))
SICK, DIZZY = (f"trials[0].adverse_events[{place}]" for place in range(2))


def share(label: str, value: str, **more: object) -> Tree:
    return result(arm=label, statistic="PERCENTAGE", value=value, unit="%", **more)


def tree() -> Tree:
    """Return the right record as plain data, to be changed freely."""
    ratio = analysis(
        arm="velastat",
        comparator="placebo",
        measure="RISK_RATIO",
        estimate="0.57",
        ci={"level": "95", "lower": "0.44", "upper": "0.75"},
        p_value={"operator": "<", "value": ".001"},
        favors="ARM",
    )
    alive = [share("velastat", "96.1", time_point="2 years"), share("placebo", "95.4", time_point="2 years")]
    unreached = {**result(arm="velastat", statistic="MEDIAN"), "status": "NOT_REACHED"}
    made = record(
        trial(
            acronym="CINDER",
            registry_ids=["NCT07654321"],
            phases=["PHASE3"],
            allocation="RANDOMIZED",
            masking="DOUBLE",
            conditions=["gout"],
            enrollment=640,
            primary_outcome_met=True,
            arms=[
                arm("velastat", participants=322, quotes=["velastat (n = 322)"], interventions=["velastat"]),
                arm("placebo", participants=318, quotes=["placebo (n = 318)"], interventions=["placebo"]),
            ],
            outcomes=[
                outcome(
                    "gout flare",
                    [FLARES],
                    results=[share("velastat", "18.2"), share("placebo", "31.7")],
                    analyses=[ratio],
                ),
                outcome("overall survival", [SURVIVAL], results=alive),
                outcome(
                    "mean urate level",
                    [URATE],
                    results=[result(arm="velastat", statistic="MEAN", value="2.4", unit="mg/dL")],
                ),
                outcome("time to remission", [REMISSION], results=[unreached]),
            ],
            adverse_events=[
                harm("nausea", [NAUSEA], grade=">=3", results=[share("velastat", "4.7")]),
                harm("dizziness", [DIZZINESS], results=[share("velastat", "6"), share("placebo", "6")]),
            ],
            quotes=[TEXT[: TEXT.index(" to velastat")]],
        )
    )
    return made.model_dump(mode="json")


def versus(first: Tree, second: Tree | None = None) -> Comparison:
    article = Article(TEXT)
    one, other = (Record.model_validate(part) for part in (first, second or tree()))
    return compare(Reader("model", one, article), Reader("rules", other, article), article)


def node(content: Tree, *steps: str | int) -> Any:
    for step in steps:
        content = content[step]
    return content


def put(*steps: str | int, value: object) -> Callable[[Tree], None]:
    def change(content: Tree) -> None:
        node(content, "trials", 0, *steps[:-1])[steps[-1]] = value

    return change


def exchange(key: str, *places: tuple[str | int, ...]) -> Callable[[Tree], None]:
    def change(content: Tree) -> None:
        one, other = (node(content, "trials", 0, *place) for place in places)
        one[key], other[key] = other[key], one[key]

    return change


def take_share_for_difference(content: Tree) -> None:
    flares = content["trials"][0]["outcomes"][0]
    flares["results"] = flares["results"][:1]
    difference = {"measure": "RISK_DIFFERENCE", "estimate": "31.7", "unit": "%", "ci": None, "p_value": None}
    flares["analyses"].append({**flares["analyses"][0], **difference})


FLARE_ROWS = (("outcomes", 0, "results", 0), ("outcomes", 0, "results", 1))
DISPUTES = {
    "an enrollment": (put("enrollment", value=322), {"trials[0].enrollment"}),
    "a phase": (put("phases", value=["PHASE2"]), {"trials[0].phases"}),
    "masking": (put("masking", value="NONE"), {"trials[0].masking"}),
    "allocation": (put("allocation", value="NON_RANDOMIZED"), {"trials[0].allocation"}),
    "the primary outcome": (put("primary_outcome_met", value=False), {"trials[0].primary_outcome_met"}),
    "the size of an arm": (put("arms", 0, "participants", value=320), {"trials[0].arms[0].participants"}),
    "the arm of values": (
        exchange("arm", *FLARE_ROWS),
        {f"{FLARE}.results[0].value", f"{FLARE}.results[1].value"},
    ),
    "the direction of a comparison": (
        put(
            "outcomes",
            0,
            "analyses",
            0,
            value=node(tree(), "trials", 0, "outcomes", 0, "analyses", 0)
            | {"arm": "placebo", "comparator": "velastat"},
        ),
        {f"{FLARE}.analyses[0].estimate"},
    ),
    "the endpoint of values": (
        exchange("title", ("outcomes", 1), ("outcomes", 2)),
        {f"{ALIVE}.results[0].value", f"{ALIVE}.results[1].value", f"{SHRUNK}.results[0].value"},
    ),
    "the grade of a harm": (put("adverse_events", 0, "grade", value=None), {f"{SICK}.grade"}),
    "the operator of a P value": (
        put("outcomes", 0, "analyses", 0, "p_value", "operator", value="="),
        {f"{FLARE}.analyses[0].p_value.operator"},
    ),
    "who did better": (
        put("outcomes", 0, "analyses", 0, "favors", value="NEITHER"),
        {f"{FLARE}.analyses[0].favors"},
    ),
    "the kind of value": (take_share_for_difference, {f"{FLARE}.analyses[1].estimate"}),
}


@pytest.mark.parametrize(("change", "paths"), DISPUTES.values(), ids=DISPUTES)
class TestDisputes:
    def test_are_found_where_they_are_and_nowhere_else(self, change: Callable[[Tree], None], paths: set[str]) -> None:
        changed = tree()
        change(changed)
        found = versus(changed)
        assert {row.path for row in found.disputed} == paths
        assert not paths & {row.path for row in found.agreed}

    def test_are_the_same_from_the_other_side(self, change: Callable[[Tree], None], paths: set[str]) -> None:
        changed = tree()
        change(changed)
        assert {row.other for row in versus(tree(), changed).disputed} == paths

    def test_are_told_with_both_readings(self, change: Callable[[Tree], None], paths: set[str]) -> None:
        changed = tree()
        change(changed)
        for finding in versus(changed).findings():
            assert (finding.severity, finding.code) == ("warning", "readers_disagree")
            assert finding.path in paths
            ours, _, theirs = finding.message.partition("; rules reads ")
            assert ours.removeprefix("model reads ") != theirs.removesuffix(".") != ""


def test_a_reading_names_arm_endpoint_and_number() -> None:
    changed = tree()
    exchange("arm", *FLARE_ROWS)(changed)
    assert versus(changed).findings()[0].message == (
        "model reads 18.2 as value of 'gout flare', arm 'placebo'; rules reads 18.2 as value of 'gout flare', arm 'velastat'."
    )


def test_a_record_agrees_with_itself_on_every_number_and_name() -> None:
    found = versus(tree())
    reader = Reader("model", Record.model_validate(tree()), Article(TEXT))
    agreed = {row.path for row in found.agreed}
    assert found.disputed == ()
    assert found.only_second == 0
    assert set(reader.standings) <= agreed
    assert {
        f"{FLARE}.title",
        f"{FLARE}.results[0].arm",
        f"{SICK}.grade",
        "trials[0].phases[0]",
        "source.kind",
    } <= agreed
    assert {f"{FLARE}.analyses[0].p_value.operator", f"{REMITTED}.results[0].status"} <= agreed
    assert all(row.path == row.other for row in found.agreed)


def test_what_only_one_of_them_found_is_no_contradiction() -> None:
    part = tree()
    del part["trials"][0]["outcomes"][0]
    part["trials"][0] |= {"enrollment": None, "masking": None, "phases": [], "primary_outcome_met": None}
    fewer = versus(part)
    assert fewer.disputed == ()
    # 640, 18.2, 31.7, 0.57, 0.44, 0.75 and .001
    assert fewer.only_second == 7
    more = versus(tree(), part)
    assert more.disputed == ()
    assert more.only_second == 0
    agreed = {row.path for row in more.agreed}
    assert f"{ALIVE}.results[0].value" in agreed
    assert not any(path.startswith(FLARE) or path == "trials[0].enrollment" for path in agreed)


def test_a_number_that_the_quote_repeats_is_not_disputed() -> None:
    changed = tree()
    exchange("arm", ("adverse_events", 1, "results", 0), ("adverse_events", 1, "results", 1))(changed)
    assert versus(changed).disputed == ()


def test_arms_correspond_under_other_labels() -> None:
    changed = tree()
    for holder in (*changed["trials"][0]["outcomes"], *changed["trials"][0]["adverse_events"]):
        for row in (*holder["results"], *holder["analyses"]):
            row["arm"] = f"the {row['arm']} group"
            if row.get("comparator"):
                row["comparator"] = f"the {row['comparator']} group"
    for one in changed["trials"][0]["arms"]:
        one["label"] = f"the {one['label']} group"
    found = versus(changed)
    assert found.disputed == ()
    assert {f"{FLARE}.results[1].value", f"{FLARE}.analyses[0].estimate", f"{FLARE}.results[1].arm"} <= {
        row.path for row in found.agreed
    }


def test_an_unknown_arm_is_neither_agreed_nor_disputed() -> None:
    changed = tree()
    changed["trials"][0]["arms"] = changed["trials"][0]["arms"][:1]
    found = versus(tree(), changed)
    assert found.disputed == ()
    assert f"{FLARE}.results[1].value" not in {row.path for row in found.agreed}


def test_a_value_of_a_subgroup_is_not_agreed_with_one_of_all() -> None:
    changed = tree()
    put("outcomes", 0, "results", 0, "population", value="adults with gout")(changed)
    found = versus(changed)
    assert found.disputed == ()
    assert f"{FLARE}.results[0].value" not in {row.path for row in found.agreed}


def test_half_an_interval_is_not_agreed() -> None:
    changed = tree()
    put("outcomes", 0, "analyses", 0, "ci", "upper", value="0.57")(changed)
    agreed = {row.path for row in versus(changed).agreed}
    assert f"{FLARE}.analyses[0].estimate" in agreed
    assert not any(".ci.lower" in path or ".ci.upper" in path for path in agreed)


def test_a_number_the_article_does_not_support_is_not_agreed() -> None:
    changed = tree()
    put("outcomes", 0, "results", 0, "value", value="18.3")(changed)
    assert f"{FLARE}.results[0].value" not in {row.path for row in versus(changed, changed).agreed}


def test_a_number_given_twice_is_agreed_on_from_either_place() -> None:
    text = f"{TEXT} In short, flares fell: a gout flare occurred in 18.2% with velastat."
    article = Article(text)
    changed = tree()
    changed["trials"][0]["outcomes"][0]["quotes"] = ["a gout flare occurred in 18.2% with velastat", FLARES[60:]]
    one, other = (Reader(name, Record.model_validate(part), article) for name, part in (("a", changed), ("b", tree())))
    path = f"{FLARE}.results[0].value"
    assert one.standings[path].start != other.standings[path].start
    assert path in {row.path for row in compare(one, other, article).agreed}


def test_trials_are_paired_by_what_names_them() -> None:
    first, second = tree(), tree()
    unlike = copy.deepcopy(first["trials"][0]) | {"acronym": "EMBER", "registry_ids": ["NCT00000001"], "outcomes": []}
    unlike |= {"adverse_events": [], "enrollment": 318}
    first["trials"].append(unlike)
    second["trials"].insert(0, unlike)
    found = versus(first, second)
    assert found.disputed == ()
    pairs = {row.path: row.other for row in found.agreed}
    assert pairs["trials[0].enrollment"] == "trials[1].enrollment"
    assert pairs["trials[1].enrollment"] == "trials[0].enrollment"


def test_the_summary_marks_each_path_once() -> None:
    changed = tree()
    exchange("arm", *FLARE_ROWS)(changed)
    marks = versus(changed).agreement()
    assert marks.second == "rules"
    assert marks.disputed == (f"{FLARE}.results[0].value", f"{FLARE}.results[1].value")
    assert len(set(marks.agreed)) == len(marks.agreed)
    assert not set(marks.agreed) & set(marks.disputed)


def test_a_record_without_trials_is_compared_too() -> None:
    empty = tree() | {"trials": []}
    assert versus(empty, empty).disputed == ()
    # 322 and 318 stand in the arms
    assert versus(empty).only_second == len(
        {
            standing.start
            for standing in Reader("rules", Record.model_validate(tree()), Article(TEXT)).standings.values()
        }
    )
