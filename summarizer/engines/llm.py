"""The LLM engine: ask, judge the answer by the article, ask again with what is wrong, keep the best.

Grounding is part of validation: an answer stands when its record validates, its quotes are passages of the article, its
values stand inside them and no check finds an error. What is left after the last answer is for the pipeline's policy.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from time import perf_counter
from typing import TYPE_CHECKING

from summarizer.engines.failing import explain, explain_ending
from summarizer.engines.judging import Judge, improves_coverage, lost_values
from summarizer.engines.ledger import Ledger
from summarizer.engines.options import LLMOptions
from summarizer.engines.retrying import RetryPolicy, read_failure
from summarizer.errors import ConfigurationError, EngineError, InvalidExtractionError
from summarizer.examination import ExaminedExtraction
from summarizer.examination import examine as examine_record
from summarizer.prompting import load_prompt
from summarizer.summary import Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from summarizer.article import Article
    from summarizer.engines.agreement import Reader
    from summarizer.engines.answers import Answer, Endpoint, Turn
    from summarizer.engines.judging import Verdict
    from summarizer.examination import Examination
    from summarizer.extraction import Extraction
    from summarizer.record import Record
    from summarizer.summary import MissedStatistic, Severity


class LLMEngine:
    """Asks a model for the record and holds every answer against the article.

    It may be used by many tasks at once and by several event loops: each loop has connections of its own, which are
    closed by `aclose` or when the loop shuts down.

    Args:
        spec: ``provider/model``.
        options: How to ask.
        examine: Grounds and checks a record.
        retrying: Replaces the retry policy that the options describe.

    Raises:
        ConfigurationError: A key is missing, or provider or mode do not exist.
    """

    def __init__(
        self,
        spec: str,
        options: LLMOptions | None = None,
        *,
        examine: Callable[[Record, Article], Examination] = examine_record,
        retrying: RetryPolicy | None = None,
    ) -> None:
        self.name = spec
        self.options = options or LLMOptions()
        self.prompt = load_prompt()
        self.endpoint = _open_endpoint(spec, self.options)
        self.judge = Judge(examine, self.prompt.examples)
        self.retrying = retrying or RetryPolicy(self.options.attempts, on_throttle=self.options.on_throttle)
        self._system: Turn = {"role": "system", "content": self.prompt.system(self.endpoint.mode)}

    async def extract(self, article: Article, second: Reader | None = None) -> Extraction:
        """Ask for the record of one article until an answer stands or the answers are used up.

        Args:
            article: To read.
            second: Who read it already; the coverage ask names what only this reader found.

        Returns:
            The best record, with everything that was tried; findings of its own tell what asking again did not mend.

        Raises:
            EngineUnavailableError: No answer was to be had.
            InvalidExtractionError: No answer was a record, or the first was cut off or refused.
        """
        return await _Interview(self, article, second).hold()

    async def aclose(self) -> None:
        """Close the connections of the running event loop."""
        await self.endpoint.aclose()

    def opening(self, article: Article) -> list[Turn]:
        """Return the turns that open a conversation."""
        return [self._system, {"role": "user", "content": self.prompt.user(article)}]


@dataclass
class _Interview:
    """The conversation about one article."""

    engine: LLMEngine
    article: Article
    second: Reader | None = None
    findings: list[Finding] = field(default_factory=list)

    def __post_init__(self) -> None:
        engine = self.engine
        self.deadline = asyncio.get_running_loop().time() + engine.options.deadline
        self.ledger = Ledger(engine.name, engine.endpoint, engine.options, engine.prompt.reference)
        self.where = f"article {self.article.id}: {engine.name} at {engine.endpoint.base_url}"
        self.opening = engine.opening(self.article)

    async def hold(self) -> Extraction:
        answer, verdict = await self._ask_until_sound()
        if self.engine.options.coverage_ask and not verdict.problems:
            verdict = await self._ask_for_missed(answer, verdict)
        if verdict.record is None:
            raise InvalidExtractionError(
                f"{self.where}: no answer is a valid record; the best: {verdict.outcome}. "
                "Choose another mode (tools, tools_strict, json_schema, json) or a stronger model.",
                provenance=self.ledger.provenance(),
                last_object=answer.text,
            )
        findings = (*verdict.leaks, *self.findings)
        return ExaminedExtraction(verdict.record, self.ledger.provenance(), findings, examination=verdict.examination)

    async def _ask_until_sound(self) -> tuple[Answer, Verdict]:
        turns, reason = self.opening, "first"
        best: tuple[Answer, Verdict] | None = None
        first = last = None
        for _ in range(self.engine.options.asks):
            try:
                answer = await self._ask(turns, reason)
            except EngineError as error:
                if best is None or best[1].record is None:
                    raise
                self._note("warning", "reask_failed", f"Asking again was not possible: {error}")
                break
            verdict = self.engine.judge.judge(answer, self.article)
            self.ledger.settle(verdict.outcome)
            first = first or (verdict if verdict.record else None)
            best = _better(best, (answer, verdict))
            if not verdict.problems or verdict.repeats(last):
                break
            last = verdict
            message = self.engine.prompt.reask(verdict.problems)
            turns, reason = self._reply(answer, message), f"validation: {verdict.outcome}"
        if best is None:
            raise AssertionError("at least one answer is asked for")
        self._note_what_is_left(first, best[1])
        return best

    async def _ask_for_missed(self, answer: Answer, verdict: Verdict) -> Verdict:
        missed = verdict.examination.coverage.missed if verdict.examination else ()
        if not missed:
            return verdict
        turns = self._reply(answer, self.engine.prompt.coverage(missed, self._readings(missed)))
        try:
            fuller = await self._ask(turns, f"coverage: {len(missed)} statistics not in the record")
        except EngineError as error:
            self._note("info", "coverage_ask_failed", f"Asking for missed statistics was not possible: {error}")
            return verdict
        later = self.engine.judge.judge(fuller, self.article)
        if improves_coverage(verdict, later):
            return later
        self.ledger.settle(f"not taken: {later.outcome if later.problems else 'nothing gained, or something lost'}")
        return verdict

    def _readings(self, missed: Sequence[MissedStatistic]) -> dict[int, str]:
        """Return what the second reader takes missed statistics for, by their first character."""
        if self.second is None:
            return {}
        read = {row.start: self.second.describe_place(row.start, row.end) for row in missed}
        return {start: reading for start, reading in read.items() if reading is not None}

    async def _ask(self, turns: Sequence[Turn], reason: str) -> Answer:
        why = reason

        async def send_once() -> Answer:
            nonlocal why
            async with self.engine.options.gate():
                started = perf_counter()
                try:
                    answer = await self._send(turns)
                except Exception as error:
                    outcome = read_failure(error).reason
                    self.ledger.fail(why, outcome, perf_counter() - started)
                    why = f"transport: {outcome}"
                    raise
            self.ledger.enter(why, answer, perf_counter() - started)
            return answer

        try:
            answer = await self.engine.retrying.send(send_once, self.deadline)
        except ConfigurationError:
            raise
        except Exception as error:
            raise explain(read_failure(error), self.where, self.ledger.provenance()) from error
        if answer.ending != "complete":
            raise explain_ending(answer, self.where, self.ledger.provenance())
        return answer

    async def _send(self, turns: Sequence[Turn]) -> Answer:
        left = self.deadline - asyncio.get_running_loop().time()
        limit = min(self.engine.options.timeout, left)
        try:
            async with asyncio.timeout(limit):
                return await self.engine.endpoint.ask(turns)
        except TimeoutError as error:
            bound = "the article's deadline" if limit == left else "the timeout of a request"
            raise TimeoutError(f"no answer within {max(0.0, limit):.3g} s, {bound}") from error

    def _reply(self, answer: Answer, message: str) -> list[Turn]:
        # Only the last answer goes back: earlier ones cost tokens and hold what is already mended.
        return [*self.opening, *self.engine.endpoint.reply(answer, message)]

    def _note_what_is_left(self, first: Verdict | None, best: Verdict) -> None:
        if best.record is None:
            return
        if best.problems:
            self._note("info", "asks_exhausted", f"What asking again did not mend: {best.outcome}.")
        if first is not None and first is not best and (lost := lost_values(first, best)):
            self._note(
                "info", "reask_lost_values", f"Supported in an earlier answer, not in this one: {', '.join(lost)}."
            )

    def _note(self, severity: Severity, code: str, message: str) -> None:
        self.findings.append(Finding(severity=severity, code=code, path="", message=message))


def _better(best: tuple[Answer, Verdict] | None, new: tuple[Answer, Verdict]) -> tuple[Answer, Verdict]:
    """Return the answer with a record and the fewest problems; of equals the later one."""
    if best is None:
        return new
    rank, new_rank = ((pair[1].record is None, len(pair[1].problems)) for pair in (best, new))
    return new if new_rank <= rank else best


def _open_endpoint(spec: str, options: LLMOptions) -> Endpoint:
    if spec.startswith("openai/"):
        from summarizer.engines.endpoints import OpenAIEndpoint  # noqa: PLC0415  openai takes a second to load

        return OpenAIEndpoint(spec.removeprefix("openai/"), options)
    from summarizer.engines.vendors import InstructorEndpoint  # noqa: PLC0415  instructor loads the vendors

    return InstructorEndpoint(spec, options)
