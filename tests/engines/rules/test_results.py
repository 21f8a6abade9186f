import tomllib
from pathlib import Path
from typing import get_args

import pytest

from summarizer.article import Article
from summarizer.engines.rules.arms import ArmFinding
from summarizer.engines.rules.document import Document
from summarizer.engines.rules.harms import find_harms
from summarizer.engines.rules.outcomes import find_outcomes
from summarizer.engines.rules.trials import TrialScope
from summarizer.quantities import number_tokens
from summarizer.record import AdverseEvent, Analysis, Arm, ArmType, OutcomeMeasure, Result

FOLDER = Path(__file__).parent / "examples"
EXAMPLES = [
    example
    for name in ("results", "comparisons", "harms", "tables")
    for example in tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))["example"]
]


def arms_of(example: dict[str, list[str]]) -> tuple[ArmFinding, ...]:
    found = []
    for line in example["arms"]:
        label, kind, *aliases = (part.strip() for part in line.split("|"))
        assert kind in get_args(ArmType)
        arm = Arm.model_validate(
            {"label": label, "type": kind, "interventions": (label,), "participants": None, "quotes": (label,)}
        )
        found.append(ArmFinding(arm, tuple(alias.lower() for alias in (label, *aliases))))
    return tuple(found)


def read(example: dict[str, object]) -> tuple[Document, tuple[OutcomeMeasure, ...], tuple[AdverseEvent, ...]]:
    document = Document(Article(str(example["text"])))
    scope = TrialScope(document.sentences)
    arms = arms_of(example)  # type: ignore[arg-type]
    return document, find_outcomes(document, scope, arms), find_harms(document, scope, arms)


def words(*parts: object) -> str:
    return " ".join(str(part) for part in parts if part is not None)


def circumstances(row: Result | Analysis) -> list[str]:
    found = []
    if row.ci:
        found.append(f"{row.ci.level}% CI {row.ci.lower} to {row.ci.upper}")
    if row.time_point:
        found.append(f"at {row.time_point}")
    if row.population:
        found.append(f"in {row.population}")
    return found


def result_line(row: Result) -> str:
    status = row.status if row.status != "REPORTED" else None
    found = [row.arm or "all", words(row.statistic, row.value, row.unit, status), *circumstances(row)]
    if row.dispersion:
        spread = row.dispersion
        found.append(words(spread.type, spread.value, spread.lower, spread.upper))
    if row.events is not None or row.total is not None:
        found.append(f"{row.events}/{row.total}")
    return " | ".join(found)


def analysis_line(row: Analysis) -> str:
    p_value = f"P {row.p_value.operator} {row.p_value.value}" if row.p_value else None
    found = [
        f"{row.arm} > {row.comparator}",
        words(row.measure, row.estimate, row.unit),
        *circumstances(row),
        p_value,
        row.favors,
    ]
    return " | ".join(part for part in [*found, row.hypothesis] if part)


def lines(item: OutcomeMeasure | AdverseEvent) -> list[str]:
    if isinstance(item, OutcomeMeasure):
        head = words(item.title, item.type)
    else:
        head = words("harm:", item.term, item.grade and f"grade {item.grade}", "SERIOUS" if item.serious else None)
    rows = [*map(result_line, item.results), *map(analysis_line, item.analyses)]
    return [f"{head} | {row}" for row in rows] or [head]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["name"])
def test_results_are_bound_as_the_example_says(example: dict[str, object]) -> None:
    _, outcomes, harms = read(example)
    assert [line for item in (*outcomes, *harms) for line in lines(item)] == example["found"]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["name"])
def test_every_number_stands_in_the_quotes_of_its_item(example: dict[str, object]) -> None:
    _, outcomes, harms = read(example)
    for item in (*outcomes, *harms):
        tokens = {token for quote in item.quotes for _, _, token in number_tokens(quote)}
        for row in (*item.results, *item.analyses):
            value = row.value if isinstance(row, Result) else row.estimate
            limits = (row.ci.lower, row.ci.upper) if row.ci else ()
            assert all(number is None or number in tokens for number in (value, *limits))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["name"])
def test_quotes_are_verbatim_and_each_value_names_its_rule(example: dict[str, object]) -> None:
    document, outcomes, harms = read(example)
    assert all(quote in str(example["text"]) for item in (*outcomes, *harms) for quote in item.quotes)
    explained = {note.path for note in document.trace.explanations if note.rule}
    for part, items in (("outcomes", outcomes), ("adverse_events", harms)):
        for place, item in enumerate(items):
            rows = [("results", row) for row in range(len(item.results))]
            rows += [("analyses", row) for row in range(len(item.analyses))]
            assert {f"{part}[{place}].{kind}[{row}]" for kind, row in rows} <= explained
