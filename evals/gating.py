"""The gate at work: which engines and recorded answers it replays, where their baselines are, and what is written."""

from __future__ import annotations

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from evals.baseline import make_baseline, read_baseline, refresh
from evals.errors import UnmeasurableError
from evals.gate import Ruling, live, replay
from evals.predictions import match_rows, read_rows
from evals.running import configure, prepare, run_engine
from evals.runs import predictions_file, read_run
from evals.scoring import score
from summarizer.pipeline import Summarizer

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from evals.gold import GoldRecord
    from evals.scoring import Score

BASELINES = Path(__file__).with_name("baselines")
RECORDED = "recorded"


class Replayed(NamedTuple):
    """A deterministic engine or recorded answers, with their score and their baseline's file."""

    name: str
    result: Score
    baseline: Path


def replays(engine: str, gold: Sequence[GoldRecord], baselines: Path) -> Iterator[Replayed]:
    """Run the engine, then score every recording with the code as it is now.

    Args:
        engine: Offline engine.
        gold: The gold records.
        baselines: Folder of the baselines; its folder ``recorded`` holds recorded answers.
    """
    yield Replayed(engine, run_now(engine, gold), baselines / f"{engine.replace('/', '-')}.json")
    for path in sorted((baselines / RECORDED).glob("*.jsonl")):
        rows = match_rows(list(read_rows(path)), gold)
        yield Replayed(path.stem, score(gold, [rows], afresh=True), baselines / f"{path.stem}.json")


def run_now(engine: str, gold: Sequence[GoldRecord]) -> Score:
    """Run an engine once over gold records and score it, leaving nothing behind."""
    asked = {"engine": engine, "split": "all", "limit": None, "repeats": 1, "unsupported": "drop"}
    configuration = configure(gold, asked)

    async def run(folder: Path) -> None:
        async with Summarizer(engine) as summarizer:
            await run_engine(gold, summarizer, folder, configuration)

    with TemporaryDirectory() as name:
        folder = Path(name)
        prepare(folder, configuration)
        asyncio.run(run(folder))
        return score(gold, [match_rows(list(read_rows(predictions_file(folder, 1))), gold)])


def rule_on_replay(replayed: Replayed, gold: Sequence[GoldRecord]) -> Ruling:
    """Hold a replay against its baseline."""
    return replay(read_baseline(replayed.baseline), gold, replayed.result)


def known_errors(replayed: Replayed) -> Mapping[str, Collection[str]]:
    """Return for each article the names of the slots that its baseline knows to be wrong."""
    baseline = read_baseline(replayed.baseline)
    return {} if baseline is None else {name: known.wrong for name, known in baseline.articles.items()}


def refresh_baseline(replayed: Replayed, gold: Sequence[GoldRecord], accept_lower: str | None) -> None:
    """Write a replay's baseline.

    Raises:
        BadInputError: A floor would be lowered without a reason.
        UnmeasurableError: There is no gold record.
    """
    if not gold:
        raise UnmeasurableError("there is no gold record to make a baseline of")
    refresh(replayed.baseline, make_baseline(replayed.name, gold, replayed.result), accept_lower=accept_lower)


def rule_on_live(
    new: Sequence[Path], old: Sequence[Path], directory: Path, budget: float | None
) -> tuple[Ruling, Score]:
    """Hold live runs against others, all repeats of each side together.

    Raises:
        BadInputError: A run cannot be read.
        UnmeasurableError: The runs of one side are not of the same articles.
    """
    ours = _score_together(new, directory)
    return live(ours, _score_together(old, directory), budget=budget), ours


def _score_together(paths: Sequence[Path], directory: Path) -> Score:
    runs = [read_run(path, directory) for path in paths]
    names = [tuple(record.id for record in run.gold) for run in runs]
    changed = [str(path) for path, run in zip(paths, runs, strict=True) if run.gold_changed]
    if changed:
        raise UnmeasurableError(f"the gold records changed since {', '.join(changed)} was made; run it again")
    if len(set(names)) != 1:
        raise UnmeasurableError(f"{', '.join(map(str, paths))} are not runs over the same articles")
    return score(runs[0].gold, [rows for run in runs for rows in run.passes])
