from __future__ import annotations

import json
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from evals.cli import main
from evals.gold import read_gold
from evals.runs import predictions_file
from summarizer import pipeline
from summarizer.errors import EngineUnavailableError, InvalidExtractionError
from summarizer.extraction import Extraction
from tests.evals.halyard import Tree, as_record, record_tree
from tests.evals.test_predictions import SPENT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from summarizer.article import Article


class StubEngine:
    """Knows the gold record of every article; ``change`` spoils it."""

    name = "stub"

    def __init__(self, directory: Path, change: Callable[[str, Tree], Tree]) -> None:
        self.records = {gold.id: json.loads(gold.record.model_dump_json()) for gold in read_gold(directory)}
        self.change = change
        self.asked: list[str] = []

    async def extract(self, article: Article) -> Extraction:
        self.asked.append(article.id)
        content = self.change(article.id, json.loads(json.dumps(self.records[article.id])))
        return Extraction(as_record(content), SPENT)

    async def aclose(self) -> None:
        return


def unchanged(_: str, content: Tree) -> Tree:
    return content


@pytest.fixture
def engine(gold_directory: Path, monkeypatch: pytest.MonkeyPatch) -> StubEngine:
    stub = StubEngine(gold_directory, unchanged)
    monkeypatch.setattr(pipeline, "open_engine", lambda *_: stub)
    return stub


@pytest.fixture
def evals(monkeypatch: pytest.MonkeyPatch, gold_directory: Path) -> Callable[..., int]:
    """Return a runner of the command line over the twelve gold records, giving the exit code."""

    def call(command: str, *arguments: object) -> int:
        argv = ["evals", command, *map(str, arguments), "--gold", str(gold_directory)]
        monkeypatch.setattr("sys.argv", argv)
        with pytest.raises(SystemExit) as ended:
            main()
        return int(ended.value.code or 0)

    return call


def test_a_run_is_scored_and_reported(
    evals: Callable[..., int], engine: StubEngine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert evals("run", "--out", tmp_path / "run", "--repeats", 2) == 0
    assert len(engine.asked) == 24
    assert "1.000 (1.000 to 1.000)" in capsys.readouterr().out
    html, markdown, junit, rows = (tmp_path / name for name in ("r.html", "r.md", "r.xml", "rows.jsonl"))
    code = evals("report", tmp_path / "run", "--html", html, "--markdown", markdown, "--junit", junit, "--rows", rows)
    assert code == 0
    assert "<script src" not in html.read_text()
    assert "http" not in html.read_text().replace("http://www.w3.org", "")
    assert "Median overall survival was" in html.read_text()
    assert "## Evaluation" in markdown.read_text()
    suite = ET.fromstring(junit.read_text()).find("testsuite")  # noqa: S314 - written by this test
    assert suite is not None
    assert (suite.get("failures"), suite.get("tests")) == ("0", str(12 * 9))
    assert {json.loads(line)["verdict"] for line in rows.read_text().splitlines()} == {"correct"}


def test_a_second_report_is_the_same_to_the_byte(evals: Callable[..., int], engine: StubEngine, tmp_path: Path) -> None:
    engine.change = lambda name, content: spoilt(content) if name.endswith("7") else content
    evals("run", "--out", tmp_path / "run")
    for number in (1, 2):
        names = (f"{number}.html", f"{number}.md", f"{number}.xml", f"{number}.jsonl")
        options = zip(("--html", "--markdown", "--junit", "--rows"), names, strict=True)
        evals("report", tmp_path / "run", *(part for name, file in options for part in (name, tmp_path / file)))
    for suffix in ("html", "md", "xml", "jsonl"):
        assert (tmp_path / f"1.{suffix}").read_bytes() == (tmp_path / f"2.{suffix}").read_bytes()


def test_a_failure_is_a_row_and_an_unfinished_run_goes_on(
    evals: Callable[..., int], engine: StubEngine, tmp_path: Path
) -> None:
    def fail(name: str, content: Tree) -> Tree:
        if name == "halyard-03":
            raise InvalidExtractionError("no answer validated", provenance=SPENT)
        if name == "halyard-05":
            raise KeyError("arms")
        return content

    engine.change = fail
    evals("run", "--out", tmp_path / "run")
    rows = [json.loads(line) for line in predictions_file(tmp_path / "run", 1).read_text().splitlines()]
    assert [row["error"] for row in rows if "error" in row] == ["InvalidExtractionError", "KeyError"]
    engine.asked.clear()
    engine.change = unchanged
    path = predictions_file(tmp_path / "run", 1)
    path.write_text(path.read_text()[:-30])  # as an interruption leaves it
    evals("run", "--out", tmp_path / "run")
    assert engine.asked == ["halyard-03", "halyard-05", "halyard-11"]
    assert len(path.read_text().splitlines()) == 12


def test_a_fatal_error_is_not_asked_for_twelve_times(
    evals: Callable[..., int], engine: StubEngine, tmp_path: Path
) -> None:
    def refuse(_: str, __: Tree) -> Tree:
        raise EngineUnavailableError("wrong key", fatal=True)

    engine.change = refuse
    evals("run", "--out", tmp_path / "run", "--concurrency", 1)
    assert len(engine.asked) == 1


def test_another_run_does_not_go_into_the_same_folder(
    evals: Callable[..., int], engine: StubEngine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert engine.asked == []
    evals("run", "--out", tmp_path / "run")
    assert evals("run", "--out", tmp_path / "run", "--split", "dev") == 2
    assert "another split, gold" in capsys.readouterr().err


def spoilt(content: Tree) -> Tree:
    content["trials"][0]["enrollment"] = 406
    return content


def test_the_gate_passes_fails_and_says_why(
    evals: Callable[..., int], engine: StubEngine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    baselines = ("--baselines", tmp_path)
    assert evals("gate", *baselines) == 4
    assert evals("gate", *baselines, "--refresh") == 0
    assert evals("gate", *baselines, "--markdown", tmp_path / "s.md", "--junit", tmp_path / "j.xml") == 0
    engine.change = lambda name, content: spoilt(content) if name == "halyard-04" else content
    capsys.readouterr()
    assert evals("gate", *baselines) == 1
    told = capsys.readouterr().err
    assert "halyard-04: trials[].enrollment" in told
    evals("gate", *baselines, "--junit", tmp_path / "worse.xml")
    assert (tmp_path / "worse.xml").read_text().count("<failure") == 1
    evals("gate", *baselines, "--refresh", "--accept-lower", "a test")
    evals("gate", *baselines, "--junit", tmp_path / "known.xml")
    assert "<failure" not in (tmp_path / "known.xml").read_text()
    assert "gold '812', predicted '-'" in told


def test_recorded_answers_are_replayed_too(evals: Callable[..., int], engine: StubEngine, tmp_path: Path) -> None:
    evals("run", "--out", tmp_path / "run")
    recorded = tmp_path / "baselines" / "recorded"
    recorded.mkdir(parents=True)
    answers = predictions_file(tmp_path / "run", 1).read_text()
    (recorded / "model.jsonl").write_text(answers)
    baselines = ("--baselines", tmp_path / "baselines")
    assert evals("gate", *baselines, "--refresh") == 0
    assert evals("gate", *baselines) == 0
    (recorded / "model.jsonl").write_text(answers.replace('"enrollment":812', '"enrollment":822', 1))
    assert evals("gate", *baselines) == 1
    assert engine.asked


def test_live_runs_are_judged_and_compared(
    evals: Callable[..., int], engine: StubEngine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evals("run", "--out", tmp_path / "old")
    evals("run", "--out", tmp_path / "same")
    engine.change = lambda _, content: spoilt(content)
    evals("run", "--out", tmp_path / "new")
    assert evals("gate", "--live", tmp_path / "same", "--against", tmp_path / "old") == 0
    assert evals("gate", "--live", tmp_path / "same", "--against", tmp_path / "old", "--budget", 1) == 4
    assert evals("gate", "--live", tmp_path / "new") == 2
    capsys.readouterr()
    assert evals("score", tmp_path / "same", "--split", "dev") == 0
    assert "changed" not in capsys.readouterr().err
    assert evals("compare", tmp_path / "old", tmp_path / "new") == 0
    assert "12 slots flipped" in capsys.readouterr().out
    assert evals("score", tmp_path / "new", "--second", tmp_path / "old") == 0
    assert "not agreed by the second engine" in capsys.readouterr().out


def test_a_run_over_gold_that_changed_since_is_scored_with_a_warning_and_never_gated(
    evals: Callable[..., int],
    engine: StubEngine,
    gold_directory: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    evals("run", "--out", tmp_path / "run")
    record = gold_directory / "halyard-05" / "record.json"
    record.write_text(record.read_text().replace("812", "406", 1))
    capsys.readouterr()
    assert evals("score", tmp_path / "run") == 0
    assert "the gold records changed" in capsys.readouterr().err
    assert evals("gate", "--live", tmp_path / "run", "--against", tmp_path / "run") == 4
    assert engine.asked


def test_lint_and_agreement_have_exit_codes(
    evals: Callable[..., int], gold_directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert evals("lint") == 0
    assert evals("agreement") == 4
    folder = gold_directory / "halyard-05"
    (folder / "second.json").write_text(json.dumps(record_tree()))
    assert evals("agreement") == 0
    assert "two readers (1 articles)" in capsys.readouterr().out
    text = (folder / "meta.json").read_text()
    (folder / "meta.json").write_text(text.replace("{", '{"adjudicated": true, ', 1))
    assert evals("agreement") == 0
    assert "against the settled record" in capsys.readouterr().out
    (folder / "first.json").write_text(json.dumps(spoilt(record_tree())))
    assert evals("agreement") == 0
    assert "two readers (1 articles)" in capsys.readouterr().out
    assert evals("lint") == 1


def test_missing_files_are_bad_input(evals: Callable[..., int], tmp_path: Path) -> None:
    assert evals("score", tmp_path / "nothing.jsonl") == 2
    assert evals("report", tmp_path / "nothing.jsonl") == 2
