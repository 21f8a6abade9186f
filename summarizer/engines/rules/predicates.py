"""The endpoint of a sentence that no other matcher names: its subject, or what its patients did."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from summarizer.engines.rules import lexicon
from summarizer.engines.rules.endpoint_names import is_title, tidy
from summarizer.engines.rules.guarded import Phrases
from summarizer.engines.rules.items import NUMBER, PEOPLE
from summarizer.engines.rules.statements import Name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from summarizer.engines.rules.document import Sentence

_OTHER = re.compile(
    r"\b(?:age|follow-?up|enrol\w+|groups?|arms?|trials?|study|studies|dose|doses|sample|baseline|differences?|ratios?"
    r"|effects?|results?|findings|authors|investigators|researchers|treatment|therapy|it|they|this"
    r"|these|that|who|we|i|adherence"
    r"|compliance|men|women|patients|participants|people|reductions?|benefits?|advantages?"
    r"|improvements?|gains?|magnitude|impact|rates?|changes?|trends?|events?|tests?|first|second|third"
    r"|latter|per ?cent"
    r"|former|other|same|one|others|tallies|figures?|medians?|means?|numbers?)$",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"^(?:• ?|- ?)?(?:(?:At|By|After|In|Over|During|Through) [^,;:.()]{3,40}, )?"
    r"(?P<name>(?!(?:of|among|in|at|by|after|for|with|when|while|as|there|both|all|these|those|they|it|we|no)\b)"
    r"[A-Za-z][\w'/+-]*(?: (?!was\b|were\b|had\b|has\b|did\b|took\b|fell\b|rose\b|than\b|when\b"
    r"|but\b)[A-Za-z][\w'/+-]*){0,9}?"
    r"(?: (?:of )?(?:(?:less|more|greater|lower|higher) than|at (?:least|most)|below|under|above|over|[<>≤≥]) ?\d[\d.,]*"
    r"(?:%| ?[A-Za-zµμ]+(?:/[A-Za-z]+)?)?)?)"
    r"(?: (?:at|by|after|within|over|through|during) (?:[a-z]+ )?(?:week |month |day |year )?\d+(?:[ -][a-z]+)?)?"
    r" (?:was|were|had|has|took|averaged|fell|rose|dropped|increased|decreased|improved|declined|changed|lasted|came|stood"
    r"|succeeded|failed|occurred|went|grew|shrank|reached|remained|measured|healed|resolved)\b",
    re.IGNORECASE,
)
_PREDICATE = re.compile(
    r"\b(?P<verb>had|were|was|achieved|attained|reached|experienced|developed|reported|met|required"
    r"|needed|underwent|suffered|caught|contracted"
    r"|remained|maintained|sustained|stopped|quit|lost|gained|lived|survived|completed|returned|became) (?P<object>[a-z](?:[^,;:.()\d]|(?<=[A-Z] )\d(?:/\d)?(?!\d)){2,70})",
    re.IGNORECASE,
)
_TAKES_OBJECT = frozenset(
    [
        "had",
        "achieved",
        "attained",
        "reached",
        "experienced",
        "developed",
        "reported",
        "met",
        "required",
        "needed",
        "underwent",
        "suffered",
        "caught",
        "contracted",
    ]
)
_TAKES_OBJECT_AS_IS = frozenset(
    [
        "be",
        "remain",
        "become",
        "have",
        "achieve",
        "reach",
        "attain",
        "experience",
        "develop",
        "report",
        "suffer",
        "need",
        "require",
        "undergo",
    ]
)
_OBJECT_END = re.compile(
    r" (?:with|in|on|at|by|after|within|among|compared|versus|vs?\.?|against|than|while|whereas|as|and"
    r"|for|over|during|during)\b.*$"
)
_NO_OBJECT = re.compile(
    r"^(?:received|been|assigned|randomi[sz]ed|treated|enrolled|aged|women|men|male|female|white|black"
    r"|previously|never|no |not |in the"
    r"|similar|higher|lower|more|fewer|less|significant|seen|observed|recorded|noted|found|also|only"
    r"|just|included|excluded|available)",
    re.IGNORECASE,
)


_ROW = re.compile(
    r"^(?:[|•*·▪-] ?)?(?P<name>[A-Z][^\d|:;.]{2,60}?)"
    r"(?:,? (?:(?:at|by|after|within|through) )?(?:(?:week|month|day|year) \d+|\d+[ -](?:h|hours?|days?|weeks?|months?|years?)))?"
    r"(?:, (?:%|d|days?|wk|weeks?|mo|months?|y|yr|years?|h|hours?|min|minutes?|kg|g|mg|m[lL]|mm ?Hg|mg/d[lL]|mmol/[lL]|cm|mm|points?)(?=[ ,|]))?"
    r"(?:,? (?:n/N|n|no\.|No\.|(?:least-squares |LS |geometric |adjusted )?[Mm]eans?|[Mm]edian)?,? ?(?:\((?:%|SDs?|SEM?|IQR|range|95% CI)\)|± ?S[DE]M?))?[ |:,]+(?=[<\d-])"
)
_PROSE = re.compile(r"\b(?:was|were|had|has|is|are|with|in|at|of the|for|by|from|to(?! [-+]?\d)|on|and|than)\b")


def find_row(sentence: Sentence, *, safety: bool) -> list[Name]:
    """Name the row of a table or list: "Pericardial effusion 5 (1.0) 12 (2.4)"."""
    row = _ROW.match(sentence.text)
    if row is None or _PROSE.search(sentence.text, row.end()):
        return []
    title = tidy(row["name"])
    if len(title) < 4 or _OTHER.search(title):  # noqa: PLR2004 - shorter words name nothing
        return []
    return [replace(_name(sentence, row.start("name"), row.end("name"), title, "row"), is_harm=safety)]


def named_by_row(names: Sequence[Name], row: Sequence[Name]) -> list[Name]:
    """Prefer the label of a row to names that are only a part of it: "Pericardial effusion requiring intervention"."""
    known = [name for name in names if not row or (name.start <= row[0].start and row[0].end <= name.end)]
    if known or not row:
        return known or list(names)
    return [replace(row[0], is_harm=row[0].is_harm or any(name.is_harm for name in names))]


def find_unnamed(sentence: Sentence, first: int, *, safety: bool) -> list[Name]:
    """Name what the numbers of a sentence are of, where nothing in it is a known name.

    Args:
        sentence: The sentence.
        first: Offset of its first number in the folded text.
        safety: Whether the passage is about harms.
    """
    subject = _of_subject(sentence, first, safety=safety)
    if subject:
        return subject
    acts = [*_of_acts(sentence), *_of_amounts(sentence)]
    if acts:
        return acts[:1] if len({name.title for name in acts}) == 1 else []
    told = [*_of_likelihood(sentence), *_of_counted(sentence), *_of_more(sentence)]
    if told:
        return told[:1]
    predicate = _PREDICATE.search(sentence.text, first - sentence.start)
    if predicate is None or _NO_OBJECT.match(predicate["object"]):
        return []
    verb = predicate["verb"].lower()
    thing = _OBJECT_END.sub("", predicate["object"])
    start = predicate.start("object") + len("in ") * thing.startswith("in ")  # "were in remission"
    thing = thing.removeprefix("in ")
    title = tidy(thing if verb in _TAKES_OBJECT else f"{verb} {thing}" if verb not in {"were", "was"} else thing)
    if verb in {"needed", "required"} and not is_title(title):
        title = f"need for {title}"
    if len(title) < 4 or _OTHER.search(title):  # noqa: PLR2004 - as above
        return []
    return [_name(sentence, start, start + len(thing), title, "predicate")]


def _of_subject(sentence: Sentence, first: int, *, safety: bool) -> list[Name]:
    subject = _SUBJECT.match(sentence.text)
    if subject is None or subject.end() > first - sentence.start + 1:
        return []
    title = tidy(re.sub(r"^(?:the )?proportion of ", "", subject["name"], flags=re.IGNORECASE))
    if len(title) < 4 or _OTHER.search(title) or _ARE_PEOPLE.match(title):  # noqa: PLR2004 - shorter words name nothing
        return []
    found = _name(sentence, subject.start("name"), subject.end("name"), title, "subject of the verb")
    return [replace(found, is_harm=safety)]


_ARE_PEOPLE = re.compile(rf"(?:[\w-]+ )?(?:{PEOPLE}|those|recipients)\b|\w+ (?:group|arm)\b", re.IGNORECASE)
_ACTS = {verb: title for title, verbs in lexicon.table("acts")["acts"].items() for verb in verbs}
_DEEDS = {verb: str(noun) for verb, noun in lexicon.table("acts")["deeds"].items()}
_ACT_CUES = Phrases(*_ACTS)
_ACT = re.compile(rf"(?<![\w-])(?:{lexicon.alternation(_ACTS)})(?![\w-]| (?:by|from) )", re.IGNORECASE)
_LIKELY = re.compile(
    r"\blikely to (?P<verb>be|[a-z]{3,})(?: (?!(?:than|compared|versus|vs|within|with|when|during)\b)(?P<object>[a-z][a-z -]{2,60}?))?(?= (?:than|compared|versus|vs|at|by|after|within|with|in|on|during|when|if"
    r"|over)\b|[,;:.()]|$)",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    rf"(?:^|[,;] )there (?:were|was) (?:only )?{NUMBER} (?P<object>[a-z][a-z -]{{3,50}}?) (?:in|with|among|on|for|from)\b",
    re.IGNORECASE,
)


_COURSES = {verb: noun for noun, verbs in lexicon.table("acts")["courses"].items() for verb in verbs}
_COURSE = re.compile(
    r"(?:^|[,;:] (?:and |but |while )?)(?:the |their )?(?P<thing>(?!(?:it|they|this|these|those|which|he|she|patients|people)\b)"
    rf"[a-z][a-z'-]+(?: [a-z'-]+){{0,3}}?) (?P<verb>{lexicon.alternation(_COURSES)})(?: completely| fully| entirely)?"
    rf" in (?:only |just )?(?:\d[\d.,]*|{NUMBER}) ?(?:%|per ?cent|(?:out )?of|patients|people)",
    re.IGNORECASE,
)
_COURSE_CUES = Phrases(*_COURSES)


def find_courses(sentence: Sentence) -> Iterator[Name]:
    """Read "the cancer came back in 18%": what became of a complaint in so many people."""
    match = _COURSE.search(sentence.text) if _COURSE_CUES.stand_in(sentence.lower) else None
    if match:
        title = f"{_COURSES[match['verb'].lower()]} {tidy(match['thing'])}"
        yield _name(sentence, match.start("thing"), match.end("verb"), title, "act")


def _of_acts(sentence: Sentence) -> Iterator[Name]:
    """Read "12% of them relapsed": what befell people, by its noun."""
    for match in _ACT.finditer(sentence.text) if _ACT_CUES.stand_in(sentence.lower) else ():
        yield _name(sentence, *match.span(), _ACTS[match[0].lower()], "act")


_WEIGHT = r"(?: [a-z]+){0,4} (?=\d[\d.]* ?(?:kg|kilos?|kilograms?|pounds?|lbs?)\b)"
_AMOUNTS: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    (
        "weight loss",
        "lost 8.4 kg",
        re.compile(rf"\b(?:lost|shed|dropped|losing)\b{_WEIGHT}"),
    ),
    (
        "weight gain",
        "put on 3 kg",
        re.compile(rf"\b(?:gained|put on|gaining)\b{_WEIGHT}"),
    ),
    (
        "sleep",
        "slept 42 minutes longer",
        re.compile(r"\bslept(?: [a-z]+){0,4} (?=\d[\d.]* ?(?:minutes|hours|min|h)\b)"),
    ),
    (
        "distance walked",
        "walked 31 meters farther",
        re.compile(r"\bwalked(?: [a-z]+){0,4} (?=\d[\d.]* ?(?:m|met(?:er|re)s|feet)\b)"),
    ),
)
"""The endpoint, an example, and what people did so much of."""


def _of_amounts(sentence: Sentence) -> Iterator[Name]:
    """Read "those on A lost 8.4 kg": what people did, by its noun and the unit of the number behind it."""
    for title, _, pattern in _AMOUNTS:
        if match := pattern.search(sentence.text):
            yield _name(sentence, match.start(), match.end() - 1, title, "act")


def _of_likelihood(sentence: Sentence) -> Iterator[Name]:
    """Read "were less likely to need surgery"."""
    match = _LIKELY.search(sentence.text) if "likely to " in sentence.lower else None
    if match is None:
        return
    verb = match["verb"].lower()
    thing = match["object"] or _DEEDS.get(verb, "")
    is_plain = verb in _TAKES_OBJECT_AS_IS or verb in _DEEDS
    title = f"need for {tidy(thing)}" if verb in {"need", "require"} else tidy(thing if is_plain else f"{verb} {thing}")
    if len(title) > 2 and not _OTHER.search(title):  # noqa: PLR2004 - shorter words name nothing
        yield _name(
            sentence,
            match.start("object" if is_plain and match["object"] else "verb"),
            match.end(),
            title,
            "likelihood",
        )


_MORE_OF = re.compile(r"(?:%|per ?cent) (?:more|fewer|less) (?P<object>[a-z][a-z -]{2,40}?) than\b", re.IGNORECASE)


def _of_more(sentence: Sentence) -> Iterator[Name]:
    """Read "had 23% more strokes than the others"."""
    match = _MORE_OF.search(sentence.text) if " than " in sentence.lower else None
    if match and not match["object"].startswith("likely"):
        yield _name(sentence, *match.span("object"), tidy(match["object"]), "predicate")


def _of_counted(sentence: Sentence) -> Iterator[Name]:
    """Read "there were 24 falls in the one group and 50 in the other"."""
    match = _COUNTED.search(sentence.text) if "there w" in sentence.lower else None
    title = tidy(match["object"]) if match else ""
    if match and len(title) > 3 and not _OTHER.search(title):  # noqa: PLR2004 - as above
        yield _name(sentence, *match.span("object"), title, "predicate")


def _name(sentence: Sentence, start: int, end: int, title: str, rule: str) -> Name:
    return Name(sentence.start + start, sentence.start + end, title, is_harm=False, is_serious=False, rule=rule)
