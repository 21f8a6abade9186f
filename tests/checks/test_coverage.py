from summarizer.article import Article
from summarizer.examination import examine
from tests.records import analysis, outcome, record, result, trial

QUOTE = "Response was 41% with velorant and 22% with placebo (odds ratio 2.46; 95% CI 1.31 to 4.63; P = .005)"
TEXT = f"In all, 312 patients (n = 156 each) took part.\n\n{QUOTE}. Median survival was 14.3 months. Nausea was seen in 9%."


def test_statistics_that_the_record_does_not_hold_are_listed_with_their_sentence() -> None:
    made = record(
        trial(
            outcomes=[
                outcome(
                    "response",
                    [QUOTE],
                    results=[result(value="41", unit="%")],
                    analyses=[
                        analysis(measure="ODDS_RATIO", estimate="2.46", p_value={"operator": "=", "value": ".005"})
                    ],
                )
            ]
        )
    )
    coverage = examine(made, Article(TEXT)).coverage
    missed = [(each.kind, each.text) for each in coverage.missed]
    assert missed == [
        ("sample_size", "n = 156"),
        ("percentage", "22%"),
        ("interval", "95% CI 1.31 to 4.63"),
        ("median", "14.3 months"),
        ("percentage", "9%"),
    ]
    assert all(TEXT[each.start : each.end] == each.text for each in coverage.missed)
    assert coverage.missed[-1].sentence == "Nausea was seen in 9%."
    assert {each.kind: (each.found, each.held) for each in coverage.statistics} == {
        "p_value": (1, 1),
        "ratio": (1, 1),
        "interval": (1, 0),
        "percentage": (3, 1),
        "sample_size": (1, 0),
        "median": (1, 0),
    }


def test_a_repetition_of_a_value_that_is_held_is_held() -> None:
    text = f"{QUOTE}. In short, 41% responded."
    made = record(trial(outcomes=[outcome("response", [QUOTE], results=[result(value="41", unit="%")])]))
    missed = [each.text for each in examine(made, Article(text)).coverage.missed]
    assert "41%" not in missed


def test_thresholds_are_no_statistics_of_the_trial() -> None:
    text = "The trial had 90% power. Significance was set at alpha = 0.05 and a P value below .05 was considered significant."
    assert examine(record(), Article(text)).coverage.missed == ()
