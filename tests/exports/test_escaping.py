import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from summarizer.exports.escaping import escape, table

RENDERER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
MARKS = "\\`*_{}[]()<>#+-=.!|~&;$:/ \n\t019ab\u00a0é"


def shown(markdown: str) -> str:
    """Return what a reader sees; anything but text shows as its type."""
    seen: list[str] = []
    for block in RENDERER.parse(markdown):
        texts = {"text", "text_special"}
        seen += [token.content if token.type in texts else f"<{token.type}>" for token in block.children or ()]
        if block.type not in {"paragraph_open", "paragraph_close", "inline"}:
            seen.append(f"<{block.type}>")
    return "".join(seen)


@given(st.text(st.sampled_from(MARKS), max_size=30))
@example("&lt; &#60; &amp;")
@example("<b>x</b> <!-- y --> ~~a~~ [x](y) ![x](y) *a* **a** _a_ `a` \\* <https://a.b>")
@example("1. one")
@example("12) two")
@example("# three")
def test_escaped_text_shows_as_it_is_with_white_space_collapsed(text: str) -> None:
    assert shown(escape(text)) == " ".join(text.split())


@given(st.text(st.sampled_from(MARKS), max_size=30))
def test_it_does_so_in_a_cell_too(text: str) -> None:
    tokens = RENDERER.parse("\n".join(table(["a", "b"], [["x", escape(text) or "-"]])))
    cells = [token for token in tokens if token.type == "inline"]
    assert len(cells) == 4
    content = "".join(part.content for part in cells[3].children or ())
    assert content == (" ".join(text.split()) or "-")


@pytest.mark.parametrize("text", ["P < .001; 95% CI, 0.5-0.7", "HR 0·61 (n = 12)", "a_b 3.5", "risk & benefit"])
def test_plain_prose_stays_readable(text: str) -> None:
    assert escape(text) == text


def test_table_leaves_out_columns_without_a_value() -> None:
    assert table(["a", "b", "c"], [["1", "", "x"], ["2", "", ""]]) == [
        "| a | c |",
        "| --- | --- |",
        "| 1 | x |",
        "| 2 |  |",
    ]
