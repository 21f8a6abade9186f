"""Whether a term that can name a harm names one here: what the study is about is its endpoint, and a disease is its patients'."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from summarizer.engines.rules.endpoint_names import key_of
from summarizer.engines.rules.guarded import Guarded
from summarizer.engines.rules.harm_terms import find_harms_named
from summarizer.engines.rules.layout import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from summarizer.engines.rules.document import Document, Sentence
    from summarizer.engines.rules.harm_terms import Harm

_AIM = Guarded(
    "evaluate|assess|compare|determine|investigate|examine|test|study|establish|explore|find|see|aim|aims|aimed|objective|purpose"
    "|hypothesi|whether|measured|recorded|analy|monitored|calculated|noted|end|endpoint|endpoints|outcome",
    r"\bto (?:evaluate|assess|compare|determine|investigate|examine|test|study|establish|explore|find out|see)\b"
    r"|\baim(?:s|ed)?\b|\bobjectives?\b|\bpurpose\b|\bhypothesi[sz]ed\b|\bwhether\b"
    r"|\b(?:was|were) (?:evaluated|assessed|compared|measured|recorded|analy[sz]ed|monitored|calculated|determined|noted)\b"
    r"|\b(?:end ?-?points?|outcomes?)\b|\bwe (?:evaluated|assessed|compared|measured|recorded|examined)\b",
)
_AMBIGUOUS = frozenset(
    {
        "anxiety", "arthritis", "cough", "falls", "fatigue", "fracture", "fractures", "graft loss", "hyperglycaemia", "hyperglycemia",
        "hypertension", "hypercholesterolemia", "high blood pressure", "insomnia", "metastases", "osteoporosis", "readmission",
        "sedation", "sexual dysfunction", "tuberculosis", "weight decrease", "weight gain", "weight loss", "hot flashes", "hot flushes",
        "back pain", "joint pain", "acute myeloid leukemia", "acute myeloid leukaemia", "delirium", "hair loss", "hearing loss", "swelling",
        "haematoma", "hematoma", "shivering", "sweating", "weakness", "muscle weakness", "tiredness", "dyskinesia", "acne", "anorexia", "bloating", "hypothermia", "numbness",
        "apnea", "apnoea", "proteinuria", "encephalopathy", "hypoxemia", "hypoxaemia", "desaturation", "thromboembolism", "venous thromboembolism",
        "arrhythmia", "arrhythmias", "cramps", "leg cramps", "muscle cramps", "restlessness", "hyperhidrosis", "nightmares", "nervousness", "hoarseness",
        "dyspareunia", "respiratory depression", "muscle spasms", "dry mouth", "eczema", "hypertriglyceridemia", "psychosis", "jaundice", "pulmonary fibrosis", "visual impairment", "cataract", "itching",
    }
)  # fmt: skip
_KINDS = frozenset({"pain", "infection", "infections", "reaction", "reactions", "syndrome", "disorder", "disease", "failure", "bleeding",
    "events", "loss", "symptoms", "discomfort", "swelling", "injury", "dysfunction"})  # fmt: skip
_TREATED = re.compile(
    r"\b(?:treat\w*|prevent\w*|prophyla\w+|manag\w+|reliev\w+|relief|reduc\w+|cur\w+|therap\w+|history|risk|control\w*)"
    r"(?: of| for| against)? (?:[\w-]+ ){0,4}$"
)
_PEOPLE = (
    r"(?:patients?|participants?|subjects?|women|men|people|those|adults?|children|infants?|individuals?|volunteers)"
)
_SUFFERING = re.compile(
    rf"\b{_PEOPLE} (?:with|who had|having|suffering from|presenting with|diagnosed with|at risk (?:of|for)) (?:[\w-]+ ){{0,4}}$"
)
_COUNTED = re.compile(
    rf"\b(?:proportion|percentages?|number|rates?|share|fraction|incidence|frequency|\d+|\d%\)?|of the|more|fewer) (?:of )?{_PEOPLE} \w+"
)
_MEASURED_BEFORE = re.compile(
    r"\b(?:severity|intensity|scores?|scales?|reductions?|decreases?|improvements?|relief|changes?|levels?|duration|index|symptoms"
    r"|control|resolution|improved|improving|reduced|decreased|relieved|treatment|prevention|onset|episodes|days) (?:of|in|from|for)?"
    r" ?(?:the )?(?:[\w-]+ ){0,2}$"
)
_MEASURED_AFTER = re.compile(
    r"[\w-]* (?:\w+ )?(?:scores?|scales?|severity|intensity|index|inventory|questionnaire|levels?|symptoms|control|relief|days|attacks"
    r"|(?:was|were) (?:significantly |markedly |greatly )?(?:reduced|decreased|improved|relieved|resolved)"
    r"|(?:improved|resolved|decreased|diminished|subsided|scored))\b"
)
_FIGURES = re.compile(r"\d ?%|\bp ?[<=>]|\bci\b|\d \(")
_SAFETY_NAMED = re.compile(
    r"(?<!major )advers|side[- ]effect|toxic|\baes?\b|teaes?\b|complication|tolera|harms?\b|reactogenic"
)


def find_themes(document: Document, sentences: Iterable[Sentence]) -> frozenset[str]:
    """Return the keys of terms that the title, the aim or the eligible patients make the study's own matter.

    Args:
        document: The article.
        sentences: Those of the trial.
    """
    titles = [sentence for sentence in document.sentences if document.kind(sentence) is Kind.TITLE]
    found = {key_of(harm.term) for sentence in titles for harm in _terms(sentence)}
    for sentence in sentences:
        is_aim = sentence.section == "OBJECTIVE" or _AIM.is_in_lower(sentence.lower)
        if (
            is_aim
            and sentence.section not in {"RESULTS", "SAFETY", "CONCLUSIONS"}
            and not _FIGURES.search(sentence.lower)
        ):
            if "complication" in sentence.lower:
                found.add("complication")
            if _SAFETY_NAMED.search(sentence.lower.replace("complication", "")) is None:
                found.update(key_of(harm.term) for harm in _terms(sentence))
        elif sentence.section not in {"RESULTS", "SAFETY"}:
            found.update(key_of(harm.term) for harm in _terms(sentence) if _is_treated(sentence, harm))
    return frozenset(found)


def _terms(sentence: Sentence) -> Iterator[Harm]:
    return (harm for harm in find_harms_named(sentence) if harm.rule == "term")


def _is_treated(sentence: Sentence, harm: Harm) -> bool:
    before = _before(sentence, harm)
    return _TREATED.search(before) is not None or _SUFFERING.search(before) is not None


def _before(sentence: Sentence, harm: Harm) -> str:
    start = harm.start - sentence.start
    return sentence.lower[max(0, start - 90) : start]


def is_theme(term: str, themes: frozenset[str]) -> bool:
    """Whether a term, or what it is a kind of, is a matter of the study."""
    key = key_of(term)
    head = key.rpartition(" ")[2]
    return key in themes or (head not in _KINDS and any(theme.rpartition(" ")[2] == head for theme in themes))


def is_ambiguous(term: str) -> bool:
    """Whether a term is as often what a treatment is given for as what it does."""
    words = term.lower().split()
    return any(" ".join(words[start:]) in _AMBIGUOUS for start in range(len(words)))


def is_measured(sentence: Sentence, harm: Harm) -> bool:
    """Whether a sentence measures how strong a complaint is, and does not count whom it befell: "headache score"."""
    return (
        _MEASURED_BEFORE.search(_before(sentence, harm)) is not None
        or _MEASURED_AFTER.match(sentence.lower, harm.end - sentence.start) is not None
    )


def is_of_patients(sentence: Sentence, harm: Harm) -> bool:
    """Whether a term only says which patients: "in patients with osteoporosis"."""
    before = _before(sentence, harm)
    return _SUFFERING.search(before) is not None and _COUNTED.search(before) is None


def is_endpoint(sentence: Sentence, harm: Harm, themes: frozenset[str], *, safety: bool) -> bool:
    """Whether a harm's term names here what the study measures."""
    if is_theme(harm.term, themes):
        return not (safety and _SAFETY_NAMED.search(sentence.lower))
    return not safety and (is_ambiguous(harm.term) or is_measured(sentence, harm))
