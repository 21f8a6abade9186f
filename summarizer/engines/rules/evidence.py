"""What speaks for and against a trial having met its primary endpoint, and how much each thing weighs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from summarizer.engines.rules.facts import Fact
from summarizer.engines.rules.layout import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from summarizer.engines.rules.claims import Claim
    from summarizer.engines.rules.document import Document, Sentence
    from summarizer.engines.rules.primaries import Alias
    from summarizer.engines.rules.trials import TrialScope
    from summarizer.record import Arm, OutcomeMeasure

EXPLICIT = 10
"""The primary endpoint was met or missed, in so many words."""
OVERALL = 8
"""The trial succeeded or failed as a whole."""
POINTED = 8
"""The arms differed, or did not, in "the primary endpoint"."""
MEASURED = 6
"""A comparison that was read for it."""
NAMED = 5
"""The arms differed, or did not, in what is known to be the primary endpoint."""
BETWEEN = 6
"""The arms did not differ in it, said of the arms in so many words."""
CONCLUDED = 4
"""The same in a conclusion or a title, or an opening word of the conclusion on the whole."""
NEAR = 4
"""A result right behind the sentence that names the primary endpoint."""
AGAIN = 3
"""The opposite of what was said first of the same endpoint: of another time, or another part of the participants."""
WEAK = 2
"""Said without a word on significance, or in passing."""
FAINT = 1
"""Too little to decide by itself: that arms were alike, or a comparison whose direction is not sure."""
_MARGIN = 2


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that speaks for or against the primary endpoint having been met."""

    fact: Fact[bool]
    weight: int
    endpoint: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """What is asked of one trial.

    Attributes:
        document: The article.
        scope: Sentences of the trial.
        outcomes: What was found of its endpoints.
        arms: Its arms.
        aliases: How the article names its primary endpoint.
        is_margin: Whether it is to show that an arm is no worse, or as good.
    """

    document: Document
    scope: TrialScope
    outcomes: Sequence[OutcomeMeasure]
    arms: Sequence[Arm]
    aliases: tuple[Alias, ...]
    is_margin: bool


def decide(evidence: Sequence[Evidence]) -> Fact[bool] | None:
    """Weigh the evidence: the heaviest decides, unless something about as heavy says the opposite."""
    if not evidence:
        return None
    best = max(evidence, key=lambda item: item.weight)
    if best.weight < WEAK:
        return None
    against = max((item.weight for item in evidence if item.fact.value != best.fact.value), default=0)
    return best.fact if best.weight - against >= _MARGIN else None


def sentences_of(page: Page) -> Iterator[Sentence]:
    """The trial's sentences, and the title and headers that are not about another trial."""
    yield from page.scope.sentences
    document = page.document
    for sentence in document.sentences:
        header = sentence.paragraph < document.layout.header and document.kind(sentence) in {Kind.TITLE, Kind.BYLINE}
        if header and not any(other in sentence.text for other in page.scope.others):
            yield sentence


def fact_of(sentence: Sentence, offset: int, claim: Claim, rule: str) -> Fact[bool]:
    """A claim of a clause that begins at an offset of its sentence."""
    start = sentence.start + offset
    return Fact(claim.met, start + claim.start, start + claim.end, f"{rule}: {claim.rule}")
