from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.errors import UnreadableDocumentError
from summarizer.readers.pdf import read_pdf

if TYPE_CHECKING:
    from collections.abc import Callable

    Make = Callable[..., bytes]

LINES = [
    "Zelvorat cuts relapses",
    "The Cassia trial enrolled 812 adults with asthma across forty sites and",
    "six countries. Zelvorat reduced exacerbations by a third in a double-",
    "blind comparison, and lengthened progres-",
    "sion-free survival (hazard ratio 0.67; 95% CI 0.55 to 0.81), the authors",
    "said.",
]


def test_lines_become_paragraphs_and_parted_words_one(make_pdf: Make) -> None:
    text, metadata = read_pdf(make_pdf([LINES]), "a.pdf")
    assert text.split("\n")[0] == "Zelvorat cuts relapses"
    assert "forty sites and six countries" in text
    assert "double-blind comparison" in text
    assert "progression-free survival (hazard ratio 0.67; 95% CI 0.55 to 0.81), the authors said." in text
    assert metadata == {"pages": 1}


def test_pages_are_parted_by_a_blank_line(make_pdf: Make) -> None:
    text = read_pdf(make_pdf([["The first page has some words."], ["The second page has others."]]), "a.pdf").text
    assert text == "The first page has some words.\n\nThe second page has others."


def test_file_that_only_forbids_changes_is_read(make_pdf: Make) -> None:
    assert "812 adults" in read_pdf(make_pdf([LINES], "secret", owner_only=True), "a.pdf").text


def test_encrypted_file_is_refused(make_pdf: Make) -> None:
    with pytest.raises(UnreadableDocumentError, match=r"a\.pdf is encrypted; save a copy without password"):
        read_pdf(make_pdf([LINES], "secret"), "a.pdf")


def test_file_of_images_is_refused_with_a_remedy(make_pdf: Make) -> None:
    with pytest.raises(UnreadableDocumentError, match="ocrmypdf"):
        read_pdf(make_pdf([[], []]), "a.pdf")


@settings(deadline=None, max_examples=40)
@given(cut=st.integers(0, 900), noise=st.binary(max_size=40))
def test_damaged_file_is_read_or_refused(cut: int, noise: bytes) -> None:
    data = _SAMPLE[:cut] + noise + _SAMPLE[cut + len(noise) :]
    try:
        text = read_pdf(data, "a.pdf").text
    except UnreadableDocumentError:
        return
    assert text.strip()


_SAMPLE = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj\n"
    b"4 0 obj<</Length 78>>stream\nBT /F1 12 Tf 60 700 Td (Zelvorat cut relapses by half in 812 adults.) Tj ET    \n"
    b"endstream endobj\n5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R/Size 6>>\n%%EOF\n"
)
