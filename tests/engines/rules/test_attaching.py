import tomllib
from pathlib import Path

import pytest

from summarizer.article import Article
from summarizer.engines.rules.arms import ArmFinding
from summarizer.engines.rules.attaching import are_contrasted, attach
from summarizer.engines.rules.document import Document
from summarizer.engines.rules.naming import ArmNames
from summarizer.engines.rules.no_results import is_result
from summarizer.engines.rules.results import Value, read_values
from summarizer.engines.rules.row_arms import OF_ROWS
from summarizer.engines.rules.rows import find_rows, find_series, without_beginnings
from summarizer.engines.rules.value_arms import OF_ONE
from summarizer.quantities import scan
from summarizer.record import Arm, ArmType

EXAMPLES = tomllib.loads((Path(__file__).parent / "examples" / "binding.toml").read_text("utf-8"))["example"]


def finding(label: str, kind: ArmType) -> ArmFinding:
    arm = Arm(label=label, type=kind, interventions=(label,), participants=None, quotes=(label,))
    return ArmFinding(arm, (label, f"{label} group"))


NAMES = ArmNames([finding("zorafil", "EXPERIMENTAL"), finding("placebo", "PLACEBO_COMPARATOR")])


def values_of(document: Document) -> list[Value]:
    sentence = document.sentences[0]
    return [item for item in read_values(sentence, scan(sentence.text)) if is_result(sentence, item)]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["name"])
def test_values_get_the_arm_that_the_sentence_gives_them(example: dict[str, str]) -> None:
    document = Document(Article(example["text"]))
    sentence = document.sentences[0]
    values = values_of(document)
    found = attach(
        document.text, (sentence.start, sentence.end), values, NAMES.find(sentence), NAMES, ("zorafil", "placebo")
    )
    texts = {item.start: document.text[item.start : item.quantity.end].strip() for item in values}
    assert [f"{texts[start]} = {found[start].label}" for start in sorted(found) if found[start].label] == example[
        "found"
    ]


def test_every_rule_has_a_name_and_an_example_of_its_own() -> None:
    rules = [*OF_ROWS, *OF_ONE]
    assert len({name for name, _, _ in rules}) == len(rules)
    assert len({example for _, example, _ in rules}) == len(rules)


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("It was 41% vs 22%.", [2]),
        ("It was 41%, 30% and 22%.", [3]),
        ("It was 41% vs 22% and 3.1 vs 4.2 points.", [2, 2]),
        ("It was 41% with zorafil and 22% with placebo.", [1, 1]),
    ],
)
def test_values_are_in_one_row_where_only_connectors_part_them(text: str, sizes: list[int]) -> None:
    document = Document(Article(text))
    rows = find_rows(document.text, values_of(document), NAMES.find(document.sentences[0]))
    assert [len(row.values) for row in rows] == sizes


def test_arms_are_in_one_series_where_only_connectors_part_them() -> None:
    document = Document(Article("It was lower in the zorafil group than in those on placebo, while zorafil did well."))
    mentions = NAMES.find(document.sentences[0])
    assert [item.labels for item in find_series(document.text, mentions)] == [("zorafil", "placebo"), ("zorafil",)]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Pain fell from 7.1 to 5.2 with zorafil.", ["5.2"]),
        ("Pain fell from a mean of 7.1 (SD 1.1) at baseline to 5.2 (SD 1.0).", ["5.2"]),
        ("Pain was 7.1 with zorafil and 5.2 with placebo.", ["7.1", "5.2"]),
    ],
)
def test_where_a_change_began_is_no_result(text: str, kept: list[str]) -> None:
    document = Document(Article(text))
    assert [item.quantity.value for item in without_beginnings(document.text, values_of(document))] == kept


def test_a_value_is_contrasted_beside_a_like_one_of_another_arm() -> None:
    document = Document(Article("There were 74 deaths with placebo and 62 with zorafil."))
    sentence = document.sentences[0]
    values = values_of(document)
    found = attach(document.text, (sentence.start, sentence.end), values, NAMES.find(sentence), NAMES, ())
    assert [item.is_contrasted for item in are_contrasted(values, found)] == [True, True]
    assert [item.is_contrasted for item in are_contrasted(values[:1], found)] == [False]
