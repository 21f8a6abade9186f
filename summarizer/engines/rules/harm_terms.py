"""Names of harms in running text, the grade they are given with, and whether a passage speaks of safety."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from summarizer.engines.rules import lexicon
from summarizer.engines.rules.guarded import Guarded, Phrases, holds_any
from summarizer.engines.rules.phrases import trie

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from summarizer.engines.rules.document import Sentence

_SUFFIX = (
    r"[a-z]{3,}(?:penia|a?emia|uria|algia|algias|rrh(?:o)?ea|rrhage|pyrexia|toxicity|toxicities|neuropathy"
    r"|plegia|dynia|oedema|opsia)"
)
_MODIFIER = (
    r"(?:(?:mild|severe|acute|febrile|peripheral|immune-(?:related|mediated)|symptomatic|asymptomatic"
    r"|oral|upper|lower|major|minor|clinically relevant"
    r"|nonmajor|fatal|serious|sensory|opportunistic|hepatic|cardiac|renal|transient"
    r"|injection[- ]site|elevated|raised|decreased"
    r"|increased|worsening|nocturnal|confirmed|urinary|respiratory|genital|skin|gastrointestinal"
    r"|bacterial|viral|invasive|ocular|new) )"
)
_STOPPING = r"(?:discontinu\w+|withdr[ae]w\w*|stopp(?:ed|ing)|quit(?:ting)?|abandoned|dropp(?:ed|ing) out|drop-?outs?|left the (?:study|trial)|came off)"
_EVENTS = r"(?:adverse (?:drug )?(?:events?|effects?|reactions?)|side[- ]effects?|toxicit(?:y|ies)|(?:TE)?AEs?\b)"
_WHOLE = (
    r"(?P<dose>(?:adverse events|AEs|toxicity)[^.;()\d]{0,25}? (?:led|leading|resulted"
    r"|resulting) (?:in|to) (?:a )?dose (?:reductions?|interruptions?|modifications?)"
    r"|dose (?:reductions?|interruptions?) (?:because of|due to|for) (?:adverse events|toxicity"
    r"|side effects))"
    rf"|(?P<stop>(?:(?:treatment|drug|study[- ]drug|trial[- ]drug|therapy) )?{_STOPPING}(?=(?:[^.;()]|\.\d){{0,60}}"
    rf"(?:\([^()]*\)(?:[^.;()]|\.\d){{0,60}}){{0,3}}?\b(?:because of|due to|owing to|for|following|secondary to|as a result of)"
    rf" (?:an? |any |its |their |the )?(?:[\w-]+ )?(?:[\w-]+ )?{_EVENTS})"
    rf"(?:[^.;()\d]{{0,60}}?\b(?:because of|due to|owing to|for|following|secondary to|as a result of)"
    rf" (?:an? |any |its |their |the )?(?:[\w-]+ )?(?:[\w-]+ )?{_EVENTS})?"
    r"|(?<=and )(?:led|leading) to (?:treatment |permanent |study |drug )*(?:discontinuations?|withdrawals?)"
    r"|(?<=and to )(?:permanent |treatment )*discontinuation(?= in \d)"
    r"|discontinu\w+ (?:rates? )?(?:from|with|after) (?:adverse events|side effects|toxicity))"
    r"|(?P<any>(?:(?:any|all|at least one|one or more|overall) )?(?:(?:any-grade|serious|severe"
    r"|[a-z-]+-(?:related|associated|induced|limiting|emergent)|treatment[- ]emergent|treatment[- ]related"
    r"|drug[- ]related|immune[- ](?:related|mediated)|vaccine-related|renal|cardiac|hepatic"
    r"|cardiovascular|gastrointestinal|ocular|fatal|local|systemic|solicited|unsolicited"
    r"|infusion-related|psychiatric|bleeding|skin|(?:non-?)?ha?ematologic(?:al)?|neurologic(?:al)?|pulmonary|dermatologic(?:al)?|metabolic|vascular) )*(?:adverse (?:drug |side |skin )?(?:events?|reactions?"
    r"|effects?|experiences?)(?: (?:related|attributable|attributed|due) to (?:the )?(?:study |trial )?(?:treatment|drug|vaccine|therapy|intervention|device|medication)\b)?|side[- ]effects?|TEAEs?|TRAEs?|SAEs?|irAEs?|AEs?|toxicit(?:y|ies)|complications?)"
    r"|(?:(?:serious|severe|[a-z]+-(?:related|emergent|mediated)|immune|infusion|local|systemic|solicited|unsolicited|ha?ematologic(?:al)?) )*"
    r"(?:(?:treatment|drug|study-drug|vaccine|immune|infusion)-(?:related|emergent|mediated)|solicited|unsolicited|(?<=local )systemic) "
    r"(?:(?:local|systemic|serious|severe) )*(?:events?|reactions?|symptoms)"
    r"|(?:(?<=grade \d )|(?<=grade \d-\d )|(?<=or higher )|(?<=or worse ))events?)"
    r"|(?P<death>(?:treatment|drug|therapy|study-drug|toxicity|vaccine)[- ]related (?:deaths?"
    r"|mortality)|(?:toxic|fatal) (?:deaths?|toxicit(?:y|ies)|(?:adverse )?events?)|deaths? (?:due to"
    r"|from|attributed to|related to|caused by) (?:adverse events?|treatment|toxicity|study drug"
    r"|the drug)|(?<=and to )death(?= in \d))"
)
_GRADE = re.compile(
    r"(?P<atleast>(?:grades? ?(?:>=|≥|⩾) ?|(?:>=|≥|⩾) ?grades? )(?P<low>[1-5])(?![\d.])|(?:>=|≥|⩾) ?(?P<low5>[1-5])(?= (?:TE|TR|S|ir)?AEs?\b)"
    r"|grades? (?P<low2>[1-5]) (?:or|and) (?:higher|above|greater|worse|more)"
    r"|grades? (?P<low3>[1-5])\+|grades? (?P<low4>[1-5]) or more severe)"
    r"|grades? (?P<from>[1-5]) ?(?:-|/|to|or|and|through) ?(?P<to>[1-5])|grades? (?P<one>[1-5])(?![\d.])",
    re.IGNORECASE,
)
_SAFETY = Guarded(
    "adverse|side|tolerated|safety|grade|treatment|drug|harm|harms|reactogenic|aes|teaes|traes|saes|iraes|reaction|complication",
    r"\b(?:(?<!major )adverse(?!ly)|side[- ]effect|tolerated|safety (?:profile|findings|results|population|analys|data|concern|signal)"
    r"|grades? (?:[1-5]|≥)|treatment-(?:emergent|related)|drug-related|harms?\b|reactogenic|(?:TE|TR|S|ir)?AEs\b"
    r"|reactions? (?:were|was|in)|complication)|(?:≥|>=) ?grade|toxicit|tolerab",
    re.IGNORECASE,
    inside=("toxicit", "tolerab"),
)


@dataclass(frozen=True, slots=True)
class Harm:
    """One mention of a harm.

    Attributes:
        start: Offset in the folded text.
        end: One past its last character.
        term: As printed, without grade words.
        serious: Whether it is called serious.
        rule: Name of the matcher.
    """

    start: int
    end: int
    term: str
    serious: bool
    rule: str


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade and where it stands."""

    start: int
    end: int
    name: str


_SUFFIXES = (
    "penia", "emia", "aemia", "uria", "algia", "algias", "rrhea", "rrhoea", "rrhage", "pyrexia", "toxicity", "toxicities", "neuropathy",
    "plegia", "dynia", "oedema", "opsia",
)  # fmt: skip
_EVENT_CUES = (
    "advers",
    "side",
    "toxic",
    " ae",
    "aes",
    "discontin",
    "withdr",
    "stop",
    "quit",
    "death",
    "fatal",
    "mortality",
    "grade",
    "complication",
    "related",
    "solicited",
    "emergent",
)
_LIST_HEAD = re.compile(
    r"\b(?:most (?:[\w-]+ ){0,3}?(?:common|frequent|prevalent)(?:ly)?|common|frequent|following|(?<!or )other|these|those|such|new|unexpected)"
    r" (?:(?:reported|observed|occurring|seen|grade|drug|treatment|all|clinical|any|[\d/-]+|or|worse|higher|[\w-]+-(?:related|emergent)) ){0,5}$"
)
_ADJECTIVE = re.compile(
    r"(?<![\w-])(?P<word>deep|[a-z-]{3,}(?:al|ic|ar|ary|ory|ous|ular|ive|-related|-induced|-associated)) $"
)
_NO_ADJECTIVES = frozenset(
    {
        "additional", "basic", "clinical", "common", "comparative", "consecutive", "critical", "equal", "final", "general", "individual",
        "initial", "marginal", "minimal", "moderate", "negative", "numerical", "numerous", "obvious", "original", "overall",
        "particular", "placebo", "positive", "potential", "previous", "primary", "respective", "secondary", "several", "similar",
        "special", "specific", "statistical", "total", "typical", "unusual", "usual", "various", "survival", "trial", "arrival", "control",
        "serious", "interval", "treatment-related", "drug-related", "study-related", "related", "include", "public", "give", "have", "receive", "five",
    }
)  # fmt: skip
_BEFORE_GRADE = re.compile(
    r"(?<![\w-])(?P<word>(?:[a-z-]+[- ](?:related|emergent|induced|associated)|serious|severe),? )"
    r"(?:(?:grades? ?)?[≥>⩾]=? ?(?:grades? )?\d|grades? \d(?:(?: ?[-/] ?| to | or | and )(?:\d|higher|worse|above|greater))?) $",
    re.IGNORECASE,
)
_NO_SUCH = re.compile(
    r"(?:\bno (?P<word>(?:(?:clinically )?(?:significant|relevant|special|specific|unexpected|other|further|additional|new)(?:,| or| and)? ){1,2})"
    r"|\bor (?P<rest>(?:other|further|additional) ))$",
    re.IGNORECASE,
)
_KIND = re.compile(r"(?<![\w-])(?P<word>[A-Za-z]+(?:pathy|itis|osis|emia|penia))(?: )$")
_STOP_CUES = Phrases("discontin", "withdr", "stopp", "quit", "dropped out", "drop-out", "dropout")
_STOPPED_FOR = re.compile(
    r"\b(?:discontinu\w+|withdr[ae]w\w*|stopped|quit|dropped out|drop-?outs?)\b[^.;()\d]{0,60}?"
    r"\b(?:because of|due to|owing to|as a result of|for) (?:[\w-]+,? ){0,3}$"
)
_LEADS_TO_STOP = re.compile(
    r" (?:that |which )?(?:led|leading|resulted|resulting) (?:to|in) (?:[\w-]+ ){0,3}(?:discontinuations?|withdrawals?)"
)
_STOPS = re.compile(
    r"(?: (?:that|which))?(?: (?:had|have|has))? (?:(?:led|leading|caused|causing|resulted|resulting|prompted|prompting|forced|forcing|made|requiring|necessitating)\b"
    r"(?=(?:[^.;]|\.\d){0,160}?(?:discontinu|withdraw|to stop|\bstop\b|stopping|to quit|off treatment))"
    r"(?:[^.;()\d]{0,30}?(?:discontinu\w+|withdraw\w+|stop\w*))?|(?:ended|ending|stopped) (?:the )?(?:treatment|therapy)\b)"
)
_EVENT = re.compile(rf"(?<![\w-])(?:{_WHOLE})(?![\w]|-[a-z])", re.IGNORECASE)
_MODIFIERS = re.compile(rf"(?<![\w-]){_MODIFIER}{{1,3}}$")
_SUFFIXED = re.compile(rf"(?<![\w-]){_SUFFIX}(?: events?)?(?![\w]|-[a-z])")


@cache
def _terms() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{trie(lexicon.words('harms'))})(?: events?| of any kind)?(?![\w]|-[a-z])")


@lru_cache(maxsize=1024)
def find_harms_named(sentence: Sentence) -> tuple[Harm, ...]:
    """Return the harms a sentence names, in order; several finders ask for the same sentences."""
    return tuple(_named_in(sentence))


def _named_in(sentence: Sentence) -> Iterator[Harm]:
    lower = sentence.lower
    events = [*_EVENT.finditer(sentence.text)] if holds_any(lower, _EVENT_CUES) else []
    spans = [(match.start(), match.end()) for match in events]
    yield from (_harm(sentence, match) for match in events if not (match["any"] and _heads_list(lower, match.start())))
    terms = [*_terms().finditer(lower)]
    if any(word.rstrip(",.;:)").endswith(_SUFFIXES) for word in lower.split()):
        terms += [
            match for match in _SUFFIXED.finditer(lower) if not _touches(match.span(), [term.span() for term in terms])
        ]
    for match in terms:
        modifiers = _MODIFIERS.search(lower, max(0, match.start() - 48), match.start())
        start = _with_adjectives(lower, modifiers.start() if modifiers else match.start())
        if not _touches((start, match.end()), spans):
            yield _stopped(sentence, match) or _named(sentence, start, match.end())


def _named(sentence: Sentence, start: int, end: int) -> Harm:
    text = sentence.text[start:end]
    return Harm(sentence.start + start, sentence.start + end, _term(text), "serious" in text, "term")


def _heads_list(lower: str, start: int) -> bool:
    """Whether the events only head a list of them: "the most common adverse events were"."""
    return _LIST_HEAD.search(lower, max(0, start - 60), start) is not None


def _with_adjectives(lower: str, start: int) -> int:
    """Take in the adjectives before a harm: "gastrointestinal", "deep venous", "postoperative"."""
    while (match := _ADJECTIVE.search(lower, max(0, start - 30), start)) and match["word"] not in _NO_ADJECTIVES:
        start = match.start("word")
    return start


def _stopped(sentence: Sentence, match: re.Match[str]) -> Harm | None:
    """Read "withdrew because of nausea" and "rash leading to discontinuation" as stopping for harm."""
    lower = sentence.lower
    if not _STOP_CUES.stand_in(lower):
        return None
    before = _STOPPED_FOR.search(lower, max(0, match.start() - 110), match.start())
    after = _LEADS_TO_STOP.match(lower, match.end())
    if before is None and after is None:
        return None
    start, end = before.start() if before else match.start(), after.end() if after else match.end()
    return Harm(sentence.start + start, sentence.start + end, _TERMS["stop"], serious=False, rule="stop")


def _touches(span: tuple[int, int], others: Sequence[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def _harm(sentence: Sentence, match: re.Match[str]) -> Harm:
    rule = next(name for name in ("stop", "dose", "any", "death") if match[name])
    first = match.start()
    if rule == "any" and (match[0][:1].islower() or match[0][1:2].isupper()):
        kind = _KIND.search(sentence.text, max(0, first - 30), first)
        first = kind.start("word") if kind else first
        first = _with_adjectives(sentence.lower, first)
        special = _NO_SUCH.search(sentence.text, max(0, first - 50), first)
        first = max(special.span("word")[0], special.span("rest")[0]) if special else first
    start, end = sentence.start + first, sentence.start + match.end()
    text = sentence.text[first : match.end()]
    stops = _STOPS.match(sentence.text, match.end()) if rule == "any" else None
    if stops:
        return Harm(start, sentence.start + stops.end(), _TERMS["stop"], serious=False, rule="stop")
    graded = _BEFORE_GRADE.search(sentence.text, max(0, first - 60), first) if rule == "any" else None
    if graded:
        start, text = sentence.start + graded.start("word"), f"{graded['word'].rstrip(', ')} {text}"
    serious = re.search(r"\bserious\b|\bSAEs?\b", text, re.IGNORECASE) is not None
    return Harm(start, end, _TERMS.get(rule) or _term(text), serious, rule)


_TERMS = {
    "stop": "treatment discontinuation due to adverse events",
    "dose": "dose reduction due to adverse events",
}


def _term(text: str) -> str:
    bare = re.sub(r"^(?:all|at least one|one or more|overall|any-grade|any) ", "", text, flags=re.IGNORECASE)
    if re.fullmatch(r"(?:adverse events?|AEs?|events?)", bare, re.IGNORECASE):
        return "any adverse event"
    if bare[:1].isupper() and bare[1:2].islower():
        bare = bare[0].lower() + bare[1:]
    return bare


_NO_HARM = frozenset(
    {
        "time", "times", "score", "scores", "use", "consumption", "requirement", "requirements", "duration", "length", "level", "levels", "pressure",
        "difference", "differences", "change", "changes", "stay", "cost", "costs", "satisfaction", "activity", "dose", "doses", "volume", "quality",
        "function", "efficacy", "compliance", "adherence", "survival", "response", "responses", "concentration", "concentrations", "index", "life",
        "ability", "acceptability", "effectiveness", "outcome", "outcomes", "improvement", "improvements", "success", "remission", "stability",
        "parameters", "variables", "signs", "weight", "height", "temperature", "status", "control", "relief", "count", "counts", "analgesia",
        "saturation", "output", "rare", "common", "frequent", "cure", "healing", "recovery", "attempts", "procedure", "safety", "tolerability",
        "immunogenicity", "titers", "antibodies", "completion", "cessation", "abstinence", "performance", "capacity", "knowledge",
    }
)  # fmt: skip
_HEAD = re.compile(r"([\w-]+)(?= (?:of|in|at|for|to|during|after|with|from|on|between|per|by|and|or)\b|[,;(]|$)")


def can_be_harm(title: str) -> bool:
    """Whether a noun phrase of a passage about harms can name one, and no time, score or amount."""
    head = _HEAD.search(title.lower())
    return head is None or head[1] not in _NO_HARM


def find_grades(sentence: Sentence) -> Iterator[Grade]:
    """Find the grades a sentence names, in order."""
    if "grade" not in sentence.lower and "≥" not in sentence.text:
        return
    for match in _GRADE.finditer(sentence.text):
        low = match["low"] or match["low2"] or match["low3"] or match["low4"] or match["low5"]
        name = f">={low}" if low else f"{match['from']}-{match['to']}" if match["from"] else match["one"]
        yield Grade(sentence.start + match.start(), sentence.start + match.end(), name)


def speaks_of_safety(text: str) -> bool:
    """Whether a passage is about harms."""
    return _SAFETY.is_in_lower(text)
