import asyncio
import json

import pytest

from summarizer.errors import ConfigurationError, EngineUnavailableError, InvalidExtractionError
from summarizer.examination import ExaminedExtraction, examine
from summarizer.extraction import Extraction
from summarizer.pipeline import Summarizer, assemble, asummarize, summarize
from summarizer.summary import Finding
from tests.samples import TEXT, StubEngine, article, provenance, sound_record


def test_summary_joins_the_record_with_all_that_is_computed() -> None:
    summary = summarize(article(), StubEngine(sound_record()))

    assert summary.record == sound_record()
    assert summary.article.model_dump() == {
        "id": "cassia.txt",
        "sha256": article().sha256,
        "characters": len(TEXT),
        "path": "cassia.txt",
    }
    assert summary.provenance.engine == "stub"
    assert summary.findings == ()
    assert [missed.text for missed in summary.coverage.missed] == ["31%"]


def test_support_points_at_the_printed_characters() -> None:
    rows = {row.path: row for row in summarize(article(), StubEngine(sound_record())).support}

    row = rows["trials[0].outcomes[0].analyses[0].estimate"]

    assert row.match == "normalized"
    assert TEXT[row.start : row.end] == "0·61"
    assert TEXT[row.quote_start : row.quote_end].startswith("Median time to relapse")


def test_json_has_exactly_the_declared_keys() -> None:
    keys = json.loads(summarize(TEXT, StubEngine(sound_record())).model_dump_json()).keys()
    assert list(keys) == ["schema_version", "article", "record", "support", "findings", "coverage", "provenance"]


def test_text_is_named_by_its_digest() -> None:
    summary = summarize(TEXT, StubEngine(sound_record()))
    assert summary.article.id == summary.article.sha256[:16]
    assert summary.article.path is None


def test_what_the_engine_says_stands_among_the_findings() -> None:
    said = Finding(severity="info", code="disagreement", path="", message="Two readings.")
    assert summarize(TEXT, StubEngine(sound_record(), (said,))).findings == (said,)


def test_sync_works_inside_a_running_loop() -> None:
    async def run() -> str:
        return summarize(TEXT, StubEngine(sound_record())).article.sha256

    assert asyncio.run(run()) == article().sha256


def test_async_gives_the_same() -> None:
    stub = StubEngine(sound_record())
    summary = asyncio.run(asummarize(article(), stub))
    assert summary == summarize(article(), StubEngine(sound_record()))
    assert stub.closed == 1


def test_summarizer_is_open_for_many_articles_and_closes_its_engine_once() -> None:
    stub = StubEngine(sound_record())
    with Summarizer(stub) as summarizer:
        summaries = [summarizer.summarize(text) for text in (TEXT, TEXT)]
        assert stub.closed == 0
    assert summaries[0] == summaries[1]
    assert stub.closed == 1


def test_closed_summarizer_that_never_ran_is_no_error() -> None:
    Summarizer(StubEngine(sound_record())).close()


def test_error_of_the_engine_comes_through_and_the_engine_is_closed() -> None:
    stub = StubEngine(sound_record(), error=EngineUnavailableError("no answer"))
    with pytest.raises(EngineUnavailableError, match="no answer"):
        summarize(TEXT, stub)
    assert stub.closed == 1


def test_unknown_engine_is_refused_with_what_is_known() -> None:
    with pytest.raises(ConfigurationError, match="provider/model"):
        summarize(TEXT, "gpt")


def test_assembling_keeps_what_it_is_given_by_default() -> None:
    wrong = sound_record(ratio="0.77")
    summary = assemble(article(), StubEngine(wrong).extraction)
    assert summary.record == wrong
    assert "unsupported_value" in {finding.code for finding in summary.findings}


def test_reject_keeps_the_record_reachable() -> None:
    with pytest.raises(InvalidExtractionError) as caught:
        summarize(TEXT, StubEngine(sound_record(ratio="0.77")), unsupported="reject")
    assert caught.value.last_object == sound_record(ratio="0.77").model_dump_json()
    assert caught.value.provenance is not None


def test_what_an_engine_examined_is_not_examined_again(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = ExaminedExtraction(sound_record(), provenance(), examination=examine(sound_record(), article()))
    examined_anew = assemble(article(), Extraction(sound_record(), provenance()), "drop")
    monkeypatch.delattr("summarizer.pipeline.examine")
    assert assemble(article(), sound, "drop") == examined_anew


def test_what_an_engine_examined_is_examined_again_once_something_is_dropped() -> None:
    wrong = sound_record(ratio="0.66")
    examined = ExaminedExtraction(wrong, provenance(), examination=examine(wrong, article()))
    assert assemble(article(), examined, "drop") == assemble(article(), Extraction(wrong, provenance()), "drop")
