import pytest

from summarizer.article import Article
from summarizer.examination import examine
from tests.records import arm, outcome, record, result, trial

BESIDE = [
    ("Response was seen in 41% of patients with velorant and 22% of those on placebo.", "41", "velorant"),
    ("Response was seen in 41% of patients with velorant and 22% of those on placebo.", "22", "placebo"),
    ("Response was more frequent with velorant (41%) than with placebo (22%).", "22", "placebo"),
    ("There were 502 of 2371 (21.2%) in the placebo group and 386 of 2373 (16.3%) taking velorant.", "21.2", "placebo"),
    ("Four patients died on velorant and two patients on placebo.", "2", "placebo"),
]
SILENT = [
    ("Response rates were 41% and 22% with velorant and placebo, respectively.", "22"),
    ("With velorant against placebo the rates were 41% and 22%.", "41"),
    ("The rate was 41% in all patients.", "41"),
]


def complaints(text: str, value: str, label: str) -> list[str]:
    made = record(
        trial(
            arms=[arm("velorant group", interventions=["velorant"]), arm("placebo group", interventions=["placebo"])],
            outcomes=[outcome("response", [text], results=[result(arm=f"{label} group", value=value)])],
        )
    )
    return [each.path for each in examine(made, Article(text)).findings if each.code == "beside_other_arm"]


@pytest.mark.parametrize(("text", "value", "label"), BESIDE)
def test_a_value_given_to_another_arm_than_the_one_beside_it_is_found(text: str, value: str, label: str) -> None:
    other = "placebo" if label == "velorant" else "velorant"
    assert complaints(text, value, label) == []
    assert complaints(text, value, other) == ["trials[0].outcomes[0].results[0].arm"]


@pytest.mark.parametrize(("text", "value"), SILENT)
def test_where_the_text_names_both_arms_or_none_nothing_is_said(text: str, value: str) -> None:
    assert complaints(text, value, "velorant") == complaints(text, value, "placebo") == []
