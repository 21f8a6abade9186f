import itertools
import json
from dataclasses import replace

import pytest
from markdown_it import MarkdownIt

from summarizer.article import Article
from summarizer.errors import ConfigurationError
from summarizer.exports import findings_to_markdown, to_json, to_markdown
from summarizer.extraction import Explanation
from summarizer.pipeline import assemble
from summarizer.record import Record
from summarizer.summary import Attempt, PromptReference, Summary, Usage
from tests.records import analysis, arm, harm, outcome, record, result, trial
from tests.samples import TEXT, StubEngine, sound_record


def summarised(made: Record, text: str = TEXT) -> tuple[Summary, Article]:
    source = Article(text, id="cassia.txt")
    return assemble(source, StubEngine(made).extraction), source


def rows(markdown: str) -> list[list[str]]:
    """Return the cells of all rows of all tables."""
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
    found: list[list[str]] = []
    for before, token in itertools.pairwise(tokens):
        if before.type == "tr_open":
            found.append([])
        if before.type in {"td_open", "th_open"}:
            found[-1].append(token.content)
    return found


def test_summary_shows_what_a_reader_wants_first() -> None:
    text = to_markdown(*summarised(sound_record()))
    assert text.startswith(
        "# Zelvorat halves relapses in asthma.\n\n*news · Zelvorat halves relapses in asthma · Mira Oduya*\n"
    )
    for line in ("- **Registry:** NCT01234567", "- **Design:** phase 3, randomized", "- **Enrollment:** 812"):
        assert line in text


def test_results_stand_in_a_column_for_each_arm() -> None:
    assert rows(to_markdown(*summarised(sound_record())))[3:] == [
        ["Outcome", "zelvorat", "placebo", "Comparison: zelvorat vs placebo"],
        [
            "time to relapse",
            "median 14.2 months",
            "median 9.1 months",
            "HR 0.61 (95% CI, 0.50 to 0.74), P < .001; favors zelvorat",
        ],
        ["Adverse event", "zelvorat"],
        ["rash", "5.9% (24/405)"],
    ]


def test_many_arms_stand_in_a_row_each() -> None:
    names = ["a", "b", "c", "d"]
    values = [result(arm=name, value=str(place)) for place, name in enumerate(names)]
    compared = [analysis(arm="b", comparator="a", p_value={"operator": "=", "value": ".2"})]
    made = record(
        trial(arms=[arm(name) for name in names], outcomes=[outcome("pain", results=values, analyses=compared)])
    )
    assert rows(to_markdown(*summarised(made)))[5:] == [
        ["Outcome", "Arm", "Result"],
        ["pain", "a", "0"],
        ["", "b", "1"],
        ["", "c", "2"],
        ["", "d", "3"],
        ["", "b vs a", "P = .2"],
    ]


def test_populations_and_times_are_told_apart() -> None:
    values = [
        result(arm="a", value="1"),
        result(arm="a", value="2", population="smokers", time_point="2 years"),
        result(value="3", time_point="2 years"),
    ]
    harms = [harm("death", grade=">=3", serious=True, results=[result(value="4")])]
    made = record(trial(arms=[arm("a")], outcomes=[outcome("pain", results=values)], adverse_events=harms))
    assert rows(to_markdown(*summarised(made)))[2:] == [
        ["Outcome", "a", "All participants"],
        ["pain", "1", ""],
        ["· smokers · 2 years", "2", ""],
        ["· 2 years", "", "3"],
        ["Adverse event", "All participants"],
        ["death (grade ≥3, serious)", "4"],
    ]


def test_every_number_of_the_record_is_shown() -> None:
    text = to_markdown(*summarised(sound_record()))
    tables = text[: text.index("## Findings")]
    for number in ("812", "406", "14.2", "9.1", "0.61", "0.50", "0.74", ".001", "5.9", "24/405"):
        assert number in tables


def test_findings_stand_by_severity_with_their_path() -> None:
    text = to_markdown(*summarised(sound_record(ratio="0.77")))
    findings = text[text.index("## Findings") : text.index("## Not captured")]
    assert "**Errors (2)**\n\n- `trials[0].outcomes[0].analyses[0].estimate`: The value does not stand" in findings
    assert findings.index("**Errors") < findings.index("**Warnings")


def test_what_is_not_captured_is_shown_with_its_sentence() -> None:
    place = TEXT.index("31%")
    expected = f"- percentage **31%** (characters {place}–{place + 3}): “Of the patients 31% were smokers.”"
    assert expected in to_markdown(*summarised(sound_record()))


def test_what_a_second_reader_makes_of_it_is_told() -> None:
    source = Article(TEXT, id="cassia.txt")
    made = StubEngine(sound_record()).extraction
    second = StubEngine(sound_record(harmed="placebo")).extraction
    alone = to_markdown(assemble(source, made), source)
    both = assemble(source, replace(made, second=second))
    assert both.coverage.agreement is not None
    count = len(both.coverage.agreement.agreed)
    assert "second reader" not in alone
    assert (
        f"The second reader, stub, agrees on {count} values and contradicts 1; 0 numbers only it holds."
        in to_markdown(both, source)
    )


def test_evidence_quotes_the_article_at_the_place_it_names() -> None:
    text = to_markdown(*summarised(sound_record()))
    quote = "Rash was seen in 24 of 405 patients (5.9%) given zelvorat"
    place = TEXT.index(quote)
    expected = f"- “{quote}” (characters {place}–{place + len(quote)})\n  - `trials[0].adverse_events[0].results[0]` rash, zelvorat: 5.9, 24, 405"
    assert expected in text


def test_article_on_no_trial_says_so() -> None:
    assert "The article reports on no trial." in to_markdown(*summarised(record(title="Budget news"), "Budget news"))


def test_markup_in_the_article_stays_text() -> None:
    made = record(trial(acronym="A*B|C", conclusion="<b>bold</b> | [x](y)"), title="# _T_")
    html = MarkdownIt("commonmark").enable("table").render(to_markdown(*summarised(made)))
    assert "<h2>A*B|C</h2>" in html
    assert "&lt;b&gt;bold&lt;/b&gt; | [x](y)" in html
    assert "# _T_" in html


def test_explanations_stand_in_a_section_of_their_own_when_asked_for() -> None:
    summary, source = summarised(sound_record())
    assert "## Explanations" not in to_markdown(summary, source)
    assert "cannot tell" in to_markdown(summary, source, ())
    size = Explanation("trials[0].enrollment", "randomized", ("405", "406"))
    title = Explanation("trials[0].outcomes[0].title", "defined")
    explained = to_markdown(summary, source, [size, title])
    assert "- `trials[0].enrollment`: randomized; lost: 405; 406" in explained
    assert f"- `trials[0].outcomes[0].title` {summary.record.trials[0].outcomes[0].title}: defined" in explained


def test_provenance_tells_what_a_model_cost() -> None:
    summary, source = summarised(sound_record())
    usage = Usage(input_tokens=3214, cached_input_tokens=1000, output_tokens=900)
    provenance = summary.provenance.model_copy(
        update={
            "model": "gpt-x",
            "prompt": PromptReference(name="summarize", version="1", sha256="f" * 64),
            "attempts": (Attempt(reason="first", outcome="ok", usage=usage, seconds=1.0),),
            "usage": usage,
            "cost_usd": 0.0123,
        }
    )
    text = to_markdown(summary.model_copy(update={"provenance": provenance}), source)
    assert "model gpt-x, prompt summarize 1 (ffffffffffff)" in text
    assert "- 1 request, 3,214 input tokens (1,000 cached), 900 output tokens, $0.0123" in text


def test_another_text_is_refused() -> None:
    summary, _ = summarised(sound_record())
    for export in (to_markdown, findings_to_markdown):
        with pytest.raises(ConfigurationError, match="another text"):
            export(summary, Article("other"))


def test_findings_alone_leave_the_record_out() -> None:
    text = findings_to_markdown(*summarised(sound_record(ratio="0.77")))
    assert text.startswith("28 of 29 values stand in the article")
    assert "## Findings" in text
    assert "# Zelvorat" not in text


def test_json_is_the_whole_summary() -> None:
    summary, _ = summarised(sound_record())
    assert Summary.model_validate(json.loads(to_json(summary))) == summary
    assert to_json(summary).endswith("}\n")
