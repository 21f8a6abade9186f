from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from summarizer.engines.answers import describe_errors, take_object
from summarizer.record import Record

json_objects = st.dictionaries(st.text(max_size=5), st.none() | st.integers() | st.text(max_size=20), max_size=4)


@given(json_objects, st.text(st.characters(exclude_characters="{"), max_size=30), st.text(max_size=30))
def test_takes_a_whole_object_out_of_any_text_around_it(value: dict[str, object], before: str, after: str) -> None:
    text = json.dumps(value)
    assert take_object(before + text + after) == text


@pytest.mark.parametrize("text", ["", "no object", "{", '{"a": 1', "[1, 2]", "{a: 1}"])
def test_takes_nothing_where_there_is_no_whole_object(text: str) -> None:
    assert take_object(text) is None


def test_braces_in_words_before_the_object_do_not_hide_it() -> None:
    assert take_object('Set {x} and {y}: {"a": {"b": 1}} done') == '{"a": {"b": 1}}'


def test_a_cut_off_nest_takes_no_quadratic_time() -> None:
    started = time.perf_counter()
    assert take_object('{"a":' * 900 + '"' + "x" * 500_000) is None
    assert time.perf_counter() - started < 1


def test_errors_name_path_and_input() -> None:
    with pytest.raises(ValidationError) as caught:
        Record.model_validate({"source": {"kind": "BLOG"}, "headline": None, "synopsis": None, "trials": [{"arms": 1}]})
    described = dict(describe_errors(caught.value))
    assert "'NEWS'" in described["source.kind"]
    assert described["source.kind"].endswith("not 'BLOG'")
    assert described["source.title"] == "Field required"
    assert "trials[0].arms" in described
