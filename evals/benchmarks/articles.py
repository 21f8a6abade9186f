"""Invented articles with their records, the same ones for the same numbers, for measuring speed and nothing else."""

from __future__ import annotations

import random
from typing import NamedTuple

from summarizer.article import Article
from summarizer.record import (
    AdverseEvent,
    Analysis,
    Arm,
    ConfidenceInterval,
    FollowUp,
    OutcomeMeasure,
    PValue,
    Record,
    Result,
    Source,
    Trial,
)

_SYLLABLES = ("bra", "del", "fo", "gi", "kar", "lu", "me", "no", "pel", "ri", "sta", "tov", "ul", "vi", "xan", "zo")
_CONDITIONS = (
    "chronic plaque psoriasis",
    "advanced gastric cancer",
    "heart failure",
    "severe asthma",
    "lupus nephritis",
)
_ENDPOINTS = ("overall survival", "progression-free survival", "event-free survival", "time to first exacerbation")
_HARMS = (
    "nausea",
    "headache",
    "fatigue",
    "anemia",
    "diarrhea",
    "hypertension",
    "rash",
    "dizziness",
    "cough",
    "insomnia",
)
_FILLING = (
    "The protocol was amended once, before the first participant was enrolled, to clarify how concomitant therapy was to be written down.",
    "An independent committee, unaware of the assignments, reviewed every event against the charter agreed on at the start.",
    "Visits took place at the study sites, and a nurse telephoned the participants between them to ask about their well-being.",
    "Speakers in the discussion welcomed the findings, and asked for longer observation and for data from routine care.",
    "Guidelines leave the choice of treatment in this setting to the physician, and practice differs between countries.",
    "The investigators plan to report on quality of life and on the use of hospital services in separate publications.",
)


class Sample(NamedTuple):
    """One article and the record that is true of it."""

    article: Article
    record: Record


class _Drawn(NamedTuple):
    drug: str
    acronym: str
    condition: str
    endpoint: str
    sizes: tuple[int, int]
    months: str
    effect: tuple[str, str, str, str]
    medians: tuple[str, str]
    harms: tuple[tuple[str, str, str], ...]


def make_sample(number: int) -> Sample:
    """Make the article of a number, about 440 words, and its record."""
    drawn = _draw(random.Random(number))  # noqa: S311  synthetic data
    sentences = _sentences(drawn, number)
    filling = [*_FILLING, *_FILLING, *_FILLING]
    paragraphs = [
        sentences["title"],
        sentences["design"] + " " + " ".join(filling[:4]),
        sentences["arms"] + " " + " ".join(filling[4:8]),
        sentences["primary"] + " " + sentences["medians"] + " " + " ".join(filling[8:12]),
        sentences["harms"] + " " + " ".join(filling[12:16]),
        f"article-id: a{number:07d}",
    ]
    article = Article("\n\n".join(paragraphs), id=f"a{number:07d}")
    return Sample(article, _record(drawn, sentences))


def _draw(rng: random.Random) -> _Drawn:
    estimate = rng.randint(55, 89)
    half = rng.randint(6, 10)
    harms = tuple((harm, f"{rng.uniform(10, 30):.1f}", f"{rng.uniform(2, 9):.1f}") for harm in rng.sample(_HARMS, 5))
    return _Drawn(
        drug="".join(rng.sample(_SYLLABLES, 3)),
        acronym="".join(rng.sample(_SYLLABLES, 2)).upper() + f"-{rng.randint(1, 9)}",
        condition=rng.choice(_CONDITIONS),
        endpoint=rng.choice(_ENDPOINTS),
        sizes=(rng.randint(150, 900), rng.randint(150, 900)),
        months=f"{rng.uniform(12, 60):.1f}",
        effect=(f"0.{estimate}", f"0.{estimate - half}", f"0.{estimate + half:02d}", f".0{rng.randint(10, 49)}"),
        medians=(f"{rng.uniform(20, 40):.1f}", f"{rng.uniform(8, 19):.1f}"),
        harms=harms,
    )


def _sentences(drawn: _Drawn, number: int) -> dict[str, str]:
    estimate, lower, upper, p_value = drawn.effect
    harms = "; ".join(f"{term} ({first}% vs {second}%)" for term, first, second in drawn.harms)
    return {
        "title": f"{drawn.drug.capitalize()} Improves Outcomes in Patients With {drawn.condition.title()}",
        "design": f"The phase III, double-blind {drawn.acronym} trial (NCT{10_000_000 + number}) enrolled {sum(drawn.sizes)} "
        f"patients with {drawn.condition}.",
        "arms": f"They were randomly assigned to {drawn.drug} (n = {drawn.sizes[0]}) or placebo (n = {drawn.sizes[1]}). "
        f"The median follow-up was {drawn.months} months.",
        "primary": f"{drawn.drug.capitalize()} significantly improved {drawn.endpoint} compared with placebo (hazard ratio, "
        f"{estimate}; 95% CI, {lower}-{upper}; P = {p_value}).",
        "medians": f"Median {drawn.endpoint} was {drawn.medians[0]} months with {drawn.drug} and {drawn.medians[1]} months with placebo.",
        "harms": f"Adverse events with {drawn.drug} vs placebo were {harms}.",
    }


def source_of(title: str | None = None) -> Source:
    """Return a source of which at most the title is known."""
    absent = dict.fromkeys(("published", "conference", "abstract_number", "journal", "doi", "pmid"))
    return Source(kind="NEWS", title=title, authors=(), **absent)


def _record(drawn: _Drawn, sentences: dict[str, str]) -> Record:
    title = sentences["title"]
    return Record(
        source=source_of(title),
        headline=f"{drawn.drug.capitalize()} improves {drawn.endpoint} in {drawn.condition}.",
        synopsis=f"{sentences['design']} {sentences['primary']} {sentences['medians']}",
        trials=(_trial(drawn, sentences),),
    )


def _trial(drawn: _Drawn, sentences: dict[str, str]) -> Trial:
    identity = sentences["design"].partition("(NCT")[2].partition(")")[0]
    return Trial(
        acronym=drawn.acronym,
        registry_ids=(f"NCT{identity}",),
        phases=("PHASE3",),
        study_type="INTERVENTIONAL",
        allocation="RANDOMIZED",
        intervention_model=None,
        masking="DOUBLE",
        hypothesis=None,
        allocation_ratio=None,
        conditions=(drawn.condition,),
        population=f"patients with {drawn.condition}",
        enrollment=sum(drawn.sizes),
        follow_up=FollowUp(
            statistic="MEDIAN",
            value=drawn.months,
            unit="MONTHS",
            quotes=(f"The median follow-up was {drawn.months} months",),
        ),
        analysis_stage=None,
        data_cutoff=None,
        sponsor=None,
        investigators=(),
        arms=_arms(drawn),
        primary_outcome_met=None,
        outcomes=(_outcome(drawn, sentences),),
        adverse_events=tuple(_harm(drawn, sentences, *harm) for harm in drawn.harms),
        conclusion=None,
        quotes=(sentences["design"], "They were randomly assigned to"),
    )


def _arms(drawn: _Drawn) -> tuple[Arm, ...]:
    first, second = (f"{name} (n = {size})" for name, size in zip((drawn.drug, "placebo"), drawn.sizes, strict=True))
    return (
        Arm(
            label=drawn.drug,
            type="EXPERIMENTAL",
            interventions=(drawn.drug,),
            participants=drawn.sizes[0],
            quotes=(first,),
        ),
        Arm(
            label="placebo",
            type="PLACEBO_COMPARATOR",
            interventions=("placebo",),
            participants=drawn.sizes[1],
            quotes=(second,),
        ),
    )


def _outcome(drawn: _Drawn, sentences: dict[str, str]) -> OutcomeMeasure:
    estimate, lower, upper, p_value = drawn.effect
    analysis = Analysis(
        arm=drawn.drug,
        comparator="placebo",
        population=None,
        time_point=None,
        measure="HAZARD_RATIO",
        estimate=estimate,
        unit=None,
        ci=ConfidenceInterval(level="95", lower=lower, upper=upper),
        p_value=PValue(operator="=", value=p_value),
        favors="ARM",
        hypothesis=None,
    )
    return OutcomeMeasure(
        title=drawn.endpoint,
        type=None,
        results=(_result(drawn.drug, "MEDIAN", drawn.medians[0]), _result("placebo", "MEDIAN", drawn.medians[1])),
        analyses=(analysis,),
        quotes=(sentences["primary"], sentences["medians"]),
    )


def _harm(drawn: _Drawn, sentences: dict[str, str], term: str, first: str, second: str) -> AdverseEvent:
    return AdverseEvent(
        term=term,
        grade=None,
        serious=None,
        results=(_result(drawn.drug, "PERCENTAGE", first), _result("placebo", "PERCENTAGE", second)),
        analyses=(),
        quotes=(sentences["harms"],),
    )


def _result(arm: str, statistic: str, value: str) -> Result:
    return Result.model_validate(
        {
            "arm": arm,
            "population": None,
            "time_point": None,
            "statistic": statistic,
            "value": value,
            "unit": "MONTHS" if statistic == "MEDIAN" else "%",
            "status": "REPORTED",
            "ci": None,
            "dispersion": None,
            "events": None,
            "total": None,
        }
    )
