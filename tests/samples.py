"""An article, a record of it that holds, and an engine that returns what it is given."""

from summarizer.article import Article
from summarizer.extraction import Explanation, Extraction
from summarizer.record import SCHEMA_VERSION, Record
from summarizer.summary import Finding, Provenance, Usage
from tests.records import analysis, arm, harm, outcome, record, result, trial

TEXT = (
    "Zelvorat halves relapses in asthma\n"
    "By Mira Oduya\n"
    "The phase 3 CASSIA trial (NCT01234567) randomized 812 adults with asthma to zelvorat (n = 406) or placebo (n = 406).\n"
    "Median time to relapse was 14·2 months with zelvorat and 9·1 months with placebo (hazard ratio 0·61; 95% CI, "
    "0·50–0·74; P < .001).\n"
    "Rash was seen in 24 of 405 patients (5.9%) given zelvorat. Of the patients 31% were smokers.\n"
)
OUTCOME_QUOTE = TEXT[TEXT.index("Median time") : TEXT.index(".\nRash")]
ARMS_QUOTE = "zelvorat (n = 406) or placebo (n = 406)"
HARM_QUOTE = "Rash was seen in 24 of 405 patients (5.9%) given zelvorat"


def article() -> Article:
    return Article(TEXT, id="cassia.txt", path="cassia.txt")


def provenance() -> Provenance:
    return Provenance(
        engine="stub",
        model=None,
        package_version="0",
        prompt=None,
        schema_version=SCHEMA_VERSION,
        parameters={},
        attempts=(),
        usage=Usage(),
        cost_usd=None,
        seconds=0.25,
    )


def sound_record(*, ratio: str = "0.61", harmed: str = "zelvorat", quote: str = OUTCOME_QUOTE) -> Record:
    """Return a record that the article bears out, unless a value is given that it does not."""
    medians = [
        result(arm=name, statistic="MEDIAN", value=value, unit="MONTHS")
        for name, value in (("zelvorat", "14.2"), ("placebo", "9.1"))
    ]
    compared = analysis(
        arm="zelvorat",
        comparator="placebo",
        measure="HAZARD_RATIO",
        estimate=ratio,
        ci={"level": "95", "lower": "0.50", "upper": "0.74"},
        p_value={"operator": "<", "value": ".001"},
        favors="ARM",
    )
    rash = result(arm=harmed, statistic="PERCENTAGE", value="5.9", unit="%", events=24, total=405)
    return record(
        trial(
            acronym="CASSIA",
            registry_ids=["NCT01234567"],
            phases=["PHASE3"],
            allocation="RANDOMIZED",
            conditions=["asthma"],
            enrollment=812,
            arms=[arm(name, participants=406, quotes=[ARMS_QUOTE]) for name in ("zelvorat", "placebo")],
            outcomes=[outcome("time to relapse", [quote], results=medians, analyses=[compared])],
            adverse_events=[harm("rash", [HARM_QUOTE], results=[rash])],
            quotes=["The phase 3 CASSIA trial (NCT01234567) randomized 812 adults with asthma"],
        ),
        headline="Zelvorat halves relapses in asthma.",
        title="Zelvorat halves relapses in asthma",
        authors=["Mira Oduya"],
    )


class StubEngine:
    """Returns one record for every article."""

    name = "stub"

    def __init__(self, made: Record, findings: tuple[Finding, ...] = (), error: Exception | None = None) -> None:
        self.extraction = Extraction(made, provenance(), findings, (Explanation("enrollment", "randomized", ("405",)),))
        self.error = error
        self.closed = 0

    async def extract(self, article: Article) -> Extraction:  # noqa: ARG002 - every engine is asked so
        if self.error is not None:
            raise self.error
        return self.extraction

    async def aclose(self) -> None:
        self.closed += 1
