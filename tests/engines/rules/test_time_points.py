import pytest

from summarizer.article import Article
from summarizer.engines.rules.document import Document
from summarizer.engines.rules.time_points import FORMS, find_times

EXPECTED = {
    "range": ("24 to 120 hours",),
    "list": ("12 months", "24 months"),
    "named": ("52 weeks",),
    "end": ("12 weeks",),
    "at": ("24 hours",),
    "first": ("1 week",),
    "hyphen": ("30 days",),
    "on": ("90 days after surgery",),
}


def times(text: str) -> list[tuple[str, ...]]:
    document = Document(Article(text))
    return [found.names for sentence in document.sentences for found in find_times(sentence)]


@pytest.mark.parametrize(("name", "example"), [form[:2] for form in FORMS])
def test_each_form_reads_its_example(name: str, example: str) -> None:
    assert times(example) == [EXPECTED[name]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pain was 3 on day 28 and 4 at month 6.", [("28 days",), ("6 months",)]),
        ("The score was 5 at week 52.", [("52 weeks",)]),
        ("Rates at weeks 12 and 24 were alike.", [("12 weeks", "24 weeks")]),
        ("Over the first 24 hours the drain gave 300 mL.", [("24 hours",)]),
        ("Between baseline and 24 h the volume grew.", [("24 h",)]),
        ("Ninety-day mortality was 3.9%.", [("90 days",)]),
        ("At the 6-month follow-up 12% had relapsed.", [("6 months",)]),
        ("At 12 months of follow-up, 5% had relapsed.", [("12 months",)]),
        ("Door-to-needle care within 30 min of arrival was given.", [("30 minutes",)]),
    ],
)
def test_time_points_are_written_in_digits(text: str, expected: list[tuple[str, ...]]) -> None:
    assert times(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "They were followed for a median of 12 months of follow-up.",
        "The group walked for 30 minutes a day.",
        "Children 5 years of age were eligible.",
    ],
)
def test_lengths_of_follow_up_of_sessions_and_ages_are_no_time_points(text: str) -> None:
    assert times(text) == []
