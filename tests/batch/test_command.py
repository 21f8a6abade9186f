"""The command as a user gives it: exit codes, words, files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from summarizer.batch.progress import clock, describe, shorten
from summarizer.batch.report import Tally
from summarizer.cli import app
from summarizer.summary import Usage
from tests.batch.conftest import read_lines, write_rows

if TYPE_CHECKING:
    from tests.batch.faulty import FaultyServer

ROOT = Path(__file__).parents[2]


@pytest.fixture
def command(server: FaultyServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setenv("OPENAI_API_KEY", "k")
    monkeypatch.chdir(tmp_path)
    write_rows(tmp_path / "in.jsonl", range(6))
    return ["batch", "in.jsonl", "-o", "out.jsonl", "-e", "openai/stub", "--base-url", server.url]


def test_all_fine_is_zero_and_the_end_is_told_on_stderr(command: list[str], tmp_path: Path) -> None:
    done = CliRunner().invoke(app, command)
    assert (done.exit_code, done.stdout) == (0, "")
    assert "6 articles read: 6 completed" in done.stderr
    assert "7.2k tokens, cost unknown (--price names one)" in done.stderr
    assert len(read_lines(tmp_path / "out.jsonl")) == 6
    report = json.loads((tmp_path / "out.run.json").read_text())
    assert report["counts"] == {
        "read": 6,
        "completed": 6,
        "failed": 0,
        "unreadable": 0,
        "reused": 0,
        "failed_earlier": 0,
        "repeated": 0,
        "passed_over": 0,
        "unfinished": 0,
    }
    assert report["usage"]["input_tokens"] == 6000
    assert report["signature"]["engine"] == "openai/stub"


def test_a_failure_is_one_also_when_it_is_an_earlier_one(command: list[str], server: FaultyServer) -> None:
    server.faults = {2: ["refusal"]}
    first, second = CliRunner().invoke(app, command), CliRunner().invoke(app, command)
    assert (first.exit_code, second.exit_code) == (1, 1)
    assert "Failures: out.failures.jsonl (--retry-failed takes them again)" in first.stderr
    server.faults = {}
    assert CliRunner().invoke(app, [*command, "--retry-failed"]).exit_code == 0


def test_a_dead_key_is_one_with_one_message(command: list[str], server: FaultyServer) -> None:
    server.always = "401"
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 1
    assert done.stderr.count("The key was refused") == 1


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (["--limit", "0"], "limit"),
        (["--text-field", "body"], "--text-field"),
        (["--budget", "1"], "--price"),
        (["--price", "cheap"], "price 'cheap'"),
        (["-o", "out.csv"], "OUT.jsonl"),
        (["missing.jsonl"], "missing.jsonl: no such file or folder"),
        (["out.jsonl"], "is an output of this run"),
        (["-e", "gpt"], "engine 'gpt' is unknown"),
        (["--rpm", "0"], "rpm must be greater than 0"),
    ],
)
def test_wrong_usage_is_two_and_named(command: list[str], tmp_path: Path, change: list[str], word: str) -> None:
    if change == ["out.jsonl"]:
        (tmp_path / "out.jsonl").touch()
    done = CliRunner().invoke(app, [*command, *change])
    assert done.exit_code == 2
    assert word in done.stderr
    assert "Traceback" not in done.stderr


def test_a_changed_option_is_refused_with_its_name(command: list[str]) -> None:
    CliRunner().invoke(app, command)
    done = CliRunner().invoke(app, [*command, "--mode", "json"])
    assert done.exit_code == 2
    assert "mode: tools → json" in done.stderr
    beside = CliRunner().invoke(app, [*command, "--mode", "json", "--rerun"])
    assert beside.exit_code in {0, 1}
    assert "Writing beside it" in beside.stderr


def test_files_are_listed_on_standard_input(command: list[str], tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["batch", "-", *command[2:]], input="in.jsonl\n")
    assert done.exit_code == 0, done.stderr
    assert len(read_lines(tmp_path / "out.jsonl")) == 6


def test_warnings_are_errors_in_a_process_of_its_own(command: list[str], tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "summarizer", *command, "--processes", "2"],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr
    assert "Warning" not in done.stderr


def test_a_run_is_told_in_one_line() -> None:
    tally = Tally(completed=120, failed=3, unreadable=1, reused=10, usage=Usage(input_tokens=1_500_000))
    tally.started -= 12.3
    tally.cost_usd = 1.234
    line = describe(tally, 500, pause=7.0)
    assert line.startswith(
        "134/500 done, 4 failed, 10 from before, 10.0/s, 1.5M tokens, $1.23, 0:37 left, endpoint asks"
    )


@pytest.mark.parametrize(("number", "shown"), [(0, "0"), (999, "999"), (1234, "1.23k"), (2_500_000_000, "2.5G")])
def test_numbers_are_shortened(number: int, shown: str) -> None:
    assert shorten(number) == shown


@pytest.mark.parametrize(("seconds", "shown"), [(5, "0:05"), (65, "1:05"), (3725, "1:02:05")])
def test_times_are_written_as_on_a_clock(seconds: int, shown: str) -> None:
    assert clock(seconds) == shown
