import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.quantities import NOT_RESULTS, Kind, Quantity, number_tokens, parse_number, scan

EXAMPLES = tomllib.loads((Path(__file__).parent / "examples" / "quantities.toml").read_text("utf-8"))["example"]
PIECES = st.sampled_from(
    [
        "HR 0.72",
        "(95% CI, 0.59-0.87)",
        "P < .001",
        "13/122",
        "57%",
        "n = 730",
        "6.2 vs 4.1 months",
        "not reached",
        "±",
        "twelve",
        "week 24",
        "-3.1--1.2",
        "≥",
        "[",
        ")",
        "of",
        ";",
        "difference,",
        "none of the 62",
        "1,248",
        "January 17, 2023",
        "é",
    ]
)


def facts(quantity: Quantity) -> dict[str, str]:
    names = [name for name in Quantity.__slots__ if name not in {"start", "end"}]
    return {name: str(value) for name in names if (value := getattr(quantity, name)) is not None}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["text"][:60])
def test_quantities_are_read_as_the_example_says(example: dict[str, object]) -> None:
    assert [facts(quantity) for quantity in scan(str(example["text"]))] == example["found"]


@given(st.lists(PIECES | st.text(max_size=6), max_size=14).map(" ".join))
def test_quantities_lie_in_order_without_overlap_and_inside_the_text(text: str) -> None:
    found = scan(text)
    places = [place for quantity in found for place in (quantity.start, quantity.end)]
    assert places == sorted(places)
    assert all(0 <= quantity.start < quantity.end <= len(text) for quantity in found)


@given(st.lists(PIECES, max_size=14).map(" ".join))
def test_every_value_is_a_decimal_string(text: str) -> None:
    for quantity in scan(text):
        for value in (quantity.value, quantity.lower, quantity.upper, quantity.events, quantity.total, quantity.spread):
            assert value is None or float(value) == float(value)


def test_a_long_text_is_scanned_whole() -> None:
    text = "Median overall survival was 24.1 months (95% CI, 19.2-NE) vs 18.0 months (HR, 0.72; P = .03). " * 3000
    found = scan(text)
    assert sum(quantity.kind == Kind.ESTIMATE for quantity in found) == 3000
    assert not any(quantity.flag in NOT_RESULTS for quantity in found)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,248", "1248"),
        ("12 345", "12345"),
        ("-.031", "-.031"),
        ("+0.05", "0.05"),
        ("one hundred and three", "103"),
        ("two thousand three hundred and twelve", "2312"),
        ("Twenty-five", "25"),
        ("none", "0"),
        ("two three", None),
        ("0.77 months", None),
        ("many", None),
        ("", None),
    ],
)
def test_one_number_is_parsed_and_nothing_else(text: str, value: str | None) -> None:
    assert parse_number(text) == value


@given(st.integers(0, 999_999_999))
def test_grouping_does_not_change_a_number(number: int) -> None:
    assert parse_number(f"{number:,}") == parse_number(f"{number:,}".replace(",", " ")) == str(number)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("10.77 and 0.77 and 77", ["10.77", "0.77", "77"]),
        ("P<.0001, COVID-19, IL-6 and week-12", [".0001", "12"]),
        ("(-3.1--1.2), 0.59-0.87", ["-3.1", "-1.2", "0.59", "0.87"]),
        ("1,248 of 12 345 patients", ["1248", "12345", "12", "345"]),
        ("thirty-two had no events; none died", ["32", "0", "0"]),
        ("NCT01554852 and BNT162b2", []),
        ("a 54-month rate", ["54"]),
        ("saved -£1410, or -$1,039; not 1-£20 or £7", ["-1410", "-1039", "1", "20", "7"]),
    ],
)
def test_numbers_are_tokens_only_where_they_stand_whole(text: str, tokens: list[str]) -> None:
    assert [value for _, _, value in number_tokens(text)] == tokens


@given(st.text(alphabet="0123456789.,- abcP<%£", max_size=40))
def test_tokens_slice_back_to_what_is_printed(text: str) -> None:
    for start, end, value in number_tokens(text):
        assert parse_number(text[start:end]) == value


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("the cost was -£1410 a patient", Kind.NUMBER, "-1410"),
        ("a mean difference of -$1,039", Kind.ESTIMATE, "-1039"),
    ],
)
def test_a_currency_does_not_part_a_minus_from_its_number(text: str, kind: Kind, value: str) -> None:
    assert [(found.kind, found.value) for found in scan(text)] == [(kind, value)]


@pytest.mark.parametrize(
    ("text", "operator"), [("P = <0.01", "<"), ("P = < .001", "<"), ("P <= .05", "<="), ("P = 0.03", "=")]
)
def test_the_relation_of_a_p_value_stands_right_before_its_number(text: str, operator: str) -> None:
    assert [found.operator for found in scan(text) if found.kind is Kind.P_VALUE] == [operator]


@given(
    st.lists(
        st.sampled_from(["12", "3.5", "-", " ", "%", "(", ")", "SD", "of", "HR", "95% CI", "to", "no", "patients"])
    )
)
def test_quantities_are_in_order_and_do_not_overlap(pieces: list[str]) -> None:
    found = scan(" ".join(pieces))
    assert all(first.end <= second.start for first, second in pairwise(found))
