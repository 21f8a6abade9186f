"""The README's first screen runs, its output is real, and its commands and options exist."""

import doctest
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

import summarizer
from summarizer.cli import app

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
LONGEST = 150


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


def sessions() -> list[tuple[str, str]]:
    """Return every command of the console blocks with what it is said to print."""
    parts = [part for block in blocks("console") for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]]
    return [(command, output) for command, _, output in (part.partition("\n") for part in parts)]


def commands() -> list[list[str]]:
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    return [shlex.split(line, comments=True) for line in lines]


def test_it_is_short() -> None:
    assert len(README.splitlines()) <= LONGEST


@pytest.mark.parametrize("block", blocks("pycon"))
def test_session_in_python_prints_what_it_shows(block: str) -> None:
    test = doctest.DocTestParser().get_doctest(block, {}, "README", "README.md", 0)
    runner = doctest.DocTestRunner()
    output: list[str] = []
    assert runner.run(test, out=output.append).failed == 0, "".join(output)


@pytest.mark.parametrize(("command", "output"), sessions())
def test_command_prints_what_it_shows(command: str, output: str) -> None:
    words = shlex.split(command)
    assert words[0] == "summarizer"
    environment = {name: value for name, value in os.environ.items() if name != "SUMMARIZER_ENGINE"}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", *words],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )
    # A line that ends with dots goes on, and dots alone stand for any lines.
    pattern = re.escape(output.rstrip("\n")).replace(r"\.\.\.", ".*")
    assert re.fullmatch(pattern, done.stdout.rstrip("\n"), re.DOTALL), done.stdout


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_command_exists_with_its_options(words: list[str]) -> None:
    if words[0] == "make":
        assert re.search(rf"^{words[1]}:.*##", (ROOT / "Makefile").read_text(), re.MULTILINE)
        return
    assert words[0] == "summarizer"
    known = get_command(app).commands[words[1]]  # type: ignore[attr-defined]
    options = {option for parameter in known.params for option in parameter.opts}
    assert {word for word in words[2:] if word.startswith("-")} <= options


@pytest.mark.parametrize("block", blocks("python"))
def test_names_of_the_snippets_are_public(block: str) -> None:
    compile(block, "README.md", "exec")
    imported = re.search(r"^from summarizer import (.+)$", block, re.MULTILINE)
    assert imported is not None
    assert {name.strip() for name in imported[1].split(",")} <= set(summarizer.__all__)


def test_numbers_of_the_evals_have_their_place() -> None:
    assert README.index("<!-- evals:begin -->") < README.index("<!-- evals:end -->")
