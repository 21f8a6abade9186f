"""The reading of results: sentence by sentence, names to numbers to arms."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from summarizer.engines.rules import effects, recording
from summarizer.engines.rules.admission import SILENT, admit_names, settle
from summarizer.engines.rules.assigning import assign_names
from summarizer.engines.rules.bearings import Bearings
from summarizer.engines.rules.clauses import (
    Page,
    Target,
    beside_arms,
    is_arm,
    is_contrast,
    is_part_of_arm,
    is_part_of_time,
    is_parted,
    is_size,
    share_name,
    with_shares,
    without_totals,
)
from summarizer.engines.rules.definitions import index_endpoints
from summarizer.engines.rules.guarded import Guarded, Phrases
from summarizer.engines.rules.harm_context import find_themes
from summarizer.engines.rules.harm_lists import with_counts
from summarizer.engines.rules.harm_terms import find_grades, find_harms_named, speaks_of_safety
from summarizer.engines.rules.loose_intervals import with_headed_spreads, with_loose_intervals
from summarizer.engines.rules.measure_names import with_measures
from summarizer.engines.rules.measures import can_be_measured, find_measures
from summarizer.engines.rules.memory import Memory
from summarizer.engines.rules.naming import ArmMention, ArmNames
from summarizer.engines.rules.no_differences import Passage, find_no_differences
from summarizer.engines.rules.no_results import is_result
from summarizer.engines.rules.opponents import find_opponents
from summarizer.engines.rules.parallels import deal_rows
from summarizer.engines.rules.plans import tells_of_plans
from summarizer.engines.rules.predicates import find_row, find_unnamed, named_by_row
from summarizer.engines.rules.qualifiers import find_subgroups, words_for_everybody
from summarizer.engines.rules.respectively import deal_out
from summarizer.engines.rules.results import read_values
from summarizer.engines.rules.rows import without_beginnings
from summarizer.engines.rules.statements import Name, Statement
from summarizer.engines.rules.stating import Stater
from summarizer.engines.rules.subjects import find_subjects
from summarizer.engines.rules.telling import with_told
from summarizer.engines.rules.time_points import find_times
from summarizer.quantities import scan

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from summarizer.engines.rules.arms import ArmFinding
    from summarizer.engines.rules.definitions import EndpointIndex
    from summarizer.engines.rules.document import Document, Sentence
    from summarizer.engines.rules.trials import TrialScope

_DIGIT = re.compile(r"[0-9]")
_NUMBER_WORD = Guarded(
    "no|none|not|nr|ne|ns|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|percent|per",
    r"\b(?:(?:no|none|not|nr|ne|ns|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b|per ?cent)",
)
_POINTS_BACK = re.compile(
    r"(?:However, |But )?(?:the|this|these|that) (?:observed |between-group )?differences? ", re.IGNORECASE
)
_IS_PROSE = re.compile(r"[a-z]{2,} [a-z]{2,}")
_DEATHS = re.compile(r"\b(?:no|any|one|two|three|\d+) (?:[\w-]+ ){0,2}(?:deaths?|died)\b|\bnobody died\b")
_LONGEST = 5000
_SILENT_SECTIONS = frozenset(
    {"BACKGROUND", "METHODS", "INTRODUCTION", "OBJECTIVE", "OBJECTIVES", "AIM", "AIMS", "DESIGN", "OUTCOMES"}
)
_HOLDS_NAME = Phrases(
    *(
        "hazard ratio",
        "odds ratio",
        "rate ratio",
        "relative risk",
        "figures",
        "benefit",
        "corresponding",
        "respectively",
        "outcome",
    ),
    *("in those", "in patients", "in women", "in men", "of those", "of the", "effect"),
)
_HOLDS_NAME_TOO = re.compile(r"\b(?:(?:medians?|hr|or|rates?|differences?)\b|p ?[<=])|\d-(?:year|month)")


def _holds_number(lower: str) -> bool:
    return _DIGIT.search(lower) is not None or _NUMBER_WORD.is_in_lower(lower)


@lru_cache(maxsize=4)
def read_statements(
    document: Document, scope: TrialScope, arms: tuple[ArmFinding, ...]
) -> tuple[tuple[Statement, ...], EndpointIndex]:
    """Read every result and analysis of a trial.

    Args:
        document: The article.
        scope: What of it belongs to the trial.
        arms: The trial's arms.

    Returns:
        The statements in the order of the article, and what it says of its endpoints.
    """
    index = index_endpoints(document, scope.sentences)
    reader = _Reader(document, scope, ArmNames(arms), index)
    return tuple(statement for sentence in scope.sentences for statement in reader.read(sentence)), index


class _Reader:
    """Reads sentences in order and remembers what later ones leave out."""

    def __init__(self, document: Document, scope: TrialScope, names: ArmNames, index: EndpointIndex) -> None:
        self.document = document
        self.names = names
        self.index = index
        self.memory = Memory(order=names.pair() or names.labels)
        self.bearings = Bearings(document.text, names, self.memory)
        self.stater = Stater(document.text, self.bearings, index)
        self.everybody = words_for_everybody(scope.sentences)
        self.themes = find_themes(document, scope.sentences)
        sections = {sentence.section for sentence in scope.sentences}
        self.silent = _SILENT_SECTIONS if "RESULTS" in sections else frozenset({"BACKGROUND", "INTRODUCTION"})

    def read(self, sentence: Sentence) -> Iterator[Statement]:
        """Read one sentence; what is longer than any sentence is a table or a data file, and is passed over."""
        if len(sentence.text) > _LONGEST:
            return
        self.bearings.look_above(self.document, sentence)
        safety = self._safety(sentence)
        mentions = self.names.find(sentence)
        if sentence.section not in self.silent:
            yield from self._read(sentence, mentions, safety=safety)
        self.memory.remember_arms(self.names, sentence, mentions)
        above = self.document.paragraphs[sentence.paragraph - 1] if sentence.paragraph else None
        self.bearings.note_heading(sentence, mentions, above)

    def _safety(self, sentence: Sentence) -> bool:
        if speaks_of_safety(sentence.lower):
            is_heading = len(sentence.text) < 60 and sentence.text[-1:] not in ".!?"  # noqa: PLR2004 - a heading is short
            self.memory.safety_paragraph = sentence.paragraph + is_heading
            self.memory.is_under_safety = is_heading
            return True
        if sentence.section == "SAFETY":
            return True
        if self.memory.safety_paragraph != sentence.paragraph:
            return False
        is_of_deaths = _DEATHS.search(sentence.lower) is not None
        goes_on = self.memory.is_under_safety or is_of_deaths or bool(find_harms_named(sentence))
        if not goes_on:
            self.memory.safety_paragraph = -1
        return goes_on

    def _read(self, sentence: Sentence, mentions: list[ArmMention], *, safety: bool) -> Iterator[Statement]:
        targets = self._targets(sentence, mentions, safety=safety) if _holds_number(sentence.lower) else []
        if targets and tells_of_plans(sentence, targets):
            targets = []
        differs = effects.NO_DIFFERENCE.is_in(sentence)
        if targets or differs:
            page = self._page(sentence, mentions, targets, safety=safety)
            yield from self._statements(page) if targets else ()
            yield from self._no_difference(page, safety=safety) if differs else ()
            self.memory.remember_names(sentence, [name for name in page.names if name.rule != SILENT])
        else:
            self.memory.unread.append((sentence, safety))
        self.memory.remember_grade(sentence)

    def _page(self, sentence: Sentence, mentions: list[ArmMention], targets: list[Target], *, safety: bool) -> Page:
        subgroups = tuple(find_subgroups(sentence, self.everybody)) if targets else ()
        times = [item for item in find_times(sentence) if not is_arm(item, mentions)] if targets else []
        targets = [item for item in targets if not is_part_of_time(item, times)]
        targets = [item for item in targets if not is_size(item, subgroups)]
        names = beside_arms(find_subjects(self.document, sentence, self.index, self.themes, safety=safety), mentions)
        names = [name for name in names if not any(item.start <= name.start < item.end for item in subgroups)]
        if mentions or is_contrast(mentions, targets):
            measures = find_measures(sentence, targets, [*mentions, *subgroups]) if targets else []
            names = with_measures(self.document, self.index, names, measures, safety=safety)
        targets = [
            item for item in targets if not any(name.start <= item.start and item.end <= name.end for name in names)
        ]
        if len(targets) > 1 and (not names or self.bearings.is_row(sentence, targets, mentions)):
            names = named_by_row(names, beside_arms(find_row(sentence, safety=safety), mentions))
        names = admit_names(sentence, names)
        if not names and targets and is_contrast(mentions, targets):
            unnamed = beside_arms(find_unnamed(sentence, targets[0].start, safety=safety), mentions)
            inherited = self._inherited(sentence) if unnamed and unnamed[0].rule == "predicate" else None
            names = [] if inherited else admit_names(sentence, unnamed)
        taken = [*((item.start, item.end) for item in mentions), *((item.start, item.end) for item in subgroups)]
        names = with_told(sentence, names, targets, taken, safety=safety)
        names = [settle(name) for name in names if name.rule != "worded place" or can_be_measured(name.title)]
        values, attached = self.bearings.attached(sentence, targets, mentions)
        return Page(
            sentence,
            tuple(values.get(item.start, item) for item in targets),
            tuple(names),
            tuple(mentions),
            tuple(times),
            subgroups,
            tuple(find_grades(sentence)),
            attached,
        )

    def _targets(self, sentence: Sentence, mentions: Sequence[ArmMention], *, safety: bool) -> list[Target]:
        found = scan(sentence.text)
        if safety:
            found = with_counts(sentence, found, [item.end for item in mentions])
        if self.memory.is_under_shares(sentence):
            found = with_shares(sentence, found)
        quantities = [
            item
            for item in self.memory.carry_levels(
                with_headed_spreads(sentence.text, with_loose_intervals(sentence.text, found))
            )
            if not is_part_of_arm(sentence, item, mentions)
        ]
        comparisons, left = effects.read_comparisons(sentence, quantities, self.memory.measure)
        estimates = [item.measure for item in comparisons if item.estimate]
        self.memory.measure = estimates[-1] if estimates else self.memory.measure if not left else None
        values = [
            value
            for value in without_totals(
                self.document.text, without_beginnings(self.document.text, read_values(sentence, left))
            )
            if is_result(sentence, value)
        ]
        return sorted([*comparisons, *values], key=lambda target: target.start)

    def _statements(self, page: Page) -> Iterator[Statement]:
        for name, targets, inherited in self._groups(page):
            if name.rule != SILENT:
                yield from self.stater.state(page, name, targets, inherited=inherited)

    def _groups(self, page: Page) -> Iterator[tuple[Name, list[Target], bool]]:
        """Group the targets of a sentence by what they are of."""
        assigned = assign_names(page.sentence, page.names, page.targets)
        assigned = share_name(page.targets, assigned)
        assigned = deal_out(page.sentence, page.names, page.targets, assigned)
        dealt = deal_rows(self.document.text, page)
        assigned = [dealt.get(target.start, name) for target, name in zip(page.targets, assigned, strict=True)]
        run: list[Target] = []
        current: Name | None = None
        inherited = False
        for target, name in zip(page.targets, assigned, strict=True):
            own = name or self._inherited(page.sentence)
            if own is None:
                continue
            if run and (own is not current or is_parted(self.document.text, run[-1].end, target.start)):
                yield (current or own), run, inherited
                run = []
            current, inherited = own, name is None
            run.append(target)
        if run and current:
            yield current, run, inherited

    def _inherited(self, sentence: Sentence) -> Name | None:
        memory = self.memory
        self._catch_up(sentence.paragraph)
        if (
            memory.name is None
            or not 0 <= sentence.paragraph - memory.paragraph <= 2  # noqa: PLR2004 - an aside may stand between
            or not (_HOLDS_NAME.stand_in(sentence.lower) or _HOLDS_NAME_TOO.search(sentence.lower))
        ):
            return None
        if not _IS_PROSE.search(sentence.text):
            return None
        is_apart = memory.safety_paragraph != sentence.paragraph or sentence.section == "CONCLUSIONS"
        if memory.name.is_harm and is_apart and sentence.section != "SAFETY":
            return None
        memory.paragraph = sentence.paragraph  # a list goes on about what its head named
        return memory.name

    def _no_difference(self, page: Page, *, safety: bool) -> Iterator[Statement]:
        if page.sentence.section == "CONCLUSIONS" and "RESULTS" in self.document.sections:
            return
        numbers = [item.start for item in page.targets]
        passage = Passage(self.document, page.sentence, self.index, page.names, page.mentions, safety)
        names = list(find_no_differences(passage, numbers))
        if not names and not page.targets and len(page.names) == 1 and self.names.pair():
            names = list(page.names)
        own = (page.sentence.start, page.sentence.end)
        inherited = not names and not page.names and not page.targets and _POINTS_BACK.match(page.sentence.text)
        if inherited and self.memory.name:
            names = [self.memory.name]
        pair = find_opponents(self.names, page.mentions, "", page.sentence.end, "")
        places = (self.memory.place, own) if inherited else (own,)
        for name in names:
            yield Statement(settle(name), None, places, analysis=recording.no_difference(pair), rule="did not differ")

    def _catch_up(self, paragraph: int) -> None:
        """Read the names of the sentences without numbers that were passed over, now that one leans on them."""
        for sentence, safety in self.memory.unread:
            if sentence.paragraph == paragraph:
                self.memory.remember_names(
                    sentence, find_subjects(self.document, sentence, self.index, self.themes, safety=safety)
                )
        self.memory.unread.clear()
