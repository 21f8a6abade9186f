"""What a sentence states of one endpoint or harm: its values with their arms, and its comparisons."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.engines.rules import recording
from summarizer.engines.rules.claims import is_of_each
from summarizer.engines.rules.clauses import (
    Page,
    Target,
    share_rate,
    share_unit,
    subgroup_of,
    window_of,
)
from summarizer.engines.rules.columns import COLUMN
from summarizer.engines.rules.endpoint_names import key_of
from summarizer.engines.rules.harm_lists import also_denied
from summarizer.engines.rules.opponents import for_each, pair_own_pasts, pair_with_control
from summarizer.engines.rules.respectively import share_out
from summarizer.engines.rules.results import Value
from summarizer.engines.rules.statements import Name, Place, Statement
from summarizer.engines.rules.statistic import statistic_of
from summarizer.engines.rules.timing import dealt_time, share_time, spread_time, time_of, times_per_arm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summarizer.engines.rules.bearings import Bearings
    from summarizer.engines.rules.definitions import EndpointIndex
    from summarizer.engines.rules.effects import Comparison

_GRADE_REACH = 12
"""Characters from a harm to the grade that belongs to it: "toxicity of grade 2"."""
_CARRIES_GRADE = re.compile(
    r"(?-i:^[a-z•-])|^(?:they|these|those|(?:the )?most (?:common|frequent)(?! (?:[\w-]+ ){0,2}(?:adverse|side|aes?\b|teaes?\b|trae|toxic|treatment))"
    r"|including|among (?:them|these))\b",
    re.IGNORECASE,
)


class Stater:
    """Makes statements of what was found in a sentence and of what it leaves out."""

    def __init__(self, text: str, bearings: Bearings, index: EndpointIndex) -> None:
        self.text = text
        self.names = bearings.names
        self.memory = bearings.memory
        self.bearings = bearings
        self.index = index

    def state(self, page: Page, name: Name, targets: list[Target], *, inherited: bool) -> Iterator[Statement]:
        """Make the results and analyses of one endpoint or harm.

        Args:
            page: What was found in the sentence.
            name: Of the endpoint or harm.
            targets: Its values and comparisons, in order.
            inherited: Whether the name is that of an earlier sentence.
        """
        start, end = window_of(page, name, targets)
        values = tuple(target for target in targets if isinstance(target, Value))
        comparisons = [target for target in targets if not isinstance(target, Value)]
        places = self._places(page, name, inherited=inherited)
        key = key_of(name.title)
        self.memory.recall_time(key, self.index.times, inherited=inherited)
        made: list[Statement] = []
        if values:
            made = share_time(list(self._values(page, name, values, (start, end), places)))
            yield from made
        results = [statement.result for statement in made if statement.result]
        self.memory.remember_time(key, results)
        results = self.memory.results[key] = results or self.memory.results.get(key, [])
        labels = [label for label in dict.fromkeys(item.label for item in page.mentions) if label in self.names.labels]
        comparisons = for_each(self.names, comparisons, self.text)
        pairs = pair_with_control(self.names, labels, comparisons) or pair_own_pasts(self.names, page, targets)
        for position, comparison in enumerate(comparisons):
            setting = self._comparison_context(page, name, comparison, (start, end))
            pair = pairs[position] if pairs else None
            if pair is None and comparison.estimate is None and is_of_each(setting.clause.lower()):
                pair = (None, None)
            analysis = recording.analysis_of(setting, comparison, tuple(results), pair)
            for own in (name, *share_out(page.sentence, name, comparison, page.targets)):
                yield Statement(own, self._grade(page, own, comparison), places, analysis=analysis, rule="comparison")

    def _comparison_context(self, page: Page, name: Name, comparison: Comparison, window: Place) -> recording.Setting:
        mentions = tuple(item for item in page.mentions if window[0] <= item.start < window[1]) or page.mentions
        is_hazard = comparison.measure == "HAZARD_RATIO"  # of all the time that was watched
        usual = self.index.times.get(key_of(name.title)) if is_hazard else self.memory.time
        return recording.Setting(
            name, self.names, mentions, subgroup_of(page, comparison),
            time_of(page, name, comparison, window) or usual,
            self.text[window[0] : window[1]], page.sentence.text, (window[0], page.sentence.start),
        )  # fmt: skip

    def _values(
        self, page: Page, name: Name, values: tuple[Value, ...], window: Place, places: tuple[Place, ...]
    ) -> Iterator[Statement]:
        kept = share_unit([value for value in share_rate(values) if statistic_of(page.sentence, name, value)])
        if not kept:
            return
        repeat = times_per_arm(page, kept, window)
        bound = self.bearings.arms_of_values(page, kept, repeat, window)
        if bound[0].rule == "elliptical" and not page.mentions and self.memory.order_place:
            places = (*places, self.memory.order_place)
        table = self.bearings.heading if bound[0].rule == COLUMN else None
        if table:
            places = (*places, (table.start, table.end))
        for position, value in enumerate(kept):
            arm = bound[position // repeat]
            times = dealt_time(page, value) or (
                time_of(page, name, value, window) if repeat == 1 else spread_time(page, window, position % repeat)
            )
            times = times or (table and table.time) or self.memory.time
            is_of_all = not self.names.labels and name.is_harm and len(kept) == 1
            for label in (None,) if is_of_all else self.names.meant_by(arm.label):
                result = recording.result_of(
                    page.sentence, name, value, arm=label, population=subgroup_of(page, value), time_point=times
                )
                others = (
                    also_denied(page.sentence, name, page.names) if result and value.quantity.flag == "none" else ()
                )
                for own in (name, *others) if result else ():
                    yield Statement(own, self._grade(page, own, value), places, result=result, rule=arm.rule)

    def _grade(self, page: Page, name: Name, target: Target) -> str | None:
        if not name.is_harm:
            return None
        own = next((item for item in page.grades if 0 < item.start - name.end <= _GRADE_REACH), None)
        if own and own.start > target.end:
            return own.name
        before = [item for item in page.grades if item.start < target.start]
        text = page.sentence.text[: target.start - page.sentence.start]
        if before:
            return None if "any grade" in text[before[-1].end - page.sentence.start :].lower() else before[-1].name
        after = next((item for item in page.grades if item.start >= target.end), None)
        if (
            after
            and re.fullmatch(
                r"[^,;]{0,60}?(?:had |experienced |reported |developed )?", self.text[target.end : after.start]
            )
            and name.start > target.end
        ):
            return after.name
        is_row = any(item.rule == COLUMN for item in page.attached.values())
        if is_row and self.bearings.heading:
            return self.bearings.heading.grade
        return self.memory.grade if _CARRIES_GRADE.search(page.sentence.text) else None

    def _places(self, page: Page, name: Name, *, inherited: bool) -> tuple[Place, ...]:
        own = (page.sentence.start, page.sentence.end)
        if not inherited and page.sentence.start <= name.start < page.sentence.end:
            if page.mentions or len(self.names.labels) < 2:  # noqa: PLR2004
                return (own,)
            return (
                ((self.memory.last[0], own[1]),) if self.memory.arm and self.memory.follows(page.sentence) else (own,)
            )
        return (self.memory.place, own)
