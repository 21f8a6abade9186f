import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.article import Article
from summarizer.errors import InvalidExtractionError
from summarizer.examination import examine
from summarizer.pipeline import assemble
from summarizer.record import Record
from summarizer.summary import Summary
from summarizer.unsupported import Unsupported, apply_policy
from tests.records import arm, outcome, record, result, trial
from tests.samples import StubEngine, article, sound_record

ESTIMATE = "trials[0].outcomes[0].analyses[0].estimate"


def applied(made: Record, policy: Unsupported = "drop") -> Summary:
    return assemble(article(), StubEngine(made).extraction, policy)


def dropped(summary: Summary) -> dict[str, str]:
    return {row.path: row.message for row in summary.findings if row.code == "unsupported_value_dropped"}


@pytest.mark.parametrize("policy", ["keep", "drop", "reject"])
def test_sound_record_passes_every_policy_untouched(policy: Unsupported) -> None:
    made = sound_record()
    extraction = StubEngine(made).extraction
    assert apply_policy(policy, extraction, examine(made, article())) == (made, ())


def test_wrong_number_becomes_null_and_is_named() -> None:
    summary = applied(sound_record(ratio="0.77"))

    analysis = summary.record.trials[0].outcomes[0].analyses[0]
    assert analysis.estimate is None
    assert analysis.ci is not None
    assert dropped(summary) == {ESTIMATE: '"0.77" is not supported by the article and was dropped.'}


def test_nothing_else_is_changed() -> None:
    before = sound_record(ratio="0.77").model_dump()
    before["trials"][0]["outcomes"][0]["analyses"][0]["estimate"] = None
    assert applied(sound_record(ratio="0.77")).record == Record.model_validate(before)


def test_keep_changes_nothing_and_reject_names_the_path() -> None:
    assert applied(sound_record(ratio="0.77"), "keep").record == sound_record(ratio="0.77")
    with pytest.raises(InvalidExtractionError, match=r"analyses\[0\]\.estimate"):
        applied(sound_record(ratio="0.77"), "reject")


def test_row_of_an_unknown_arm_goes_as_a_whole() -> None:
    summary = applied(sound_record(harmed="zelvo"))
    assert summary.record.trials[0].adverse_events[0].results == ()
    assert '"value": "5.9"' in dropped(summary)["trials[0].adverse_events[0].results[0]"]


def test_rows_of_a_dropped_arm_go_with_it() -> None:
    text = "Only zelvorat was given: 14 patients (7%) relapsed."
    quote = [text]
    made = record(
        trial(
            arms=[arm("zelvorat", quotes=quote), arm("veltamab", quotes=quote)],
            outcomes=[
                outcome(
                    "relapsed", quote, results=[result(arm="veltamab", statistic="PERCENTAGE", value="7", unit="%")]
                )
            ],
        )
    )
    summary = assemble(Article(text), StubEngine(made).extraction, "drop")

    kept = summary.record.trials[0]
    assert [one.label for one in kept.arms] == ["zelvorat"]
    assert kept.outcomes[0].results == ()
    assert "refers to a dropped arm" in dropped(summary)["trials[0].outcomes[0].results"]


def test_quote_that_is_not_in_the_article_goes() -> None:
    summary = applied(sound_record(quote="Median time was short"))
    assert summary.record.trials[0].outcomes[0].quotes == ()
    assert "trials[0].outcomes[0].quotes[0]" in dropped(summary)


def test_several_rows_of_one_list_are_dropped_by_their_own_index() -> None:
    text = "Zelvorat was given to all. Relapse came in 7%."
    rows = [result(arm=name, statistic="PERCENTAGE", value="7", unit="%") for name in ("a", "zelvorat", "b", "c")]
    made = record(trial(arms=[arm("zelvorat", quotes=[text])], outcomes=[outcome("relapse", [text], results=rows)]))
    summary = assemble(Article(text), StubEngine(made).extraction, "drop")
    assert [row.arm for row in summary.record.trials[0].outcomes[0].results] == ["zelvorat"]
    assert len(dropped(summary)) == 3


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_after_dropping_nothing_unsupported_is_left_and_all_of_it_is_named(data: st.DataObject) -> None:
    tree = json.loads(sound_record().model_dump_json())
    for place in data.draw(st.lists(st.sampled_from(_places(tree)), max_size=6, unique=True)):
        _put(tree, place, data.draw(st.sampled_from(["777", "0.61", "veltamab", "placebo"])))
    try:
        made = Record.model_validate(tree)
    except ValueError:
        return
    summary = applied(made)

    grounding = examine(summary.record, article()).grounding
    assert grounding.unsupported == ()
    assert grounding.quote_problems == ()
    assert (summary.record == made) == (not dropped(summary))


def _places(node: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    if isinstance(node, dict):
        return [place for key, child in node.items() for place in _places(child, (*path, key))]
    if isinstance(node, list):
        return [place for key, child in enumerate(node) for place in _places(child, (*path, key))]
    return [path] if isinstance(node, str | int) and "source" not in path else []


def _put(tree: Any, path: tuple[str | int, ...], value: str) -> None:
    for step in path[:-1]:
        tree = tree[step]
    tree[path[-1]] = int(value) if isinstance(tree[path[-1]], int) and value.isdigit() else value
