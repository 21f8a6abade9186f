from __future__ import annotations

import json
import random
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evals.comparison import Compared, Prediction, compare_record
from evals.metrics import Tally, count_slots, measure
from tests.evals.halyard import Tree, as_record, record_tree, result

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from evals.gold import GoldRecord
    from evals.slots import Slot

TRIAL = ("trials", 0)
OS = (*TRIAL, "outcomes", 0)
HR = (*OS, "analyses", 0)


def at(content: Tree, path: tuple[str | int, ...]) -> Any:
    for step in path:
        content = content[step]
    return content


def compare(gold: GoldRecord, content: Tree) -> Compared:
    return compare_record(gold, Prediction(as_record(content)))


def wrong(gold: GoldRecord, content: Tree) -> list[Slot]:
    return [slot for slot in compare(gold, content).slots if slot.verdict != "correct"]


def counts(compared: Compared) -> Counter[str]:
    return Counter(slot.verdict for slot in compared.slots)


def counts_of_facts(compared: Compared) -> Counter[str]:
    """Count without the generated texts, which are held against the gold record and not compared with its texts."""
    return Counter(slot.verdict for slot in compared.slots if slot.field not in {"headline", "synopsis"})


def test_gold_against_gold_is_right_everywhere(gold: GoldRecord, tree: Tree) -> None:
    compared = compare(gold, tree)
    assert counts(compared).keys() == {"correct"}
    assert len(compared.slots) > 90


# Each planted error: where, what, and the one verdict and cause that it must get.
PLANTED = {
    "one digit of an NCT number": ((*TRIAL, "registry_ids", 0), "NCT05512845", "incorrect", "digit"),
    "one digit of an enrollment": ((*TRIAL, "enrollment"), 822, "incorrect", "digit"),
    "another number of the article": ((*TRIAL, "enrollment"), 406, "incorrect", "other"),
    "an invented enrollment": ((*TRIAL, "enrollment"), 7777, "incorrect", "invented"),
    "a power of ten in a hazard ratio": ((*HR, "estimate"), "7.2", "incorrect", "scale"),
    "a power of ten in a P value": ((*HR, "p_value", "value"), ".31", "incorrect", "scale"),
    "a lost sign": ((*TRIAL, "outcomes", 2, "results", 0, "value"), "2.1", "incorrect", "sign"),
    "a digit of a median": ((*OS, "results", 0, "value"), "47.2", "incorrect", "digit"),
    "two digits that changed places": ((*OS, "results", 0, "value"), "14.2", "incorrect", "digit"),
    "months for years": ((*TRIAL, "follow_up", "unit"), "YEARS", "incorrect", "unit"),
    "years for months in a result": ((*OS, "results", 0, "unit"), "YEARS", "incorrect", "unit"),
    "a unit left out": ((*OS, "results", 0, "unit"), None, "partial", "unit"),
    "a rounded hazard ratio": ((*HR, "estimate"), "0.7", "partial", "rounded"),
    "less than for equal": ((*HR, "p_value", "operator"), "<", "incorrect", "operator"),
    "swapped bounds": ((*HR, "ci"), {"level": "95", "lower": "0.87", "upper": "0.59"}, "incorrect", "other"),
    "one wrong bound": ((*HR, "ci", "upper"), "0.97", "partial", "digit"),
    "the wrong level": ((*HR, "ci", "level"), "90", "partial", "digit"),
    "an opposite direction": ((*HR, "favors"), "COMPARATOR", "incorrect", "direction_flip"),
    "no direction for a direction": ((*HR, "favors"), "NEITHER", "incorrect", "other"),
    "a missed endpoint for a met one": ((*TRIAL, "primary_outcome_met"), False, "incorrect", "direction_flip"),
    "a coarser masking": ((*TRIAL, "masking"), "TRIPLE", "incorrect", "other"),
    "another time point": ((*OS, "results", 2, "time_point"), "4 years", "incorrect", "other"),
    "the decreased for the improved": (
        (*TRIAL, "conclusion"),
        "Zorvanib worsened overall survival",
        "incorrect",
        "direction_flip",
    ),
    "a negated conclusion": (
        (*TRIAL, "conclusion"),
        "Zorvanib never improved overall survival",
        "incorrect",
        "direction_flip",
    ),
    "a foreign sponsor": ((*TRIAL, "sponsor"), "Wexcombe Biotech", "spurious", "invented"),
    "a name left out": ((*TRIAL, "acronym"), None, "missing", "omitted"),
    "another disease": ((*TRIAL, "conditions", 0), "non-relapsed follicular lymphoma", "missing", "omitted"),
    "a quote that is nowhere": ((*TRIAL, "arms", 0, "quotes"), ["zorvanib (n = 999)"], "incorrect", "not_found"),
    "a quote of another place": ((*TRIAL, "follow_up", "quotes"), ["By Ines Falk, MD"], "incorrect", "wrong_place"),
    "a foreign number in the headline": (("headline",), "Zorvanib cut deaths by 71%.", "incorrect", "invented"),
    "a foreign name in the synopsis": (
        ("synopsis",),
        "HALYARD gave 41.2 months, said Wexcombe.",
        "incorrect",
        "invented",
    ),
    "a synopsis without the result": (("synopsis",), "HALYARD enrolled 812 adults.", "partial", "omitted"),
}


@pytest.mark.parametrize("planted", PLANTED.values(), ids=PLANTED.keys())
def test_each_planted_error_changes_its_own_slot_and_gets_its_cause(
    gold: GoldRecord, tree: Tree, planted: tuple[tuple[str | int, ...], object, str, str]
) -> None:
    path, value, verdict, cause = planted
    at(tree, path[:-1])[path[-1]] = value
    found = [(slot.verdict, slot.cause) for slot in wrong(gold, tree)]
    if "conditions" in path:  # Two names that may not be paired are one missing and one spurious.
        assert found == [("missing", "omitted"), ("spurious", "other")]
    else:
        assert found == [(verdict, cause)]


def test_a_coarser_masking_is_half_right(make_gold: Callable[..., GoldRecord], tree: Tree) -> None:
    content = record_tree()
    content["trials"][0]["masking"] = "TRIPLE"
    assert [(slot.verdict, slot.cause) for slot in wrong(make_gold(content=content), tree)] == [("partial", "rounded")]


def test_crossing_significance_is_marked_whatever_the_cause(gold: GoldRecord, tree: Tree) -> None:
    at(tree, (*HR, "p_value"))["value"] = ".31"
    assert [(slot.cause, slot.flips_significance) for slot in wrong(gold, tree)] == [("scale", True)]


def test_another_p_value_across_the_line_is_a_significance_flip(gold: GoldRecord, tree: Tree) -> None:
    at(tree, (*HR, "p_value"))["value"] = ".57"
    assert [slot.cause for slot in wrong(gold, tree)] == ["significance_flip"]


def test_values_of_exchanged_arms_are_an_arm_swap(gold: GoldRecord, tree: Tree) -> None:
    rows = at(tree, (*OS, "results"))
    rows[0]["value"], rows[1]["value"] = rows[1]["value"], rows[0]["value"]
    assert [(slot.field.rpartition(".")[2], slot.cause) for slot in wrong(gold, tree)] == [("value", "arm_swap")] * 2


def test_exchanged_arm_and_comparator_are_an_arm_swap_and_nothing_else(gold: GoldRecord, tree: Tree) -> None:
    row = at(tree, HR)
    row["arm"], row["comparator"] = row["comparator"], row["arm"]
    assert [(slot.verdict, slot.cause) for slot in wrong(gold, tree)] == [("incorrect", "arm_swap")] * 2


def test_exchanged_arm_sizes_are_an_arm_swap(make_gold: Callable[..., GoldRecord], tree: Tree) -> None:
    content = record_tree()
    content["trials"][0]["arms"][1]["participants"] = 408
    tree["trials"][0]["arms"][0]["participants"] = 408
    assert [slot.cause for slot in wrong(make_gold(content=content), tree)] == ["arm_swap", "arm_swap"]


def test_values_of_exchanged_outcomes_are_an_outcome_mixup(gold: GoldRecord, tree: Tree) -> None:
    first, second = (at(tree, (*TRIAL, "outcomes", index, "results", 0)) for index in (0, 1))
    first["value"], second["value"] = second["value"], first["value"]
    assert [slot.cause for slot in wrong(gold, tree)] == ["outcome_mixup"] * 2


def test_values_of_exchanged_time_points_are_a_time_point_mixup(gold: GoldRecord, tree: Tree) -> None:
    rows = at(tree, (*OS, "results"))
    rows[2]["value"], rows[4]["value"] = rows[4]["value"], rows[2]["value"]
    assert [slot.cause for slot in wrong(gold, tree)] == ["time_point_mixup"] * 2


def test_a_wrong_value_does_not_pair_rows_anew(gold: GoldRecord, tree: Tree) -> None:
    rows = at(tree, (*OS, "results"))
    rows[0]["value"] = rows[2]["value"]
    assert len(wrong(gold, tree)) == 1


def test_a_duplicate_is_spurious(gold: GoldRecord, tree: Tree) -> None:
    rows = at(tree, (*OS, "results"))
    rows.append(dict(rows[0]))
    found = wrong(gold, tree)
    assert {slot.verdict for slot in found} == {"spurious"}
    assert {slot.cause for slot in found} == {"over_split"}
    assert len(found) == 4


def test_two_outcomes_merged_into_one_name_are_over_merged(make_gold: Callable[..., GoldRecord], tree: Tree) -> None:
    content = record_tree()
    content["trials"][0]["outcomes"].append(
        {**content["trials"][0]["outcomes"][2], "title": "change in body weight", "results": [], "quotes": []}
    )
    found = wrong(make_gold(content=content), tree)
    assert [(slot.verdict, slot.cause) for slot in found] == [("missing", "over_merge")]


def test_without_a_record_every_gold_slot_is_missing(gold: GoldRecord, tree: Tree) -> None:
    compared = compare_record(gold, Prediction(None, error="TruncatedExtractionError"))
    assert counts(compared) == {"missing": len(compare(gold, tree).slots)}
    assert {slot.cause for slot in compared.slots} == {"invalid_output"}


def test_an_empty_record_is_no_better_than_none(gold: GoldRecord, tree: Tree) -> None:
    tree["trials"] = []
    found = counts(compare(gold, tree))
    assert found["missing"] > 80
    assert found["spurious"] == 0


def test_another_trial_is_missing_and_spurious(gold: GoldRecord, tree: Tree) -> None:
    trial = tree["trials"][0]
    trial["acronym"], trial["registry_ids"] = "PINNACE", ["NCT09999999"]
    for arm in trial["arms"]:
        arm["interventions"] = [f"other {arm['label']} thing"]
    found = counts(compare(gold, tree))
    assert found["missing"] == found["spurious"] > 80


def test_formatting_changes_nothing(gold: GoldRecord, tree: Tree) -> None:
    trial = tree["trials"][0]
    trial["acronym"] = "halyard"
    trial["registry_ids"] = ["nct05512345"]
    at(tree, (*HR, ["estimate"][0]))
    at(tree, HR)["estimate"] = ".720"
    at(tree, (*HR, "p_value"))["value"] = "0.0310"
    at(tree, (*OS, "results", 1))["value"] = "33"
    trial["outcomes"][0]["title"] = "Overall survival (OS)"
    trial["outcomes"][1]["title"] = "PFS"
    trial["adverse_events"][0]["term"] = "Neutropaenia"
    trial["follow_up"]["value"] = "36.50"
    assert wrong(gold, tree) == []


def test_a_converted_unit_is_right_at_golds_precision(gold: GoldRecord, tree: Tree) -> None:
    at(tree, (*OS, "results", 2))["time_point"] = "36 months"
    at(tree, (*TRIAL, "outcomes", 2, "results", 0)).update(value="-2100", unit="g")
    assert wrong(gold, tree) == []


@pytest.mark.parametrize("seed", range(8))
def test_the_order_of_lists_changes_nothing(gold: GoldRecord, tree: Tree, seed: int) -> None:
    generator = random.Random(seed)
    disturb(tree, generator)
    before = verdicts(compare(gold, tree))
    shuffle(tree, generator)
    assert verdicts(compare(gold, tree)) == before


def test_rows_of_one_key_pair_by_their_values_in_any_order(make_gold: Callable[..., GoldRecord], tree: Tree) -> None:
    content = record_tree()
    weight = [result("zorvanib", "MEAN", "-2.1", "kg"), result("zorvanib", "MEAN", "-2.6", "%")]
    content["trials"][0]["outcomes"][2]["results"] = weight
    tree["trials"][0]["outcomes"][2]["results"] = weight[::-1]
    assert wrong(make_gold(content=content), tree) == []


@pytest.mark.parametrize("seed", range(8))
def test_exchanging_gold_and_prediction_exchanges_missing_and_spurious(
    gold: GoldRecord, make_gold: Callable[..., GoldRecord], tree: Tree, seed: int
) -> None:
    remove(tree, random.Random(seed))
    there = counts_of_facts(compare(gold, tree))
    back = counts_of_facts(compare(make_gold(content=tree), record_tree()))
    assert there["missing"] == back["spurious"] > 0
    assert there["spurious"] == back["missing"] == 0
    assert there["correct"] == back["correct"]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000))
def test_fixing_a_value_never_lowers_a_metric(gold: GoldRecord, seed: int) -> None:
    content = record_tree()
    generator = random.Random(seed)
    places = list(leaves(content))
    broken = generator.sample(places, 4)
    for path in broken:
        at(content, path[:-1])[path[-1]] = spoil(at(content, path))
    for path in broken:
        before = rates(compare(gold, content))
        at(content, path[:-1])[path[-1]] = at(record_tree(), path)
        after = rates(compare(gold, content))
        assert all(after[name] >= before[name] - 1e-12 for name in before)


def test_alternatives_are_right_too(make_gold: Callable[..., GoldRecord], tree: Tree) -> None:
    accepted = {
        "trials[0].arms[0].label": ["active drug"],
        "trials[0].conditions": [["FL"]],
        "trials[0].sponsor": ["Tessaly Institute"],
        "trials[0].acronym": [None],
        "trials[0].outcomes[2]": [None],
        "trials[0].outcomes[0].analyses[0].ci": [{"level": None, "lower": "0.59", "upper": "0.87"}],
    }
    trial = tree["trials"][0]
    trial["arms"][0]["label"] = "active drug"
    trial["conditions"] = ["FL"]
    trial["sponsor"] = "Tessaly Institute"
    trial["acronym"] = None
    del trial["outcomes"][2]
    at(tree, (*HR, "ci"))["level"] = None
    tree = json.loads(json.dumps(tree).replace('"arm": "zorvanib"', '"arm": "active drug"'))
    assert wrong(make_gold(alternatives=accepted), tree) == []


def test_an_alternative_does_not_excuse_another_value(make_gold: Callable[..., GoldRecord], tree: Tree) -> None:
    tree["trials"][0]["enrollment"] = 813
    found = wrong(make_gold(alternatives={"trials[0].enrollment": [800]}), tree)
    assert [slot.cause for slot in found] == ["digit"]


def test_arms_under_other_names_keep_their_results(gold: GoldRecord, tree: Tree) -> None:
    text = json.dumps(tree["trials"][0]["outcomes"]).replace('"zorvanib"', '"active arm"')
    tree["trials"][0]["outcomes"] = json.loads(text)
    tree["trials"][0]["adverse_events"] = json.loads(
        json.dumps(tree["trials"][0]["adverse_events"]).replace('"zorvanib"', '"active arm"')
    )
    tree["trials"][0]["arms"][0]["label"] = "active arm"
    found = wrong(gold, tree)
    assert [slot.field for slot in found] == ["trials[].arms[].label"]


def verdicts(compared: Compared) -> Counter[tuple[str, str, str | None, str, str]]:
    return Counter(
        (
            slot.field,
            slot.verdict,
            slot.cause,
            *(
                str(sorted(value) if "quotes" in slot.field and value else value)
                for value in (slot.gold, slot.predicted)
            ),
        )
        for slot in compared.slots
    )


def disturb(content: Tree, generator: random.Random) -> None:
    rows = at(content, (*OS, "results"))
    for row in generator.sample(rows, 3):
        row["value"] = generator.choice(["41.2", "9.9", "12"])
    generator.choice(rows)["time_point"] = "2 years"
    rows.pop(generator.randrange(len(rows)))
    rows.append(result("zorvanib", "MEDIAN", "9.8", "MONTHS"))


def shuffle(content: Any, generator: random.Random) -> None:
    if isinstance(content, dict):
        for value in content.values():
            shuffle(value, generator)
    elif isinstance(content, list):
        generator.shuffle(content)
        for value in content:
            shuffle(value, generator)


def remove(content: Tree, generator: random.Random) -> None:
    trial = content["trials"][0]
    at(content, (*OS, "results")).pop(generator.randrange(6))
    trial["outcomes"].pop(generator.randrange(3))
    for name in generator.sample(["sponsor", "acronym", "masking", "enrollment", "conclusion", "follow_up"], 3):
        trial[name] = None
    trial["investigators"] = []


def leaves(content: Any, path: tuple[str | int, ...] = ()) -> Any:
    if isinstance(content, dict):
        for name, value in content.items():
            if name not in {"quotes", "kind", "headline", "synopsis"}:
                yield from leaves(value, (*path, name))
    elif isinstance(content, list):
        for index, value in enumerate(content):
            yield from leaves(value, (*path, index))
    elif path[-1] in {"value", "estimate", "lower", "upper", "participants", "enrollment", "acronym", "conclusion"}:
        yield path


def spoil(value: object) -> object:
    if isinstance(value, int):
        return value + 1000
    return "9999" if str(value)[0] in "-.0123456789" else "Quayside"


def rates(compared: Compared) -> dict[str, float]:
    counted: NDArray[np.float64] = count_slots(compared)[None].astype(float)
    figures = counted[:, :6, 0] * 0
    measured = measure(Tally(("a",), (0,), counted, figures), counted[:, 0, :1] * 0 + 1)
    return {name: float(measured[name][0]) for name in ("micro_f1", "micro_precision", "micro_recall", "strict_f1")}
