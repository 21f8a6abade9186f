import pytest

from summarizer.article import Article
from summarizer.engines.rules.arms import ArmFinding
from summarizer.engines.rules.comparators import weigh
from summarizer.engines.rules.document import Document
from summarizer.engines.rules.naming import ArmNames
from summarizer.engines.rules.opponents import find_opponents
from summarizer.record import Arm, ArmType


def finding(label: str, kind: ArmType) -> ArmFinding:
    return ArmFinding(Arm(label=label, type=kind, interventions=(label,), participants=None, quotes=(label,)), (label,))


THREE = ArmNames(
    [finding("zorafil", "EXPERIMENTAL"), finding("pluvex", "EXPERIMENTAL"), finding("placebo", "PLACEBO_COMPARATOR")]
)
EVEN = ArmNames([finding("zorafil", "OTHER"), finding("pluvex", "OTHER")])


@pytest.mark.parametrize(
    ("names", "text", "number", "pair"),
    [
        (
            THREE,
            "Against placebo, the ratio was 0.42 (0.3 to 0.6) for the pair and 0.63 (0.5 to 0.9) for zorafil.",
            "0.42",
            (None, None),
        ),
        (
            THREE,
            "Against placebo, the ratio was 0.42 (0.3 to 0.6) for the pair and 0.63 (0.5 to 0.9) for zorafil.",
            "0.63",
            ("zorafil", "placebo"),
        ),
        (THREE, "The ratio against pluvex was 0.38 for zorafil.", "0.38", ("zorafil", "pluvex")),
        (EVEN, "The ratio was 0.74 with surgery as against zorafil.", "0.74", ("pluvex", "zorafil")),
        (EVEN, "The ratio was 0.74 with zorafil.", "0.74", ("zorafil", "pluvex")),
    ],
)
def test_a_comparison_is_of_the_arms_that_its_sentence_gives_it(
    names: ArmNames, text: str, number: str, pair: tuple[str | None, str | None]
) -> None:
    sentence = Document(Article(text)).sentences[0]
    found = find_opponents(
        names, names.find(sentence), sentence.text, sentence.start + sentence.text.index(number), sentence.text, 0
    )
    assert found == pair


def test_the_order_of_a_ratio_says_which_arm_is_under_test() -> None:
    sentences = Document(Article("The hazard ratio for relapse with zorafil versus pluvex was 1.04.")).sentences
    first, second = weigh("", sentences, [["zorafil"], ["pluvex"]])
    assert first > 0 > second
