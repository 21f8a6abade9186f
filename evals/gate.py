"""The gate: tier A replays a deterministic engine against a committed table, tier B tests a live one for non-inferiority.

A missing measurement never passes: no article, another set of articles, other gold, failing endpoints and an exceeded
budget all end as "could not measure".
"""

from __future__ import annotations

import math
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from evals.baseline import Baseline, article_f1, causes, make_baseline
from evals.errors import UnmeasurableError
from evals.flips import check_comparable, flips, keyed
from evals.gate_rules import gate_rules
from evals.slots import printed
from evals.uncertainty import RESAMPLES, SEED, enough, holm, paired_samples, point

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from evals.gold import GoldRecord
    from evals.scoring import Score
    from evals.slots import Slot

_RANK = {"": 3, "partial": 2, "missing": 1, "incorrect": 0, "spurious": 0}


class Exit(IntEnum):
    """Exit codes."""

    PASSED = 0
    WORSE = 1
    BAD_INPUT = 2
    INCONCLUSIVE = 3
    UNMEASURED = 4


class Problem(NamedTuple):
    """One reason not to pass."""

    exit: Exit
    message: str


class Ruling(NamedTuple):
    """What the gate says.

    Attributes:
        problems: Reasons not to pass; none passes.
        notes: What a reader should see either way.
    """

    problems: tuple[Problem, ...]
    notes: tuple[str, ...] = ()

    @property
    def exit(self) -> Exit:
        """The gravest of the problems: what could not be measured first, then worse, then inconclusive."""
        found = {problem.exit for problem in self.problems}
        order = (Exit.BAD_INPUT, Exit.UNMEASURED, Exit.WORSE, Exit.INCONCLUSIVE)
        return next((code for code in order if code in found), Exit.PASSED)


def replay(baseline: Baseline | None, gold: Sequence[GoldRecord], result: Score) -> Ruling:
    """Tier A: hold a deterministic engine's verdicts against the committed table, slot by slot, without tolerance."""
    unmeasured = list(_unmeasured_replay(baseline, gold, result))
    if unmeasured or baseline is None:
        return Ruling(tuple(Problem(Exit.UNMEASURED, message) for message in unmeasured))
    fresh = make_baseline(baseline.engine, gold, result)
    better: list[str] = []
    problems: list[Problem] = []
    for compared in result.repeats[0].compared:
        before, now = baseline.articles[compared.article].wrong, fresh.articles[compared.article].wrong
        slots = keyed(compared.slots)
        for key in sorted({*before, *now}):
            if before.get(key) != now.get(key):
                message = _describe(compared.article, key, (before.get(key), now.get(key)), slots.get(key))
                if _is_worse(before.get(key, ""), now.get(key, "")):
                    problems.append(Problem(Exit.WORSE, message))
                else:
                    better.append(message)
    problems += [Problem(Exit.WORSE, f"{name}: crashed: {error}") for name, error in _failures(result)]
    problems += [Problem(Exit.WORSE, message) for message in _under(result, baseline.floors)]
    problems += [Problem(Exit.WORSE, message) for message in _article_losses(_f1_of(baseline), _f1(result))]
    problems += [Problem(Exit.WORSE, message) for message in _critical(_causes_of(baseline), causes(result))]
    if better:
        told = f"{len(better)} slots changed without loss; commit a fresh table: python -m evals gate --refresh"
        problems.append(Problem(Exit.WORSE, told))
    return Ruling(tuple(problems), tuple(f"changed without loss: {message}" for message in better))


def live(new: Score, old: Score, *, budget: float | None = None, resamples: int = RESAMPLES) -> Ruling:
    """Tier B: show that a live engine is no worse than another by more than the margin.

    Args:
        new: Score of the engine that wants to pass, all its repeats together.
        old: Score of the engine it is held against.
        budget: In US dollars, that the new runs may have cost.
        resamples: Of the paired bootstrap.
    """
    unmeasured = list(_unmeasured_live(new, old, budget))
    if unmeasured:
        return Ruling(tuple(Problem(Exit.UNMEASURED, message) for message in unmeasured))
    floors = {name: floor.worst for name, floor in gate_rules().floors.items()}
    problems = [Problem(Exit.WORSE, message) for message in _under(new, floors)]
    problems += [Problem(Exit.WORSE, message) for message in _article_losses(_f1(old), _f1(new))]
    problems += [Problem(Exit.WORSE, message) for message in _critical(causes(old), causes(new))]
    if not enough(new.tally):
        problems.append(Problem(Exit.INCONCLUSIVE, "under ten trials there is no interval to judge by"))
        return Ruling(tuple(problems))
    tested, notes = _non_inferiority(new, old, resamples)
    return Ruling((*problems, *tested), (*notes, *(str(flip) for flip in flips(old, new) if flip.gain < 0)))


def _non_inferiority(new: Score, old: Score, resamples: int) -> tuple[list[Problem], list[str]]:
    rules = gate_rules().live
    spread = paired_samples(new.tally, old.tally, resamples, SEED)
    names = [name for name in rules.metrics if not np.isnan(spread[name]).all()]
    one, other = point(new.tally), point(old.tally)
    not_inferior = holm([_tail(spread[name] <= -rules.margin) for name in names])
    worse = holm([_tail(spread[name] >= 0) for name in names])
    problems: list[Problem] = []
    notes: list[str] = []
    for name, p_value, p_worse in zip(names, not_inferior, worse, strict=True):
        told = f"{name}: {one[name]:.3f} against {other[name]:.3f}, margin {rules.margin}, Holm P = {p_value:.4f}"
        if p_value <= 1 - rules.level:
            notes.append(f"not inferior: {told}")
        elif p_worse <= 1 - rules.level:
            problems.append(Problem(Exit.WORSE, f"worse: {told}"))
        else:
            problems.append(Problem(Exit.INCONCLUSIVE, f"inconclusive: {told}"))
    if not names:
        problems.append(Problem(Exit.INCONCLUSIVE, "none of the declared metrics is defined for these articles"))
    return problems, notes


def _tail(hits: np.ndarray) -> float:
    """Return the share of resamples on the wrong side, counting the sample itself so that it is never 0."""
    return float((hits.sum() + 1) / (hits.size + 1))


def _unmeasured_replay(baseline: Baseline | None, gold: Sequence[GoldRecord], result: Score) -> Iterator[str]:
    if not gold:
        yield "there is no gold record"
    if baseline is None:
        yield "there is no baseline; make one: python -m evals gate --refresh"
        return
    if baseline.scorer != result.signature.scorer:
        yield f"the baseline was made by scorer {baseline.scorer}, this is {result.signature.scorer}; refresh it"
    names = {record.id for record in gold}
    for name in sorted(names ^ baseline.articles.keys()):
        yield f"{name}: {'missing from the baseline' if name in names else 'in the baseline, but there is no gold record'}"
    for record in gold:
        known = baseline.articles.get(record.id)
        if known is not None and known.gold != record.digest[:16]:
            yield f"{record.id}: the gold record changed since the baseline was made; refresh it"


def _unmeasured_live(new: Score, old: Score, budget: float | None) -> Iterator[str]:
    try:
        check_comparable(old, new)
    except UnmeasurableError as error:
        yield str(error)
        return
    most = gate_rules().live.provider_errors
    for name, result in (("new", new), ("old", old)):
        if result.provider_error_rate > most:
            yield f"the endpoint failed {result.provider_error_rate:.1%} of the {name} run, {most:.0%} are allowed"
    spent = sum(figures.cost for repeat in new.repeats for figures in repeat.figures if not math.isnan(figures.cost))
    if budget is not None and spent > budget:
        yield f"the run cost {spent:.2f} USD, {budget:.2f} were allowed"


def _is_worse(before: str, now: str) -> bool:
    return _RANK[now.partition(" ")[0]] < _RANK[before.partition(" ")[0]]


def _describe(article: str, key: str, change: tuple[str | None, str | None], slot: Slot | None) -> str:
    before, now = (told or "right" for told in change)
    if slot is None:
        return f"{article}: {key}: was {before}, is gone"
    return (
        f"{article}: {slot.field} at {slot.path}: was {before}, is {now}; "
        f"gold {printed(slot.gold)!r}, predicted {printed(slot.predicted)!r}"
    )


def _failures(result: Score) -> Iterator[tuple[str, str]]:
    for repeat in result.repeats:
        for compared in repeat.compared:
            if compared.error is not None:
                yield compared.article, compared.error


def _under(result: Score, floors: Mapping[str, float]) -> Iterator[str]:
    measured = point(result.tally)
    for name, floor in gate_rules().floors.items():
        if name in floors and not math.isnan(measured[name]) and floor.is_worse(measured[name], floors[name]):
            yield f"{name} is {measured[name]:.4f}, its floor is {floors[name]:.4f}"


def _f1(result: Score) -> dict[str, float | None]:
    return dict(zip(result.tally.articles, article_f1(result), strict=True))


def _f1_of(baseline: Baseline) -> dict[str, float | None]:
    return {name: known.f1 for name, known in baseline.articles.items()}


def _article_losses(before: Mapping[str, float | None], now: Mapping[str, float | None]) -> Iterator[str]:
    most = gate_rules().both.article_loss
    for name, value in now.items():
        known = before.get(name)
        if known is not None and known - (value or 0.0) > most:
            yield f"{name} fell from {known:.3f} to {value or 0.0:.3f}, more than {most:.2f}"


def _causes_of(baseline: Baseline) -> dict[str, float]:
    found: dict[str, float] = {}
    for known in baseline.articles.values():
        for told in known.wrong.values():
            cause = told.partition(" ")[2]
            found[cause] = found.get(cause, 0) + 1
    return found


def _critical(before: Mapping[str, float], now: Mapping[str, float]) -> Iterator[str]:
    for cause in gate_rules().both.critical:
        if now.get(cause, 0) > before.get(cause, 0):
            yield f"{cause} rose from {before.get(cause, 0):g} to {now.get(cause, 0):g}"
