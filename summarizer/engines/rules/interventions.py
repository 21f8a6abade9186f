"""Treatments as the text names them: the bare names inside a phrase, without dose, route and schedule."""

from __future__ import annotations

import re
from dataclasses import dataclass

from summarizer.engines.rules import lexicon

_STEMS = tuple(sorted({stem for stem in lexicon.words("inn_stems") if " " not in stem}, key=len, reverse=True))
_NAMED = frozenset(word.lower() for word in lexicon.words("drugs"))
_FAMILIES = frozenset(["insulin", "interferon", "vaccine", "formula", "exercise", "feeding", "ventilation", "surgery"])
_SHORT = 5
_NAMED_PHRASE = re.compile(rf"\b(?:{lexicon.alternation(sorted(_NAMED))})\b")
_NO_DRUG = frozenset(lexicon.words("no_drugs"))
_CODE = re.compile(r"^[A-Z]{1,5}-?\d{2,7}[A-Za-z]?$")
_CODE_NOT = re.compile(
    r"^(?:HER2|CD\d+|IL-?\d+|PD-?L?1|COVID-19|CHA2DS2|BRCA\d|CA-?125|KRAS\w+|G12C|T790M|FEV1"
    r"|HbA1c|ACR\d+|PASI\d*|EASI\d*|H\d|A\d|B\d+|Q\d|D\d+|V\d|R\d|S\d|P\d|T\d|N\d|M\d|C\d+)$"
)

DOSE = re.compile(
    r"(?:(?:up to|at least|approximately|about) )?\d[\d.,/-]*(?: ?(?:\+|and|or"
    r"|to) ?\d[\d.]*)?[ -]?(?:mg|g|\u00b5g|\u03bcg|mcg|ug|ng|kg|ml|mL|L|IU|units?|U|MU|MBq|GBq"
    r"|Gy|mmol|mEq|million units|%|ppm|mol|cells|billion CFU|CFU|dose)\b"
    r"(?: ?[/\u00b7] ?(?:kg|m2|m\u00b2|day|d|h|hour|week|wk|dose|min|ml|mL|kg/day"
    r"|kg/h)\b)*(?:/(?:day|d|h|week|kg))*|\bAUC ?\d(?:\.\d)?"
)
_LEAD = re.compile(
    r"^(?:of|(?:the )?(?:effects?|efficacy|safety|effectiveness|usefulness|feasibility|impact|role)(?: and (?:efficacy|safety|tolerability))? of|either|one of (?:the )?(?:two|three|four)|the|an?|treatment with|therapy with"
    r"|treatment(?! as usual)|follow|receive|receiving|undergo|undergoing|get|have|take|use|to|oral|intravenous"
    r"|subcutaneous|intramuscular|"
    r"inhaled|topical|intravitreal|intranasal|sublingual|transdermal|weekly|once-weekly"
    r"|twice-weekly|once-daily|twice-daily|once-monthly|once daily|once weekly|daily|monthly"
    r"|matching|matched|identical|inactive|"
    r"saline|continued|continuing|ongoing|further|additional|adjunctive|add-on|open-label"
    r"|blinded|double-blind|additional|initial|immediate|same|new|investigational|"
    r"injections? of|infusions? of|doses? of|single doses? of|a single dose of|(?:two|three"
    r"|four|five)(?= \w+ doses)|(?:one|two|three|four|five|six|eight|twelve|\d+) (?:further "
    r"|additional )?(?:cycles|courses|doses|sessions|weeks|months|days|units|injections"
    r"|infusions|tablets) of|a course of|an additional|fixed-dose|single-dose|single|free|"
    r"up to \w+ (?:cycles|courses|weeks|months|years) of|high-titer|low-titer"
    r"|standard-dose(?= [a-z])|each|both|drug|the drug|the combination of|combination of"
    r"|a combination of|combinations? (?:therapy )?(?:with|of)|maintenance with|induction with"
    r"|monotherapy with) +",
    re.IGNORECASE,
)
_CUT = re.compile(
    r"(?:,? (?:out of|and compared|as their|and will|and would|and were|and had|as well|once|twice|thrice|daily"
    r"|weekly|monthly|nightly|every|each|per|for|until|till|on top of|in addition to"
    r"|on a background|against a background|as an? |as adjunct|given|administered|starting"
    r"|started|within|after|"
    r"before|during|over|who|which|that|where|while|in a|in an|in \d|in equal|at a|at an|at \d"
    r"|at the|by |both|all |injected|taken|delivered|applied|through|via|on days?|on top"
    r"|along with|alongside|together with|"
    r"beginning|up to|at|three times|four times|two times|orally|subcutaneously|intravenously"
    r"|until|followed|stratified|throughout|when|if|were|was|is|are|had|has|and were|and was"
    r"|according|using|from|in patients|among|in adults|in women|in men|in people|in children"
    r"|into|"
    r"q\dw|QD|BID|TID|SC|IV|PO|qd|bid|every|in the|in this|with a|with an? \w+ of|no matter"
    r"|regardless|maintenance therapy|so that|because|but|instead|rather|since|as needed"
    r"|as first|as second|as initial|in \d+|as part|by mouth|by itself|by injection"
    r"|by infusion|\d+ days? a week|add-on)\b|[;:(\[]|,? (?=\d)(?!\s\d+-(?:week|day|month|year|hour|minute))|, (?:in|of|on|with|an?|the"
    r"|each|which|\w+'s?)(?: |$))",
    re.IGNORECASE,
)
_JOIN = re.compile(
    r" (?:plus|and|with|combined with|in combination with|added to|or) (?:either )?| ?\+ ?"
    r"|, (?:and )?|/(?=[A-Za-z])| & |-(?=based regimen)",
    re.IGNORECASE,
)
_GROUP = re.compile(
    r"[ -](?:group|arm|cohort|recipients?|therapy group|treatment group|treatment arm|regimen"
    r"|tablets?|capsules?|injections?|infusions?|monotherapy|cream|gel|ointment|pills?"
    r"|maintenance|treatment|alone|arms|groups|doses|dose|only|itself|program(?:me)?"
    r"|strategy)$",
    re.IGNORECASE,
)
_PLACEBO = re.compile(
    r"\bplacebo\b|\bdummy (?:pill|pills|tablet|tablets|treatment)\b|\bvehicle\b|\bsugar pills?\b|\binactive pill",
    re.IGNORECASE,
)
_SHAM = re.compile(r"\bsham\b", re.IGNORECASE)
_NOTHING = re.compile(
    r"^(?:observation|usual care|standard care|standard of care|routine care|care as usual"
    r"|treatment as usual|watchful waiting|active surveillance|surveillance"
    r"|no (?:\w+[ -]?){1,4}|best supportive care|"
    r"wait(?:ing)?[- ]?list|waiting control|deferred (?:treatment|therapy)|delayed treatment|supportive care"
    r"|conservative (?:care|management|treatment)|control|controls|no treatment|nothing|none"
    r"|standard management|standard treatment alone|enhanced usual care"
    r"|expectant management)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Treatment:
    """What one arm gets, as a phrase says it.

    Attributes:
        label: The phrase without dose, route and schedule.
        interventions: Its parts by their own names.
        dose: The dose of its first part, as printed.
        kind: ``placebo``, ``sham``, ``nothing`` or ``active``.
    """

    label: str
    interventions: tuple[str, ...]
    dose: str | None
    kind: str


def is_drug(word: str) -> bool:
    """Whether a word is a treatment's name: by INN stem, by a code's form, or by the list of names without a stem."""
    lowered = word.lower().strip(",.;")
    if lowered in _NAMED:
        return True
    if _CODE.match(word) and not _CODE_NOT.match(word):
        return True
    return len(lowered) > 6 and lowered not in _NO_DRUG and lowered.endswith(_STEMS)  # noqa: PLR2004


_WORD = re.compile(r"[A-Za-z][\w\u00c0-\u024f-]*")
_PAYLOADS = frozenset(
    ["vedotin", "deruxtecan", "govitecan", "emtansine", "ozogamicin", "tesirine", "mafodotin", "soravtansine", "tirumotecan", "pegol", "alfa", "acetate", "etexilate", "medoxomil"]
)  # fmt: skip


def find_drugs(text: str) -> list[str]:
    """Return the treatments' names in a text in order, each once; a payload belongs to the antibody before it."""
    found: list[str] = []
    end = -2
    for word in _WORD.finditer(text):
        if found and word[0].lower() in _PAYLOADS and word.start() == end + 1:
            found[-1] += f" {word[0]}"
            end = word.end()
        elif is_drug(word[0]):
            found.append(word[0])
            end = word.end()
    return list({name.lower(): name for name in reversed(found)}.values())[::-1]


_CARE = re.compile(
    r"\b(?:placebo|sham|vehicle|observation|usual care|standard care|standard of care|best supportive care|no treatment|watchful waiting)\b",
    re.IGNORECASE,
)
_NO_ARM = frozenset(
    ["calcium", "oxygen", "formula", "gold", "iron", "zinc", "saline", "operation", "feeding", "cooling"]
)


def find_treatments(text: str) -> list[tuple[int, int]]:
    """Return ``(start, end)`` of every known treatment of a text: drugs, placebo, sham and kinds of usual care."""
    spans = [match.span() for match in _CARE.finditer(text)]
    spans += [match.span() for match in _NAMED_PHRASE.finditer(text.lower()) if match[0] not in _NO_ARM]
    spans += [match.span() for match in _WORD.finditer(text) if is_drug(match[0]) and match[0].lower() not in _NO_ARM]
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not found or start >= found[-1][1]:
            found.append((start, end))
    return found


def read_treatment(phrase: str) -> Treatment | None:
    """Read a phrase that names what an arm gets; ``None`` where it names nothing usable."""
    phrase = (phrase if "(" in phrase else phrase.split(")", maxsplit=1)[0]).strip(" ,;:.-")
    if not phrase:
        return None
    sham, placebo = _SHAM.search(phrase), _PLACEBO.search(phrase)
    dose = DOSE.search(phrase)
    bare = DOSE.sub(" ", phrase)
    bare = _clean(bare)
    if not bare or not re.search(r"[A-Za-z]{2}", bare):
        return Treatment(phrase, (), dose[0], "active") if dose and len(phrase) < 24 else None  # noqa: PLR2004
    if dose and _SCHEDULE.match(bare):
        return Treatment(dose[0], (), dose[0], "active")
    if _NOTHING.match(bare):
        return Treatment(re.sub(r"[ -](?:group|arm)s?$", "", bare), (), None, "nothing")
    kind = "sham" if sham else "placebo" if placebo else "active"
    return Treatment(bare, _parts(bare), dose[0].strip() if dose else None, kind)


def is_nothing(name: str) -> bool:
    """Whether a name is that of care without the treatment under test: "usual care", "waiting list"."""
    return _NOTHING.match(name) is not None and not name.lower().startswith("control")


_SCHEDULE = re.compile(r"^(?:over|in|for|per|every|given|delivered|once|twice|at)\b", re.IGNORECASE)
_DANGLING = re.compile(r"(?: (?:in|at|of|for|with|and|or|to|over))+$")


def _clean(phrase: str) -> str:
    phrase = re.sub(r"\s+", " ", phrase).strip(" ,;:.-")
    previous = None
    while previous != phrase:
        previous = phrase
        phrase = _LEAD.sub("", phrase).strip(" ,;:.-")
    cut = _CUT.search(" " + phrase)
    if cut and cut.start() > 0:
        phrase = (" " + phrase)[: cut.start()].strip(" ,;:.-")
    return _DANGLING.sub("", phrase)


def _parts(bare: str) -> tuple[str, ...]:
    parts: list[str] = []
    any_drug = bool(find_drugs(bare)) or bool(_PLACEBO.search(bare))
    for piece in _split(bare):
        name = _name(piece)
        if any_drug and _is_gloss(name):
            continue
        if name and name.lower() not in (part.lower() for part in parts):
            parts.append(name)
    return tuple(parts)


def _is_gloss(name: str) -> bool:
    """Whether a part only explains another one ("an oral inhibitor of ...")."""
    return not find_drugs(name) and (len(name.split()) > 3 or bool(_CLASS.search(name)))  # noqa: PLR2004


_CLASS = re.compile(
    r"\b(?:inhibitors?|degraders?|antibod\w+|agonists?|antagonists?|modulators?|blockers?"
    r"|agents?|formulation|analogue?s?|derivative|molecule|drugs?|relative|cousin|activator"
    r"|conjugate|bispecific)\b",
    re.IGNORECASE,
)


def _split(bare: str) -> list[str]:
    """Split at joins; a hyphen or dash joins two drugs."""
    pieces: list[str] = []
    for piece in _JOIN.split(bare):
        pieces.extend(_unhyphenated(piece))
    return pieces


def _unhyphenated(piece: str) -> list[str]:
    """Two drugs where a hyphen joins them: "salmeterol-fluticasone", "nab-paclitaxel-gemcitabine"."""
    for mark in reversed([index for index, letter in enumerate(piece) if letter == "-"]):
        first, second = piece[:mark], piece[mark + 1 :]
        if min(len(first), len(second)) > _SHORT and is_drug(first) and is_drug(second):
            return [*_unhyphenated(first), second]
    return [piece]


def _name(piece: str) -> str:
    piece = _clean(piece)
    if _SHAM.search(piece):
        return "sham procedure"
    if _PLACEBO.search(piece):
        return "vehicle" if "vehicle" in piece.lower() else "placebo"
    previous = None
    while previous != piece:
        previous = piece
        piece = _GROUP.sub("", piece).strip()
    drugs = find_drugs(piece)
    phrase = _NAMED_PHRASE.search(piece.lower())
    if len(drugs) == 1 and drugs[0].lower() in _FAMILIES:
        return piece
    if len(drugs) == 1 and not (phrase and len(phrase[0]) > len(drugs[0])):
        return drugs[0]
    if phrase:
        return piece[phrase.start() : phrase.end()]
    return piece
