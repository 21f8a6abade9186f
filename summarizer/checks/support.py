"""Support: quotes, values and references that the article or the record does not bear out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.checks.applied import Applied, analyses, failed, judged, measured, passed, results
from summarizer.grounding import alike
from summarizer.normalization import fold
from summarizer.quantities import number_tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summarizer.checks.applied import Material
    from summarizer.record import Trial

_HEADLINE_WORDS = 30
_SYNOPSIS_SENTENCES = range(3, 7)
_SENTENCE_END = re.compile(r"[.!?](?=\s+[A-Z(\"']|\s*$)")
_NAME = re.compile(r"(?<![.!?]\s)(?<!^)\b(?=\w*[A-Z])[A-Za-z][\w-]{2,}")


def check_quotes(material: Material) -> Iterator[Applied]:
    """``quote_not_found``: every quote is a passage of the article."""
    for problem in material.grounding.quote_problems:
        nearest = f" The nearest passage is: {problem.nearest!r}." if problem.nearest else ""
        yield failed(
            "quote_not_found", "error", problem.path, f"The quote {problem.quote!r} is not in the article.{nearest}"
        )
    found = {(row.quote_start, row.quote_end) for row in material.grounding.support if row.quote_start is not None}
    for _ in found:
        yield passed("quote_not_found")


def check_values(material: Material) -> Iterator[Applied]:
    """``unsupported_value``: every value stands in the article, and every number inside its quotes."""
    unsupported = {row.path for row in material.grounding.unsupported}
    for row in material.grounding.support:
        if row.path not in unsupported:
            yield passed("unsupported_value")
        elif row.match == "elsewhere":
            yield failed(
                "unsupported_value", "warning", row.path, "The value stands in the article, but not inside its quotes."
            )
        else:
            yield failed("unsupported_value", "error", row.path, "The value does not stand in the article.")


def check_arms(material: Material) -> Iterator[Applied]:
    """``unknown_arm``, ``arm_against_itself``: results and analyses refer to arms of their trial."""
    for path, trial in material.trials():
        labels = {arm.label for arm in trial.arms}
        for place, label in _references(path, trial):
            complaint = None if label in labels else f"The trial has no arm {label!r}; its arms are {sorted(labels)}."
            yield judged("unknown_arm", "error", place, complaint)
        for owner_path, owner in measured(path, trial):
            for place, analysis in analyses(owner_path, owner):
                if analysis.arm is not None and analysis.comparator is not None:
                    same = analysis.arm == analysis.comparator
                    complaint = f"{analysis.arm!r} is compared with itself." if same else None
                    yield judged("arm_against_itself", "error", place, complaint)


def _references(path: str, trial: Trial) -> Iterator[tuple[str, str]]:
    for owner_path, owner in measured(path, trial):
        for place, result in results(owner_path, owner):
            if result.arm is not None:
                yield f"{place}.arm", result.arm
        for place, analysis in analyses(owner_path, owner):
            if analysis.arm is not None:
                yield f"{place}.arm", analysis.arm
            if analysis.comparator is not None:
                yield f"{place}.comparator", analysis.comparator


def check_generated(material: Material) -> Iterator[Applied]:
    """``number_not_in_article``, ``name_not_in_article``, length: headline, synopsis and conclusions add nothing."""
    record = material.record
    texts = [("headline", record.headline), ("synopsis", record.synopsis)]
    texts += [(f"{path}.conclusion", trial.conclusion) for path, trial in material.trials()]
    folded = material.article.folded.text
    numbers = {number.lstrip("-") for number in material.grounding.numbers}
    lowered = folded.lower()
    for path, text in texts:
        if text is None:
            continue
        text = fold(text).text  # noqa: PLW2901 - compared with folded text only
        strange = [
            text[start:end]
            for start, end, number in number_tokens(text)
            if text[start:end][-1].isdigit() and alike(number).lstrip("-") not in numbers
        ]
        yield judged(
            "number_not_in_article", "error", path, f"Not in the article: {', '.join(strange)}." if strange else None
        )
        names = [name for name in dict.fromkeys(_NAME.findall(text)) if not _is_named(name, folded, lowered)]
        yield judged(
            "name_not_in_article", "warning", path, f"Not in the article: {', '.join(names)}." if names else None
        )
    yield from _lengths(record.headline, record.synopsis)


def _lengths(headline: str | None, synopsis: str | None) -> Iterator[Applied]:
    if headline is not None:
        words = len(headline.split())
        long = words > _HEADLINE_WORDS
        yield judged(
            "headline_length", "warning", "headline", f"{words} words; at most {_HEADLINE_WORDS}." if long else None
        )
    if synopsis is not None:
        sentences = len(_SENTENCE_END.findall(synopsis))
        odd = sentences not in _SYNOPSIS_SENTENCES
        yield judged("synopsis_length", "info", "synopsis", f"{sentences} sentences; 3 to 6." if odd else None)


def _is_named(name: str, text: str, lowered: str) -> bool:
    """Whether a name stands in the text, an abbreviation by the words it abbreviates if not by itself."""
    if name.lower() in lowered or name.removesuffix("s").lower() in lowered:
        return True
    if "-" in name:
        return all(_is_named(part, text, lowered) for part in name.split("-") if part)
    if not name.isupper():
        return False
    return re.search(r"\b" + r"\w*[\s-]+(?:(?:of|and|the|in)\s)?".join(name), text, re.IGNORECASE) is not None
