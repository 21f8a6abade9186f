from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.errors import UnreadableDocumentError
from summarizer.readers.html import read_html

FIRST = "The Cassia trial enrolled 812 adults with asthma across forty sites in six countries over two years."
SECOND = "Exacerbations fell by a third with zelvorat (rate ratio 0.67; 95% CI, 0.55–0.81; P < .001), it was reported."
THIRD = "Dr Ilse Varga, who led the study, expects that these results will change practice in most of the clinics she knows."
PROSE = f"<p>{FIRST}</p><p>{SECOND.replace('<', '&lt;')}</p><p>{THIRD}</p>"
TABLE = "<table><tr><th>Harm</th><th>Zelvorat</th></tr><tr><td>Rash</td><td>4.1%</td></tr></table>"
LIST = "<ul><li>Nausea (12% vs 3%)</li><li>Fatigue (9% vs 8%)</li></ul>"


def read(body: str, head: str = "") -> str:
    page = f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"
    return read_html(page.encode(), "page.html").text


def test_main_text_is_kept_and_the_site_is_not() -> None:
    text = read(
        "<div id='cookie-banner'><p>We and our 147 partners store data.</p></div><nav><a href='/'>Home</a></nav>"
        f"<article><h1>Zelvorat works</h1>{PROSE}</article>"
        "<aside><h3>Related</h3><a href='/x'>Saline halves 90-patient trial</a></aside>"
        "<section id='comments'><p>Log in to join 41,000 readers.</p></section><footer>© 2024, number 559010</footer>"
    )
    assert text == f"Zelvorat works\n{FIRST}\n{SECOND}\n{THIRD}"


def test_tables_and_lists_stay_as_text() -> None:
    text = read(f"<h1>Zelvorat works</h1>{PROSE}{TABLE}{LIST}<p>The sponsor was Castor Bio of Tartu in Estonia.</p>")
    assert "| Rash | 4.1% |" in text
    assert "- Nausea (12% vs 3%)\n- Fatigue (9% vs 8%)" in text


def test_byline_and_date_follow_the_title_as_printed() -> None:
    text = read(
        "<article><p class='kicker'>Lungs</p><h1>Zelvorat works</h1><p class='byline'>By <a rel='author'>Mira Oduya</a> | "
        f"<time datetime='2023-11-14T08:00'>14 November 2023</time></p>{PROSE}</article>"
    )
    assert text.split("\n")[:4] == ["Lungs", "Zelvorat works", "By Mira Oduya | 14 November 2023", FIRST]


def test_head_of_the_page_fills_in_what_it_does_not_print() -> None:
    head = (
        "<title>Zelvorat works | Courier</title><meta name='author' content='Mira Oduya'>"
        "<meta property='article:published_time' content='2023-11-14T08:00:00Z'>"
    )
    assert read(f"<article>{PROSE}</article>", head).split("\n")[1:4] == ["By Mira Oduya", "2023-11-14", FIRST]


def test_linked_data_declares_the_date() -> None:
    script = '<script type="application/ld+json">{"@graph": [{"datePublished": "2024-05-06"}]}</script>'
    assert read(f"<article><h1>Zelvorat works</h1>{PROSE}</article>", script).split("\n")[1] == "2024-05-06"


def test_nothing_is_repeated_that_the_main_text_holds() -> None:
    head = (
        "<meta name='author' content='Mira Oduya'><meta name='date' content='2023-11-14'><title>Zelvorat works</title>"
    )
    opening = "<h1>Zelvorat works</h1><p>Mira Oduya reports from Lisbon on November 14th, 2023, for our readers.</p>"
    text = read(f"<article>{opening}{PROSE}</article>", head)
    assert text.count("Zelvorat works") == text.count("Mira Oduya") == text.count("2023") == 1


def test_date_that_is_not_declared_as_that_of_publication_is_not_lifted() -> None:
    body = f"<article><h1>Zelvorat works</h1>{PROSE}<p>The data cut-off was <time datetime='2023-05-31'>31 May 2023</time>.</p></article>"
    text = read(body)
    assert text.split("\n")[1] == FIRST
    assert text.endswith("The data cut-off was 31 May 2023.")


def test_superscript_does_not_become_part_of_a_number() -> None:
    text = read(
        f"<article>{PROSE}<p>The ratio was 0.85<sup>12</sup> at 10<sup>9</sup>/L and FEV<sub>1</sub> rose<sup>3</sup>.</p></article>"
    )
    assert "0.85^12 at 10^9/L and FEV1 rose3" in text


def test_fragment_is_read() -> None:
    assert (
        read_html(b"<p>Only a paragraph about 812 adults.</p>", "x.html").text == "Only a paragraph about 812 adults."
    )


def test_declared_encoding_is_used() -> None:
    page = f"<html><head><meta charset='windows-1251'></head><body><p>Исследование завершено. {FIRST}</p></body></html>"
    assert read_html(page.encode("cp1251"), "x.html").text.startswith("Исследование завершено.")


def test_same_bytes_give_the_same_text() -> None:
    body = f"<article><h1>Zelvorat works</h1>{PROSE}{TABLE}{LIST}</article>"
    assert len({read(body) for _ in range(3)}) == 1


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.sampled_from(
            ["<p>", "</p>", "<table>", "<td>", "<sup>", "9", "x", "<", ">", "&", "<h1>", "<time>", "\n", "<!--", "é"]
        )
    )
)
def test_any_markup_is_read_or_refused(parts: list[str]) -> None:
    try:
        text = read_html("".join(parts).encode(), "x.html").text
    except UnreadableDocumentError:
        return
    assert text.strip()


def test_deep_nesting_does_no_harm() -> None:
    with pytest.raises(UnreadableDocumentError):
        read("<div>" * 5000 + "</div>" * 5000)
