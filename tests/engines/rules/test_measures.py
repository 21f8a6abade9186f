import pytest

from summarizer.article import Article
from summarizer.engines.rules.arms import ArmFinding
from summarizer.engines.rules.document import Document
from summarizer.engines.rules.measure_phrases import phrase_after, phrase_before, without_tail
from summarizer.engines.rules.measures import POSITIONS, can_be_measured, find_measures
from summarizer.engines.rules.naming import ArmNames
from summarizer.engines.rules.results import Value, read_values
from summarizer.engines.rules.statements import Name
from summarizer.engines.rules.statistic import statistic_of
from summarizer.quantities import scan
from summarizer.record import Arm

LABELS = ("zorafil", "placebo")
NAMES = ArmNames(
    [
        ArmFinding(
            Arm(label=label, type="OTHER", interventions=(label,), participants=None, quotes=(label,)),
            (label, f"{label} group"),
        )
        for label in LABELS
    ]
)


def values_of(document: Document) -> list[Value]:
    sentence = document.sentences[0]
    return read_values(sentence, scan(sentence.text))


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("Zorafil gave lower pain scores (3.2 vs 5.1).", ["pain scores"]),
        ("Nausea (12% vs 9%), dry mouth (8% vs 7%) and loss of appetite (4% vs 3%) were seen.",
         ["nausea", "dry mouth", "loss of appetite"]),
        ("Mean pain at rest in the zorafil group was 3.2.", ["pain at rest"]),
        ("At 12 weeks, the mean number of wet nights per patient was 2.1 with zorafil.", ["number of wet nights"]),
        ("There was no difference between the two groups in placental weight, at 4.6 kg and 4.4 kg.", ["placental weight"]),
        ("Patients given zorafil had higher walking speed than those on placebo: 1.2 vs 1.1.", ["walking speed"]),
        ("Grip strength rose by 4.1 kg with zorafil; walking speed did not change, at 1.2 m/s.",
         ["grip strength", "walking speed"]),
        ("The addition of a walking aid reduced hip pain by 12 mm.", ["hip pain"]),
        ("Hip pain reduced significantly by 12 mm.", ["hip pain"]),
        ("Of the patients, 41% were women.", []),
        ("The difference was significant (3.2 vs 5.1).", []),
        ("It was better in the zorafil group (3.2) than in the placebo group (5.1).", []),
        ("After treatment (12 weeks) 41% were well.", []),
    ],
)  # fmt: skip
def test_a_measure_is_the_noun_phrase_in_a_telling_position(text: str, titles: list[str]) -> None:
    document = Document(Article(text))
    sentence = document.sentences[0]
    found = find_measures(sentence, values_of(document), NAMES.find(sentence))
    assert [item.title for item in found] == titles
    assert all(sentence.start <= item.start < item.end <= sentence.end for item in found)


def test_every_position_has_a_name_and_an_example() -> None:
    assert len({name for name, _, _ in POSITIONS}) == len({example for _, example, _ in POSITIONS}) == len(POSITIONS)


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("reduced the need for rescue medication", "need for rescue medication"),
        ("were nausea and dry mouth", "dry mouth"),
        ("showed delayed-type hypersensitivity (DTH) responses", "delayed-type hypersensitivity (DTH) responses"),
        ("in patients with heart failure", "heart failure"),
        ("was significantly lower", ""),
        ("the quality of the sleep", "quality of the sleep"),
    ],
)
def test_a_phrase_reaches_back_as_far_as_its_words_can_be_a_name(text: str, phrase: str) -> None:
    start = phrase_before(text, len(text), 0)
    assert (text[start:] if start is not None else "") == phrase


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("time to first relapse was longer", "time to first relapse"),
        ("pain in the knee than with placebo", "pain in the knee"),
        ("grip strength, walking speed and balance", "grip strength"),
        ("were seen", ""),
    ],
)
def test_a_phrase_reaches_on_as_far_as_its_words_can_be_a_name(text: str, phrase: str) -> None:
    end = phrase_after(text, 0, len(text))
    assert text[: end or 0] == phrase


@pytest.mark.parametrize(
    ("phrase", "name"),
    [
        ("pain scores at 24 hours in both groups", "pain scores"),
        ("wet nights per patient during follow-up", "wet nights"),
        ("pain in the oral cavity", "pain in the oral cavity"),
        ("body mass index (BMI)", "body mass index"),
    ],
)
def test_when_and_in_whom_are_no_part_of_a_name(phrase: str, name: str) -> None:
    assert without_tail(phrase) == name


@pytest.mark.parametrize(
    "title", ["patients", "median", "mmol/L", "those with diabetes", "hazard ratio", "effect", "it"]
)
def test_people_statistics_units_and_pointers_are_no_measures(title: str) -> None:
    assert not can_be_measured(title)


@pytest.mark.parametrize(
    ("text", "title", "statistic"),
    [
        ("Mean pain was 3.2 with zorafil.", "pain", "MEAN"),
        ("The median stay was 12.5 with zorafil.", "stay", "MEDIAN"),
        ("Placental weight was 466 grams with zorafil.", "placental weight", "MEAN"),
        ("The ratio of lactate was 1.25 with zorafil.", "lactate", "UNSTATED"),
        ("Remission was seen in 41% on zorafil.", "remission", "PERCENTAGE"),
        ("Resting pulse decreased by 8% on zorafil.", "resting pulse", "UNSTATED"),
        ("Swelling was 2.1 ± 0.4 mm with zorafil.", "swelling", "MEAN"),
        ("The authors saw 12 with zorafil.", "swelling", None),
    ],
)
def test_a_value_is_what_the_words_around_it_say(text: str, title: str, statistic: str | None) -> None:
    document = Document(Article(text))
    name = Name(0, 4, title, is_harm=False, is_serious=False, rule="test")
    assert statistic_of(document.sentences[0], name, values_of(document)[0]) == statistic


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("It took 84.2 ± 12.3 min with zorafil.", "min"),
        ("It weighed 466 grams.", "grams"),
        ("It was 252.0 ± 24.9 μm.", "μm"),
        ("It was 3.2 in the group.", None),
        ("It was 12 more than before.", None),
    ],
)
def test_a_unit_is_read_behind_the_value(text: str, unit: str | None) -> None:
    assert values_of(Document(Article(text)))[0].quantity.unit == unit
