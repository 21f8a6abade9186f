"""Speed and memory of the scorer: invented records of about 120 facts, one value in eight wrong, on one core.

``python -m evals.benchmarks.scoring [RECORDS]`` prints seconds of processor time and peak memory; writing the
records is not counted.
"""

from __future__ import annotations

import hashlib
import json
import random
import resource
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from evals.benchmarks.articles import source_of
from evals.gold import read_gold
from evals.metrics import gold as filled
from evals.predictions import match_rows, read_rows
from evals.scoring import score
from evals.uncertainty import RESAMPLES, estimate
from summarizer.article import Article
from summarizer.extraction import Extraction
from summarizer.pipeline import assemble
from summarizer.record import (
    AdverseEvent,
    Analysis,
    Arm,
    ConfidenceInterval,
    FollowUp,
    OutcomeMeasure,
    PValue,
    Record,
    Result,
    Trial,
)
from summarizer.summary import Provenance, Usage

if TYPE_CHECKING:
    from collections.abc import Sequence

RECORDS = 1000
_WRONG = 0.125
_OUTCOMES = ("overall survival", "progression-free survival")
_TERMS = ("neutropenia", "anaemia", "fatigue")
_DRUGS = ("velorib", "quanexa", "sabritide", "torlimab", "pelucast", "oximer")


def main(arguments: Sequence[str]) -> None:
    """Write the records, score them, and print what it took."""
    number = int(arguments[0]) if arguments else RECORDS
    with TemporaryDirectory() as name:
        write_records(Path(name), number)
        started = time.process_time()
        gold = read_gold(Path(name) / "gold")
        rows = match_rows(list(read_rows(Path(name) / "predictions.jsonl")), gold)
        for record in gold:
            len(record.article.text)
        read = time.process_time()
        result = score(gold, [rows])
        scored = time.process_time()
        measured = estimate(result.tally, RESAMPLES)
        done = time.process_time()
    facts = filled(result.tally.counts).sum() / number
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(
        f"{number} records, {facts:.0f} facts each\n"
        f"read      {read - started:6.2f} s (files, JSON, validation; not part of scoring)\n"
        f"score     {scored - read:6.2f} s ({1000 * (scored - read) / number:.2f} ms a record)\n"
        f"bootstrap {done - scored:6.2f} s ({RESAMPLES} resamples)\n"
        f"total     {done - read:6.2f} s\n"
        f"peak      {peak:6.0f} MB\n"
        f"micro F1  {measured['micro_f1'].value:6.3f}\n"
    )


def write_records(directory: Path, number: int) -> None:
    """Write gold records and predictions about them."""
    with (directory / "predictions.jsonl").open("w", encoding="utf-8") as predictions:
        for index in range(number):
            generator = random.Random(index)  # noqa: S311 - the same records every time
            record, text = invent(index, generator)
            folder = directory / "gold" / f"article-{index:05}"
            folder.mkdir(parents=True)
            (folder / "article.txt").write_text(text, encoding="utf-8")
            (folder / "record.json").write_text(record.model_dump_json(), encoding="utf-8")
            (folder / "meta.json").write_text(json.dumps(_metadata(text)), encoding="utf-8")
            article = Article(text, id=folder.name)
            spoilt = Record.model_validate(spoil(record.model_dump(), generator))
            summary = assemble(article, Extraction(spoilt, _provenance()))
            predictions.write(summary.model_dump_json() + "\n")


def invent(index: int, generator: random.Random) -> tuple[Record, str]:
    """Return an invented record and the article that states it."""
    drug = generator.choice(_DRUGS)
    arms = (f"{drug} {index}", "placebo")
    outcomes, sentences = zip(*(_outcome(title, arms, generator) for title in _OUTCOMES), strict=True)
    events, harms = zip(*(_event(term, arms, generator) for term in _TERMS), strict=True)
    size = generator.randrange(100, 900)
    head = (
        f"HALYARD-{index} (NCT{index:08}) enrolled {2 * size} adults with relapsed lymphoma in a double-blind phase 3 trial. "
        f"They were randomly assigned to {arms[0]} (n = {size}) or placebo (n = {size}). Median follow-up was {size / 10} months. "
    )
    filler = "The investigators met every other week and wrote down what they had seen, as was agreed beforehand. " * 8
    text = head + " ".join((*sentences, *harms)) + "\n\n" + filler
    trial = Trial(
        acronym=f"HALYARD-{index}",
        registry_ids=(f"NCT{index:08}",),
        phases=("PHASE3",),
        study_type="INTERVENTIONAL",
        allocation="RANDOMIZED",
        intervention_model=None,
        masking="DOUBLE",
        hypothesis=None,
        allocation_ratio=None,
        conditions=("relapsed lymphoma",),
        population="adults with relapsed lymphoma",
        enrollment=2 * size,
        follow_up=FollowUp(statistic="MEDIAN", value=str(size / 10), unit="MONTHS", quotes=(f"{size / 10} months",)),
        analysis_stage=None,
        data_cutoff=None,
        sponsor=None,
        investigators=(),
        arms=tuple(
            Arm(label=label, type=None, interventions=(label,), participants=size, quotes=(f"{label} (n = {size})",))
            for label in arms
        ),
        primary_outcome_met=True,
        outcomes=outcomes,
        adverse_events=events,
        conclusion=None,
        quotes=(head.split(". ", maxsplit=1)[0],),
    )
    return Record(source=source_of(), headline=None, synopsis=None, trials=(trial,)), text


def _outcome(title: str, arms: tuple[str, str], generator: random.Random) -> tuple[OutcomeMeasure, str]:
    results, parts = [], []
    for years in (1, 2, 3):
        values = [f"{generator.uniform(5, 95):.1f}" for _ in arms]
        at = f"{years} years"
        results += [_result(arm, value, at) for arm, value in zip(arms, values, strict=True)]
        parts.append(f"at {at}, {title} was {values[0]}% with {arms[0]} and {values[1]}% with placebo")
    ratio = generator.uniform(0.4, 1.2)
    lower, estimate_, upper, p_value = (f"{ratio * by:.2f}" for by in (0.8, 1, 1.25, 0.04))
    analysis = Analysis(
        arm=arms[0],
        comparator=arms[1],
        population=None,
        time_point=None,
        measure="HAZARD_RATIO",
        estimate=estimate_,
        unit=None,
        ci=ConfidenceInterval(level="95", lower=lower, upper=upper),
        p_value=PValue(operator="=", value=p_value),
        favors="ARM",
        hypothesis=None,
    )
    parts.append(f"the hazard ratio for {title} was {estimate_} (95% CI, {lower}-{upper}; P = {p_value})")
    text = "; ".join(parts)
    return OutcomeMeasure(
        title=title, type=None, results=tuple(results), analyses=(analysis,), quotes=(text,)
    ), f"{text}."


def _event(term: str, arms: tuple[str, str], generator: random.Random) -> tuple[AdverseEvent, str]:
    values = [f"{generator.uniform(1, 60):.1f}" for _ in arms]
    text = f"{term} was seen in {values[0]}% with {arms[0]} and {values[1]}% with placebo"
    results = tuple(_result(arm, value, None) for arm, value in zip(arms, values, strict=True))
    return AdverseEvent(term=term, grade=None, serious=None, results=results, analyses=(), quotes=(text,)), f"{text}."


def _result(arm: str, value: str, time_point: str | None) -> Result:
    return Result(
        arm=arm,
        population=None,
        time_point=time_point,
        statistic="PERCENTAGE",
        value=value,
        unit="%",
        status="REPORTED",
        ci=None,
        dispersion=None,
        events=None,
        total=None,
    )


def spoil(item: object, generator: random.Random) -> object:
    """Return a copy of plain data with one number in eight changed and one row in eight left out."""
    if isinstance(item, dict):
        return {name: value if name == "quotes" else spoil(value, generator) for name, value in item.items()}
    if isinstance(item, tuple):
        kept = [part for part in item if not isinstance(part, dict) or generator.random() > _WRONG]
        return tuple(spoil(part, generator) for part in kept)
    if isinstance(item, str) and item.replace(".", "").isdigit() and generator.random() < _WRONG:
        return item[:-1] + str((int(item[-1]) + 1) % 10)
    return item


def _metadata(text: str) -> dict[str, object]:
    return {
        "gold_version": 1,
        "split": "dev",
        "source": "invented",
        "specialty": "oncology",
        "form": "abstract",
        "labelled_by": "generator",
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
    }


def _provenance() -> Provenance:
    return Provenance(
        engine="generator",
        model=None,
        package_version="0",
        prompt=None,
        schema_version="1.0",
        parameters={},
        attempts=(),
        usage=Usage(),
        cost_usd=None,
        seconds=0.0,
    )


if __name__ == "__main__":
    main(sys.argv[1:])
