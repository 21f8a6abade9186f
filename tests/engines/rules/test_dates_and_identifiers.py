"""Dates and identifiers in running text."""

from __future__ import annotations

import pytest

from summarizer.engines.rules.dates import find_dates
from summarizer.engines.rules.identifiers import find_doi, find_pmid, find_registry_ids


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("on Oct. 7, 2024", ["2024-10-07"]),
        ("24 September 2019", ["2019-09-24"]),
        ("Sept 3 2021 and 1st May 2020", ["2021-09-03", "2020-05-01"]),
        ("2023-02-16", ["2023-02-16"]),
        ("March 2018", ["2018-03"]),
        ("31/05/2023", ["2023-05-31"]),
        ("03/04/2023, which could be two days", []),
        ("February 31, 2020 is taken at its word", ["2020-02-31"]),
        ("14 March and 2020 patients", []),
    ],
)
def test_dates_keep_their_printed_precision(text: str, dates: list[str]) -> None:
    assert [fact.value for fact in find_dates(text)] == dates


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("(NCT 01554852)", ["NCT01554852"]),
        ("isrctn-93732214", ["ISRCTN93732214"]),
        ("EudraCT 2017-003816-42; EU CT 2023-504417-21-00", ["2017-003816-42", "2023-504417-21-00"]),
        ("jRCT2031220199, jRCTs031190123", ["jRCT2031220199", "jRCTs031190123"]),
        ("ACTRN12621000873842p", ["ACTRN12621000873842"]),
        ("ChiCTR-TRC-13003000", ["ChiCTR-TRC-13003000"]),
        ("UMIN000012345", ["UMIN000012345"]),
        ("CTRI/2019/01/017000", ["CTRI/2019/01/017000"]),
        ("NTR1234", ["NTR1234"]),
        ("NCT123 and PNCT01554852", []),
    ],
)
def test_registry_ids_take_the_registrys_own_form(text: str, ids: list[str]) -> None:
    assert [fact.value for fact in find_registry_ids(text)] == ids


def test_a_doi_ends_before_what_closes_the_sentence() -> None:
    found = find_doi("(doi: 10.1016/S0140-6736(18)31033-X).")
    assert found is not None
    assert found.value == "10.1016/S0140-6736(18)31033-X"
    assert find_doi("version 10.2 of it") is None


def test_a_pmid_is_its_digits() -> None:
    found = find_pmid("PMID: 33200892")
    assert found is not None
    assert found.value == "33200892"
    assert find_pmid("call 33200892") is None
