from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.errors import UnreadableDocumentError
from summarizer.readers.decoding import decode

TEXT = "Median survival was 14·2 months (95% CI, 11.0–17.9) with zelvorat, “longer than hoped”, said Dr Müller.\r\n"
CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff")


@given(st.text(CHARACTERS))
def test_utf8_comes_back_as_it_was(text: str) -> None:
    assert decode(text.encode(), "a.txt").text == text


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_byte_order_mark_decides_and_is_no_part_of_the_text(mark: bytes, encoding: str) -> None:
    assert decode(mark + TEXT.encode(encoding), "a.txt") == (TEXT, {"encoding": encoding})


def test_windows_text_is_detected() -> None:
    assert decode(TEXT.encode("cp1252"), "a.txt") == (TEXT, {"encoding": "cp1252"})


@pytest.mark.parametrize("encoding", ["mac_roman", "cp1251", "shift_jis"])
def test_other_encodings_are_refused_with_a_remedy(encoding: str) -> None:
    words = {"cp1251": "Исследование показало", "shift_jis": "臨床試験の結果"}
    text = words.get(encoding, TEXT) * 4
    with pytest.raises(UnreadableDocumentError, match="iconv"):
        decode(text.encode(encoding), "a.txt")


def test_declared_encoding_is_taken_where_the_bytes_are_not_utf8() -> None:
    text = "Исследование показало"
    assert decode(text.encode("cp1251"), "a.html", "windows-1251").text == text
    assert decode("0·72".encode("latin-1"), "a.html", "ISO-8859-1") == ("0·72", {"encoding": "cp1252"})
    assert decode("0·72".encode(), "a.html", "windows-1251").text == "0·72"


def test_unknown_declaration_is_as_none() -> None:
    assert decode(TEXT.encode("cp1252"), "a.html", "no-such-thing").text == TEXT


@pytest.mark.parametrize("data", [b"a\0b", codecs.BOM_UTF16_LE + "a\0b".encode("utf-16-le")])
def test_nul_means_binary(data: bytes) -> None:
    with pytest.raises(UnreadableDocumentError, match="NUL"):
        decode(data, "a.txt")


def test_torn_utf16_is_refused() -> None:
    with pytest.raises(UnreadableDocumentError, match="utf-16-le"):
        decode(codecs.BOM_UTF16_LE + b"a", "a.txt")


@given(st.binary())
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    try:
        text, metadata = decode(data, "a.txt")
    except UnreadableDocumentError:
        return
    encoding = metadata["encoding"]
    assert isinstance(encoding, str)
    assert data.endswith(text.encode(encoding))
