"""The record: what one article is turned into, and at once what an engine fills in.

Names and enumerations follow the ClinicalTrials.gov data model (API v2). Every key is required; absence is ``null`` or
an empty list. Results are decimal strings as printed. The docstring under a field is its description in the JSON schema,
so it instructs the model too.
"""

from __future__ import annotations

import ast
import inspect
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema

SCHEMA_VERSION = "1.0"

SourceKind = Literal["NEWS", "PRESS_RELEASE", "ABSTRACT", "PAPER", "OTHER"]
Phase = Literal["EARLY_PHASE1", "PHASE1", "PHASE2", "PHASE3", "PHASE4"]
StudyType = Literal["INTERVENTIONAL", "OBSERVATIONAL", "EXPANDED_ACCESS"]
Allocation = Literal["RANDOMIZED", "NON_RANDOMIZED"]
InterventionModel = Literal["SINGLE_GROUP", "PARALLEL", "CROSSOVER", "FACTORIAL", "SEQUENTIAL"]
Masking = Literal["NONE", "SINGLE", "DOUBLE", "TRIPLE", "QUADRUPLE"]
Hypothesis = Literal["SUPERIORITY", "NON_INFERIORITY", "EQUIVALENCE"]
AnalysisStage = Literal["INTERIM", "PRIMARY", "FINAL", "UPDATED", "POST_HOC"]
FollowUpStatistic = Literal["MEDIAN", "MEAN", "MINIMUM", "MAXIMUM"]
TimeUnit = Literal["DAYS", "WEEKS", "MONTHS", "YEARS"]
ArmType = Literal[
    "EXPERIMENTAL", "ACTIVE_COMPARATOR", "PLACEBO_COMPARATOR", "SHAM_COMPARATOR", "NO_INTERVENTION", "OTHER"
]
OutcomeType = Literal["PRIMARY", "SECONDARY", "OTHER_PRE_SPECIFIED", "POST_HOC"]
Statistic = Literal["MEDIAN", "MEAN", "PERCENTAGE", "COUNT", "RATE", "OTHER"]
ResultStatus = Literal["REPORTED", "NOT_REACHED", "NOT_ESTIMABLE"]
DispersionType = Literal["STANDARD_DEVIATION", "STANDARD_ERROR", "INTER_QUARTILE_RANGE", "FULL_RANGE"]
Measure = Literal[
    "HAZARD_RATIO", "ODDS_RATIO", "RISK_RATIO", "RATE_RATIO", "RISK_DIFFERENCE", "MEAN_DIFFERENCE", "OTHER"
]
Operator = Literal["=", "<", "<=", ">", ">="]
Favors = Literal["ARM", "COMPARATOR", "NEITHER"]

Text = Annotated[str, StringConstraints(min_length=1)]
Decimal = Annotated[str, StringConstraints(pattern=r"^-?(\d+(\.\d+)?|\.\d+)$")]
Date = Annotated[str, StringConstraints(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]
Ratio = Annotated[str, StringConstraints(pattern=r"^\d+(\.\d+)?(:\d+(\.\d+)?)+$")]
Grade = Annotated[str, StringConstraints(pattern=r"^(>=)?[1-5](-[1-5])?$")]


class Described(BaseModel):
    """A frozen model whose fields are described by the docstrings under them.

    They are read when a schema is asked for: to read the source of every model takes a third of their import.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Return the schema with the descriptions."""
        schema = handler(core_schema)
        fields = handler.resolve_ref_schema(schema)["properties"]
        for name, text in _docstrings(cls):
            fields[name]["description"] = text
        return schema


def _docstrings(model: type[BaseModel]) -> Iterator[tuple[str, str]]:
    (definition,) = ast.parse(inspect.getsource(model)).body
    for field, text in pairwise(ast.iter_child_nodes(definition)):
        match field, text:
            case ast.AnnAssign(target=ast.Name(name)), ast.Expr(ast.Constant(str() as docstring)):
                yield name, inspect.cleandoc(docstring)


class Source(Described):
    """The text itself, not the study."""

    kind: SourceKind
    """What the text is. A news item on a guideline is NEWS."""
    title: Text | None
    """Title of this text."""
    authors: tuple[Text, ...]
    """Who wrote this text, with degrees, as in the byline."""
    published: Date | None
    """When this text was posted, as YYYY-MM-DD (or YYYY-MM, YYYY when that is all it says)."""
    conference: Text | None
    """The meeting at which the study was presented, as the text names it."""
    abstract_number: Text | None
    """The abstract's number with its prefix ("LBA4", "570"). Null when there are several."""
    journal: Text | None
    """Journal in which the study was published, if the text says so."""
    doi: Text | None
    """DOI without a URL in front."""
    pmid: Text | None
    """PubMed identifier, digits only."""


class FollowUp(Described):
    """Length of follow-up of the main analysis; with several, that of the main analysis, else the first."""

    statistic: FollowUpStatistic | None
    """Only if stated."""
    value: Decimal | None
    """The number as printed."""
    unit: TimeUnit | None
    """Unit of the value."""
    quotes: tuple[Text, ...]
    """Verbatim, contiguous pieces of the article that hold the value."""


class Investigator(Described):
    """Somebody named as presenter, lead, chief or first author of the study; no commentator, no company executive."""

    name: Text
    """With degrees, without title."""
    affiliation: Text | None
    """As named."""


class Arm(Described):
    """One arm, in the order of the article."""

    label: Text
    """Shortest name by which the article tells the arm apart; results and analyses refer to it."""
    type: ArmType | None
    """Usual care, observation and "no chemotherapy" are NO_INTERVENTION; groups of an observational study are OTHER."""
    interventions: tuple[Text, ...]
    """Each drug, procedure or device by its own name, one entry each, without dose. Placebo is "placebo"."""
    participants: int | None
    """Number assigned to the arm."""
    quotes: tuple[Text, ...]
    """Verbatim, contiguous pieces of the article that hold label, interventions and number."""


class ConfidenceInterval(Described):
    """A confidence or credible interval. A limit given as NE or NR is null; a one-sided interval has one limit."""

    level: Decimal | None
    """In percent ("95"); carries over from the same sentence or list."""
    lower: Decimal | None
    """Lower limit as printed."""
    upper: Decimal | None
    """Upper limit as printed."""


class Dispersion(Described):
    """Spread of a value: SD and SE in ``value``, ranges in ``lower`` and ``upper``."""

    type: DispersionType | None
    """What is given."""
    value: Decimal | None
    """Standard deviation or error as printed."""
    lower: Decimal | None
    """Lower end of a range."""
    upper: Decimal | None
    """Upper end of a range."""


class PValue(Described):
    """A P value as printed."""

    operator: Operator
    """The relation printed before the number."""
    value: Decimal
    """The number as printed (".031", "0.0001")."""


class Result(Described):
    """A value of one arm. Baseline values and approximations are not recorded; a value printed in two units is two results."""

    arm: Text | None
    """Label of the arm; null only for a value of all participants together."""
    population: Text | None
    """Subgroup in the article's words; null for the whole trial population."""
    time_point: Text | None
    """When, digits for numbers ("3 years"); only if stated. A median follow-up is not a time point."""
    statistic: Statistic | None
    """What the value is. A least-squares or geometric mean is MEAN; RP2D, MTD and the like are OTHER."""
    value: Decimal | None
    """As printed, sign included; without thousands separator, percent sign and unit. Null when not reached."""
    unit: Text | None
    """"DAYS", "WEEKS", "MONTHS", "YEARS", "%", else as printed; null for a count."""
    status: ResultStatus | None
    """REPORTED for a printed value."""
    ci: ConfidenceInterval | None
    """Interval of this value."""
    dispersion: Dispersion | None
    """Spread of this value."""
    events: int | None
    """Numerator, only when printed with this very value. A count stands here and in ``value``."""
    total: int | None
    """Denominator, only when printed with this very value; never taken from the arm's size."""


class Analysis(Described):
    """A comparison of two arms: one for each estimate, and one for each P value that stands without an estimate."""

    arm: Text | None
    """Label of the arm that is compared."""
    comparator: Text | None
    """Label of the arm it is compared with."""
    population: Text | None
    """Subgroup in the article's words; null for the whole trial population."""
    time_point: Text | None
    """When, digits for numbers; only if stated."""
    measure: Measure | None
    """Vaccine efficacy, NNT, effect sizes, posterior probabilities and relative reductions without a ratio are OTHER."""
    estimate: Decimal | None
    """As printed, sign included."""
    unit: Text | None
    """Of a difference, as printed; null for a ratio."""
    ci: ConfidenceInterval | None
    """Interval of the estimate."""
    p_value: PValue | None
    """Null for "P = NS". P values for interaction or trend are not recorded."""
    favors: Favors | None
    """Who did better by the article's word on significance, by an interval that excludes no effect, or (no word on significance) by
    its word beside the estimate; NEITHER when the interval includes no effect, P >= .05 or it "did not differ"; null for a bare
    estimate. For harms the arm that did better."""
    hypothesis: Hypothesis | None
    """What this P value or interval tests, only if stated of the test itself."""


class OutcomeMeasure(Described):
    """One endpoint; one at several times or in several subgroups is one. Mortality as a result is an outcome."""

    title: Text
    """Its name, spelled out when the article spells it out."""
    type: OutcomeType | None
    """Only if stated."""
    results: tuple[Result, ...]
    """Values of single arms."""
    analyses: tuple[Analysis, ...]
    """Comparisons of two arms."""
    quotes: tuple[Text, ...]
    """Verbatim, contiguous pieces of the article that together hold every number and name of results and analyses."""


class AdverseEvent(Described):
    """A harm that is not called an endpoint; one for each term and grade."""

    term: Text
    """As printed, without grade words. Stopping treatment for harm is "treatment discontinuation due to adverse events"."""
    grade: Grade | None
    """Null for any grade, else "3", "3-4", ">=3", "5"."""
    serious: bool | None
    """True only if called serious."""
    results: tuple[Result, ...]
    """Values of single arms."""
    analyses: tuple[Analysis, ...]
    """Comparisons of two arms."""
    quotes: tuple[Text, ...]
    """Verbatim, contiguous pieces of the article that together hold every number and name of results and analyses."""


class Trial(Described):
    """A trial whose results (or design, when it has none yet) the article reports; never one mentioned for background."""

    acronym: Text | None
    """Name or acronym without the word "trial"."""
    registry_ids: tuple[Text, ...]
    """NCT, ISRCTN, EudraCT/EU CT, UMIN, ChiCTR, ACTRN, jRCT ... in the registry's own form."""
    phases: tuple[Phase, ...]
    """"Phase II/III" gives two, "phase IIb" gives PHASE2."""
    study_type: StudyType | None
    """INTERVENTIONAL for a trial."""
    allocation: Allocation | None
    """NON_RANDOMIZED for a single-arm trial only if the text says so or says single-arm."""
    intervention_model: InterventionModel | None
    """Only if stated. Crossover after progression is not CROSSOVER."""
    masking: Masking | None
    """"Open-label" is NONE, "double-blind" is DOUBLE, evaluator-blinded alone is SINGLE."""
    hypothesis: Hypothesis | None
    """Only if stated."""
    allocation_ratio: Ratio | None
    """"2:1", experimental arm first as printed."""
    conditions: tuple[Text, ...]
    """Diseases under study in the article's words, with the qualifiers that define the population's disease."""
    population: Text | None
    """Who was eligible, one phrase in the article's words."""
    enrollment: int | None
    """Participants enrolled or randomized in all (planned: the plan); the randomized number where both stand."""
    follow_up: FollowUp | None
    """That of the main analysis."""
    analysis_stage: AnalysisStage | None
    """Only if stated of the analysis that the article reports."""
    data_cutoff: Date | None
    """As YYYY-MM-DD, YYYY-MM or YYYY."""
    sponsor: Text | None
    """Sponsor or funder as named; of a press release the issuing company unless it names another."""
    investigators: tuple[Investigator, ...]
    """The people named as having led or presented the study."""
    arms: tuple[Arm, ...]
    """In the order of the article."""
    primary_outcome_met: bool | None
    """Did it meet its primary endpoint, by what the article says; null where it does not say, for a single arm without a
    threshold, for an observational study, and when several primary comparisons disagree."""
    outcomes: tuple[OutcomeMeasure, ...]
    """One for each endpoint; one named without results has empty lists."""
    adverse_events: tuple[AdverseEvent, ...]
    """All other harms."""
    conclusion: Text | None
    """The investigators' conclusion in one or two sentences; its numbers stand in the article."""
    quotes: tuple[Text, ...]
    """Verbatim, contiguous pieces of the article that hold the trial's own facts."""


class Record(Described):
    """One article's facts, each as the article states it."""

    source: Source
    """The text itself."""
    headline: Text | None
    """One sentence of at most 30 words; every number and name in it is in the article."""
    synopsis: Text | None
    """3 to 6 plain sentences: who, what against what, the main result with its numbers, harms, conclusion."""
    trials: tuple[Trial, ...]
    """Empty for an article that reports on no trial."""
