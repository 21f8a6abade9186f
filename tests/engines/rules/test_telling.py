import pytest

from summarizer.engines.rules.telling import find_phrase, title_of

# What precedes a number ("|") and the name that its place tells.
PLACES = [
    ("the name before a bracket", "The amount of folate (|P = 0.6", "amount of folate"),
    ("an item of a list", "Lower total acids (P < 0.01), acetate (|P < 0.01", "acetate"),
    (
        "what a difference is in",
        "No difference was seen between the groups in stool frequency (|P = 0.3",
        "stool frequency",
    ),
    (
        "what two groups are alike in",
        "The groups were comparable in terms of time to first flatus (|P = 0.4",
        "time to first flatus",
    ),
    ("a subject", "Insertion time for the mask was shorter (|P = 0.02", "Insertion time"),
    (
        "a subject with a participle in it",
        "The perceived grip strength was higher in group A (|P = 0.02",
        "perceived grip strength",
    ),
    ("what is more or less", "Patients on zorafil used less medication (|P = 0.01", "medication"),
    ("an object", "Zorafil reduced postoperative shivering (|P = 0.02", "postoperative shivering"),
    ("nothing of people", "Significantly fewer patients (|P = 0.02", None),
    ("nothing of tests", "Analysis of covariance (|P = 0.02", None),
    ("nothing of time", "After 12 weeks (|P = 0.02", None),
]


@pytest.mark.parametrize(("text", "title"), [pytest.param(*row[1:], id=row[0]) for row in PLACES])
def test_the_place_of_a_noun_phrase_tells_what_a_number_is_of(text: str, title: str | None) -> None:
    place = text.index("|")
    sentence = text.replace("|", "")
    phrase = find_phrase(sentence, 0, place)
    found = None if phrase is None else title_of(sentence, phrase)
    assert found == title or (found and title and found.lower() == title.lower())


def test_what_is_taken_for_something_else_names_nothing() -> None:
    sentence = "Zorafil forte (P = 0.02"
    assert find_phrase(sentence, 0, sentence.index("P ="), [(0, 13)]) is None
