"""Judging: what is wrong with a model's answer that it can mend, and which of its answers is the best."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import ValidationError

from summarizer.engines.answers import describe_errors, take_object
from summarizer.prompting import Problem
from summarizer.record import Record
from summarizer.summary import Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from summarizer.article import Article
    from summarizer.engines.answers import Answer
    from summarizer.examination import Examination
    from summarizer.prompting import Example

_STEP = re.compile(r"[^.\[\]]+")
_INDEX = re.compile(r"\[\d+\]")
_NAMED = 3


@dataclass(frozen=True)
class Verdict:
    """An answer as the article judges it.

    Attributes:
        problems: What the model can mend.
        leaks: Findings on names that come from the prompt's examples.
        record: What the answer holds, if it is one at all.
        examination: Of that record.
    """

    problems: tuple[Problem, ...]
    leaks: tuple[Finding, ...] = ()
    record: Record | None = None
    examination: Examination | None = None

    def repeats(self, earlier: Verdict | None) -> bool:
        """Tell whether the model stands by what may be the article's own fault."""
        return earlier is not None and self.problems == earlier.problems and all(it.arguable for it in self.problems)

    @property
    def outcome(self) -> str:
        """A few words for the record of attempts."""
        if not self.problems:
            return "ok"
        named = ", ".join(problem.path or problem.message for problem in self.problems[:_NAMED])
        more = len(self.problems) - _NAMED
        return f"{'unsound' if self.record else 'invalid'}: {named}" + (f" and {more} more" if more > 0 else "")


@dataclass(frozen=True)
class Judge:
    """Judges answers by their article.

    Attributes:
        examine: Grounds and checks a record.
        examples: Of the prompt; nothing distinctive of them may get into a record.
    """

    examine: Callable[[Record, Article], Examination]
    examples: tuple[Example, ...] = ()

    def judge(self, answer: Answer, article: Article) -> Verdict:
        """Validate, ground and check an answer."""
        if answer.text is None or not answer.text.strip():
            return _invalid("", answer.remark or "There is no record in your answer.")
        try:
            record = _parse(answer.text)
        except ValidationError as error:
            return Verdict(tuple(Problem(path, message) for path, message in describe_errors(error)))
        examination = self.examine(record, article)
        leaks = tuple(self._leaks(record, article))
        ungrounded = tuple(_ungrounded(record, examination))
        told = {problem.path for problem in ungrounded}
        # A check that finds the same says nothing new.
        checks = (finding for finding in examination.findings if finding.path not in told)
        problems = (*ungrounded, *_errors(checks, arguable=True), *_errors(leaks, arguable=False))
        return Verdict(problems, leaks, record, examination)

    def _leaks(self, record: Record, article: Article) -> Iterator[Finding]:
        names = [name for example in self.examples for name in example.distinctive]
        said = record.model_dump_json().casefold()
        suspects = [name for name in names if name.casefold() in said]
        if not suspects:
            return
        text = article.folded.text.casefold()
        leaked = [name for name in suspects if name.casefold() not in text]
        for path, value in walk(record.model_dump()):
            for name in leaked:
                if isinstance(value, str) and name.casefold() in value.casefold():
                    message = f"{name!r} comes from an example of the prompt and is not in the article."
                    yield Finding(severity="error", code="example_leak", path=path, message=message)


def lost_values(before: Verdict, after: Verdict) -> list[str]:
    """Return the supported values that a later answer no longer holds, as ``field value``."""
    return sorted((_supported(before) - _supported(after)).elements())


def improves_coverage(before: Verdict, after: Verdict) -> bool:
    """Tell whether an answer holds more of the article's statistics, loses no supported value and adds no problem."""
    if before.examination is None or after.examination is None or len(after.problems) > len(before.problems):
        return False
    gained = _held(after.examination) > _held(before.examination)
    return gained and not lost_values(before, after)


def walk(tree: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Yield path and value of every leaf of a dumped record."""
    if isinstance(tree, dict):
        for name, child in tree.items():
            yield from walk(child, f"{path}.{name}" if path else name)
    elif isinstance(tree, list | tuple):
        for index, child in enumerate(tree):
            yield from walk(child, f"{path}[{index}]")
    else:
        yield path, tree


def _parse(text: str) -> Record:
    try:
        return Record.model_validate_json(text)
    except ValidationError as error:
        if error.errors(include_url=False, include_input=False)[0]["type"] != "json_invalid":
            raise
        inner = take_object(text)
        if inner is None or inner == text:
            raise
    return Record.model_validate_json(inner)


def _invalid(path: str, message: str) -> Verdict:
    return Verdict((Problem(path, message),))


def _ungrounded(record: Record, examination: Examination) -> Iterator[Problem]:
    grounding = examination.grounding
    for quote in grounding.quote_problems:
        yield Problem(quote.path, f"the quote {_shown(quote.quote)} is not in the article.", quote.nearest)
    for row in grounding.unsupported:
        value = _shown(_value_at(record, row.path))
        if row.match == "elsewhere":
            yield Problem(row.path, f"{value} stands in the article, but not inside the quotes of its object.")
        else:
            yield Problem(row.path, f"{value} is not supported by the article.")


def _errors(findings: Iterable[Finding], *, arguable: bool) -> Iterator[Problem]:
    for finding in findings:
        if finding.severity == "error":
            yield Problem(finding.path, finding.message, arguable=arguable)


def _supported(verdict: Verdict) -> Counter[str]:
    if verdict.record is None or verdict.examination is None:
        return Counter()
    grounding = verdict.examination.grounding
    unsupported = {row.path for row in grounding.unsupported}
    # Text of the model's own may be worded anew; facts may not go.
    facts = (row.path for row in grounding.support if row.path.startswith("trials") and row.path not in unsupported)
    leaves = dict(walk(verdict.record.model_dump()))
    return Counter(f"{_INDEX.sub('', path).rpartition('.')[2]} {leaves[path]}" for path in facts if path in leaves)


def _held(examination: Examination) -> int:
    return sum(row.held for row in examination.coverage.statistics)


def _value_at(record: Record, path: str) -> object:
    value: object = record
    for step in _STEP.findall(path):
        try:
            value = value[int(step)] if isinstance(value, tuple) else getattr(value, step)
        except (AttributeError, IndexError, ValueError):
            return path
    return value


def _shown(value: object) -> str:
    return f'"{value}"'
