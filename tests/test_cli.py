import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, get_args

import pytest
from typer.testing import CliRunner

from summarizer.cli import app
from summarizer.cli import article as article_module
from summarizer.cli.options import Mode
from summarizer.engines import LLMOptions
from summarizer.errors import EngineUnavailableError, InvalidExtractionError
from summarizer.summary import Summary
from tests.samples import TEXT, StubEngine, sound_record

RUNNER = CliRunner()
MODEL = ["--engine", "acme/large"]


@pytest.fixture(autouse=True)
def unconfigured(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SUMMARIZER_ENGINE", "OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "cassia.txt"
    path.write_text(TEXT)
    return str(path)


@pytest.fixture
def record_file(tmp_path: Path) -> str:
    path = tmp_path / "record.json"
    path.write_text(sound_record().model_dump_json())
    return str(path)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Let a stub stand in for every engine; returns what was opened with."""
    calls: list[Any] = [StubEngine(sound_record())]

    def open_engine(spec: str, options: LLMOptions | None) -> StubEngine:
        calls.append((spec, options))
        return calls[0]

    monkeypatch.setattr(article_module, "open_engine", open_engine)
    return calls


def run(*arguments: str, stdin: str | bytes | None = None) -> Any:
    return RUNNER.invoke(app, list(arguments), input=stdin)


def test_summary_goes_to_stdout_and_messages_to_stderr(file: str, opened: list[Any]) -> None:
    result = run("article", file)
    assert result.exit_code == 0
    assert result.stdout.startswith("# Zelvorat halves relapses in asthma.\n")
    assert "offline rules engine" in result.stderr
    assert "--engine openai/gpt-5-mini" in result.stderr
    assert opened[1:] == [("rules", None)]
    assert opened[0].closed == 1


def test_chosen_engine_needs_no_advice(file: str, opened: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("article", file, "--engine", "rules").stderr == ""
    monkeypatch.setenv("SUMMARIZER_ENGINE", "acme/small")
    assert "rules" not in run("article", file).stderr
    assert [call[0] for call in opened[1:]] == ["rules", "acme/small"]


def test_json_is_a_summary_and_nothing_else(file: str, opened: list[Any]) -> None:
    del opened
    result = run("article", file, "--format", "json")
    summary = Summary.model_validate_json(result.stdout)
    assert summary.record == sound_record()
    assert summary.article.path == file


@pytest.mark.parametrize(("name", "start"), [("a.json", "{"), ("a.JSON", "{"), ("a.md", "# "), ("a", "# ")])
def test_format_follows_the_suffix_of_the_output(
    tmp_path: Path, file: str, opened: list[Any], name: str, start: str
) -> None:
    del opened
    result = run("article", file, "-o", str(tmp_path / name))
    assert result.stdout == ""
    assert (tmp_path / name).read_text().startswith(start)


def test_given_format_goes_before_the_suffix(tmp_path: Path, file: str, opened: list[Any]) -> None:
    del opened
    run("article", file, "-o", str(tmp_path / "a.json"), "--format", "markdown")
    assert (tmp_path / "a.json").read_text().startswith("# ")


def test_dash_is_standard_input_and_standard_output(opened: list[Any]) -> None:
    del opened
    result = run("article", "-", "-f", "json", "-o", "-", stdin=TEXT)
    assert json.loads(result.stdout)["article"]["path"] is None


def test_encoding_other_than_utf8_is_told(opened: list[Any]) -> None:
    del opened
    result = run("article", "-", stdin=TEXT.encode("cp1252"))
    assert result.exit_code == 0
    assert "was read as cp1252" in result.stderr


def test_what_is_said_about_asking_reaches_the_model(file: str, opened: list[Any]) -> None:
    told = ["--mode", "json", "--base-url", "http://localhost:1/v1", "--timeout", "5", "--coverage-ask"]
    run("article", file, *MODEL, *told)
    expected = LLMOptions(mode="json", base_url="http://localhost:1/v1", timeout=5.0, coverage_ask=True)
    assert opened[1:] == [("acme/large", expected)]


def test_work_of_a_model_is_announced(file: str, opened: list[Any]) -> None:
    del opened
    assert "Asking acme/large" in run("article", file, *MODEL).stderr


def test_modes_are_those_of_the_prompts() -> None:
    from summarizer import prompting  # noqa: PLC0415 - what the command line must not import

    assert get_args(Mode) == get_args(prompting.Mode)


def test_explanations_are_added_on_request(file: str, opened: list[Any]) -> None:
    del opened
    assert "- `enrollment`: randomized; lost: 405" in run("article", file, "--explain").stdout


def test_policy_decides_what_becomes_of_unsupported_values(file: str, opened: list[Any]) -> None:
    opened[0] = StubEngine(sound_record(ratio="0.77"))
    assert run("article", file).stdout.count("0.77") == 1
    assert "HR 0.77" in run("article", file, "--unsupported", "keep").stdout
    rejected = run("article", file, "--unsupported", "reject")
    assert rejected.exit_code == 1
    assert rejected.stdout == ""
    assert "Error: The record holds values that the article does not support" in rejected.stderr


@pytest.mark.parametrize("error", [EngineUnavailableError("nobody answers"), InvalidExtractionError("no record")])
def test_engine_that_fails_gives_one(file: str, opened: list[Any], error: Exception) -> None:
    opened[0] = StubEngine(sound_record(), error=error)
    result = run("article", file, "-e", "rules")
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", f"Error: {error}\n")
    assert opened[0].closed == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nowhere.txt"], "No such file"),
        (["."], "is a folder"),
        (["news.docx"], ".docx"),
        (["empty.txt"], "is empty"),
        (["binary.txt"], "binary"),
        (["huge.txt"], "larger than 20 MB"),
        (["good.txt", "--engine", "gpt"], "provider/model"),
        (["good.txt", "--engine", "openai/gpt-5-mini"], "OPENAI_API_KEY"),
        (["good.txt", "--mode", "json"], "name a model"),
        (["good.txt", *MODEL, "--timeout", "0"], "timeout must be greater than 0"),
        (["good.txt", "--timeout", "soon"], "--timeout"),
        (["good.txt", "--format", "yaml"], "markdown"),
        (["good.txt", "--unsupported", "maybe"], "reject"),
        (["good.txt", "--explain", "-f", "json"], "--explain"),
        (["good.txt", "-o", "nowhere/a.json"], "no folder"),
        (["good.txt", "-o", "."], "is a folder"),
        (["good.txt", "surplus"], "surplus"),
        ([], "FILE"),
    ],
)
def test_wrong_use_gives_two_and_says_what_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    for name, content in {"good.txt": TEXT.encode(), "empty.txt": b"", "binary.txt": b"\0", "news.docx": b"PK"}.items():
        Path(name).write_bytes(content)
    with Path("huge.txt").open("wb") as huge:
        huge.truncate(50_000_000)
    result = run("article", *arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert says in result.stderr
    assert "Traceback" not in result.stderr


def test_unwritable_output_is_found_before_anything_is_spent(file: str, opened: list[Any]) -> None:
    run("article", file, *MODEL, "-o", "/nowhere/at/all.json")
    assert opened[1:] == []


def test_schema_is_that_of_the_output(file: str, opened: list[Any]) -> None:
    del opened
    schema = json.loads(run("schema").stdout)
    summary = json.loads(run("article", file, "-f", "json").stdout)
    assert set(schema["required"]) <= set(summary) == set(schema["properties"])
    assert "Record" in schema["$defs"]


def test_prompt_is_what_a_model_is_sent(file: str) -> None:
    from summarizer.prompting import load_prompt  # noqa: PLC0415 - as above
    from summarizer.readers import read_article  # noqa: PLC0415

    result = run("prompt", file)
    for message in load_prompt().render(read_article(file), "tools"):
        assert f"===== {message['role']} =====\n{message['content'].rstrip()}\n" in result.stdout
    assert "JSON schema is sent beside" in result.stderr


def test_prompt_as_json_is_complete(file: str) -> None:
    sent = json.loads(run("prompt", file, "-f", "json").stdout)
    assert TEXT in sent["messages"][-1]["content"]
    assert sent["schema"]["required"]
    sent = json.loads(run("prompt", file, "-f", "json", "--mode", "json").stdout)
    assert sent.keys() == {"messages"}
    assert '"required"' in sent["messages"][0]["content"]


def test_check_passes_a_record_that_the_article_bears_out(file: str, record_file: str) -> None:
    result = run("check", record_file, file)
    assert result.exit_code == 0
    assert result.stdout.startswith("29 of 29 values stand in the article")


def test_check_gives_one_where_it_finds_errors(tmp_path: Path, file: str) -> None:
    path = tmp_path / "wrong.json"
    path.write_text(sound_record(ratio="0.77").model_dump_json())
    result = run("check", str(path), file)
    assert result.exit_code == 1
    assert "`trials[0].outcomes[0].analyses[0].estimate`: The value does not stand in the article." in result.stdout


def test_check_as_json_keeps_the_record_as_it_is(file: str, record_file: str) -> None:
    summary = Summary.model_validate_json(run("check", record_file, file, "-f", "json").stdout)
    assert summary.record == sound_record()
    assert summary.provenance.engine == "hand"


def test_check_takes_a_summary_and_keeps_its_provenance(tmp_path: Path, file: str, opened: list[Any]) -> None:
    del opened
    path = str(tmp_path / "summary.json")
    run("article", file, "-o", path)
    checked = run("check", path, file, "-f", "json")
    assert checked.stderr == ""
    assert json.loads(checked.stdout)["provenance"]["engine"] == "stub"
    other = tmp_path / "other.txt"
    other.write_text(f"{TEXT}More.")
    assert "made from another text" in run("check", path, str(other)).stderr


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("{", "is not JSON"),
        ("[]", "holds no valid record"),
        ('{"record": 1}', "holds no valid record"),
        (sound_record().model_dump_json().replace('"PHASE3"', '"PHASE9"'), "trials[0].phases[0]"),
    ],
)
def test_check_says_why_something_is_no_record(tmp_path: Path, file: str, content: str, says: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(content)
    result = run("check", str(path), file)
    assert result.exit_code == 2
    assert says in result.stderr


def test_check_names_the_order_of_its_arguments(file: str, record_file: str) -> None:
    assert "check RECORD.json FILE" in run("check", file, record_file).stderr


def test_version_is_that_of_the_package() -> None:
    from importlib.metadata import version  # noqa: PLC0415

    assert run("--version").stdout == f"summarizer {version('trial-summarizer')}\n"


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-W", "error", "-m", "summarizer", *arguments]


def test_start_loads_nothing_that_it_does_not_need(file: str) -> None:
    heavy = {"openai", "instructor", "tenacity", "scipy", "numpy", "jinja2", "trafilatura", "pypdf", "rich", "httpx2"}
    code = (
        "import sys; from summarizer.cli import app\n"
        f"try: app(['article', {file!r}, '--engine', 'rules'])\n"
        f"finally: print(sorted({heavy!r} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == "[]\n"


def test_reader_that_goes_away_is_no_complaint(file: str, record_file: str) -> None:
    script = f"{{ {' '.join(command('check', record_file, file, '-f', 'json'))}; echo $? >&2; }} | true"
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    assert done.stderr == "141\n"


@pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="no such device here")
def test_output_can_be_a_device(file: str, record_file: str) -> None:
    done = subprocess.run(
        command("check", record_file, file, "-o", "/dev/stdout", "-f", "json"),
        capture_output=True,
        text=True,
        check=True,
    )
    assert Summary.model_validate_json(done.stdout).record == sound_record()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
def test_full_disk_is_told(file: str, record_file: str) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            command("check", record_file, file), stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 2
    assert done.stderr == "Error: standard output cannot be written: No space left on device\n"


def test_interruption_gives_130_and_no_traceback(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    process = subprocess.Popen(command("article", str(pipe)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    with pipe.open("w"):
        # It has opened the pipe, so it is reading by now.
        time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=30)
    assert process.returncode == 130
    assert stderr == "Interrupted.\n"


def test_terminal_shows_the_summary_rendered(file: str, record_file: str) -> None:
    pty = pytest.importorskip("pty")
    master, slave = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "80", "NO_COLOR": "1"}
    done = subprocess.run(
        command("check", record_file, file), stdout=slave, stderr=subprocess.PIPE, env=environment, check=True
    )
    os.close(slave)
    shown = os.read(master, 100_000).decode()
    os.close(master)
    assert done.stderr == b""
    assert "29 of 29 values" in shown
    assert "## Findings" not in shown
    assert max(len(line) for line in shown.splitlines()) <= 100
