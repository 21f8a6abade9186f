import pytest

from summarizer.engines.rules.endpoint_names import is_title, measures_only, spell_out, tidy, with_number

TIDIED = [
    ("difference in the mean pain score", "pain score"),
    ("difference between the spray group and the control group in mean pain score", "pain score"),
    ("increase in levels of ferritin", "ferritin"),
    ("Although stride length significantly", "stride length"),
    ("terms of walking speed", "walking speed"),
    ("reduction in the risk of falls", "falls"),
    ("low density lipoprotein", "low density lipoprotein"),
    ("F2-isoprostanes", "F2-isoprostanes"),
    ("Stride length", "stride length"),
    ("Time to walking, median /", "time to walking"),
    ("Falls, n (%) |", "falls"),
    ("reduce stride length", "stride length"),
    ("comparison of the stride length", "stride length"),
    ("stride length mean (SD)", "stride length"),
    ("statistical difference in gait score", "gait score"),
    ("day mortality rate", "mortality rate"),
    ("New York Heart Association class", "New York Heart Association class"),
]
TITLES = [
    "stride length",
    "time to first flatus",
    "overall survival",
    "rate of falls",
    "6-minute walking distance",
    "change in gait score from baseline",
    "cost per patient",
    "satisfaction with treatment",
    "advanced disease",
]
NO_TITLES = [
    "difference",
    "seconds",
    "there were no falls",
    "with no falls",
    "interaction",
    "baseline levels",
    "severe",
    "rate of",
    "regardless of age",
    "administered intramuscularly",
    "analysed",
    "number of children",
    "radiotherapy",
    "statistical significance",
    "total score",
    "gait (m",
    "placebo period",
    "test of superiority",
]
ABBREVIATIONS = {"BVL": "brain volume loss", "ALS": "amyotrophic lateral sclerosis", "MD": "mood disorder, and a scale"}
SPELLED = [
    ("BVL", "brain volume loss"),
    ("percentage BVL", "percentage brain volume loss"),
    ("BVL rate", "BVL rate"),
    ("annual BVL rate", "annual brain volume loss rate"),
    ("ALS score total", "ALS score total"),
    ("change in MD", "change in MD"),
]


@pytest.mark.parametrize(("printed", "title"), TIDIED)
def test_a_name_is_stripped_of_what_only_points_at_it(printed: str, title: str) -> None:
    assert tidy(printed) == title


@pytest.mark.parametrize("name", TITLES)
def test_a_noun_phrase_can_be_a_title(name: str) -> None:
    assert is_title(name)


@pytest.mark.parametrize("name", NO_TITLES)
def test_clauses_units_and_bare_comparisons_are_no_titles(name: str) -> None:
    assert not is_title(name)


@pytest.mark.parametrize(("title", "spelled"), SPELLED)
def test_a_short_form_that_a_title_ends_in_is_spelled_out(title: str, spelled: str) -> None:
    assert spell_out(title, ABBREVIATIONS) == spelled


def test_a_name_takes_back_the_number_before_it() -> None:
    text = "The six-minute walking distance and minute ventilation"
    assert with_number(text, 8, "minute walking distance") == "six-minute walking distance"
    assert with_number(text, 36, "minute ventilation") == "minute ventilation"


def test_a_bare_measure_is_known_by_its_words() -> None:
    assert measures_only("total score")
    assert not measures_only("gait score")
    assert not measures_only("statistical significance")
