"""The weighing of evidence on the primary endpoint."""

import pytest

from summarizer.article import Article
from summarizer.engines.rules.abbreviations import find_abbreviations
from summarizer.engines.rules.document import Document
from summarizer.engines.rules.evidence import (
    CONCLUDED,
    EXPLICIT,
    FAINT,
    MEASURED,
    NAMED,
    POINTED,
    WEAK,
    Evidence,
    decide,
)
from summarizer.engines.rules.facts import Fact
from summarizer.engines.rules.primaries import Alias, find_aliases, mention, stems


def weigh(*evidence: tuple[bool, int]) -> bool | None:
    fact = decide([Evidence(Fact(value, 0, 1, "row"), weight) for value, weight in evidence])
    return fact.value if fact else None


WEIGHED = [
    ("nothing is said", (), None),
    ("one thing", ((True, NAMED),), True),
    ("its own word against a comparison", ((False, EXPLICIT), (True, MEASURED)), False),
    ("what is pointed at against what was read", ((False, POINTED), (True, MEASURED)), False),
    ("two things of about one weight", ((True, NAMED), (False, CONCLUDED)), None),
    ("in passing against a result", ((True, WEAK), (False, NAMED)), False),
    ("too little", ((False, FAINT),), None),
]


@pytest.mark.parametrize(("evidence", "want"), [pytest.param(*row[1:], id=row[0]) for row in WEIGHED])
def test_the_heaviest_evidence_decides_unless_it_is_gainsaid(
    evidence: tuple[tuple[bool, int], ...], want: bool | None
) -> None:
    assert weigh(*evidence) is want


MENTIONS = [
    (
        "its words in another order",
        "number of sickness absence days",
        "No reduction in sickness absence was seen",
        True,
    ),
    ("other forms of its words", "risk of falling", "The risk of falls did not change", True),
    ("the parts of a compound", "six minute walking distance", "It improved six-minute walking distance", True),
    ("one word of two", "overall survival", "Disease-free survival was longer", False),
    ("none", "sleep time", "Cough was rarer", False),
]


@pytest.mark.parametrize(("title", "text", "want"), [pytest.param(*row[1:], id=row[0]) for row in MENTIONS])
def test_an_endpoint_is_known_again_by_its_telling_words(title: str, text: str, *, want: bool) -> None:
    assert (mention(Alias(title, stems(title), frozenset()), text) is not None) is want


def test_an_endpoint_is_known_again_by_its_abbreviation() -> None:
    short = next(iter(find_abbreviations("The total sleep time (TST) was measured.")))
    assert mention(Alias("total sleep time", stems("total sleep time"), frozenset({short})), "Mean TST rose") == (5, 8)


OTHER_WORDS = [
    ("the risk of death", "overall survival", "The hazard ratio for death was 0.73", True),
    ("a risk of something else too", "overall survival", "The risk of death or relapse was lower", False),
    ("what befalls without progression", "progression-free survival", "The risk of progression fell", True),
    ("the composite", "composite of stroke or death", "The composite occurred in 9% and 11%", True),
]


@pytest.mark.parametrize(("title", "text", "want"), [pytest.param(*row[1:], id=row[0]) for row in OTHER_WORDS])
def test_an_endpoint_is_known_again_by_other_words_for_it(title: str, text: str, *, want: bool) -> None:
    article = Document(Article(f"The primary endpoint was {title}. {text}."))
    aliases = find_aliases(article, article.sentences[:1], ())
    assert any(mention(alias, text) for alias in aliases) is want
