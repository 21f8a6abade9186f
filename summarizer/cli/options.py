"""Options that several commands share: which engine, how a model is asked, what is written."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from summarizer.cli.output import STANDARD, say
from summarizer.engines import LLMOptions
from summarizer.unsupported import Unsupported

Format = Literal["markdown", "json"]
# As in `summarizer.prompting`, which takes too long to import for every start.
Mode = Literal["tools", "tools_strict", "json_schema", "json"]

_ASKING = "How a model is asked"

EngineOption = Annotated[
    str | None,
    typer.Option(
        "--engine",
        "-e",
        envvar="SUMMARIZER_ENGINE",
        metavar="ENGINE",
        help="rules (offline), provider/model as in openai/gpt-5-mini, or hybrid:provider/model (the rules as second reader).",
        show_default="rules",
    ),
]
FormatOption = Annotated[
    Format | None,
    typer.Option(
        "--format", "-f", help="For people or for programs.", show_default="by the suffix of OUT, else markdown"
    ),
]
OutOption = Annotated[
    Path | None, typer.Option("--out", "-o", metavar="OUT", help="Write to this file instead of standard output.")
]
UnsupportedOption = Annotated[
    Unsupported,
    typer.Option(
        help="Values that the article does not support: refuse the record, set them to null and say so, or keep them and say so."
    ),
]
ModeOption = Annotated[
    Mode | None,
    typer.Option(
        help="Wire format; local servers differ in what they know.", show_default="tools", rich_help_panel=_ASKING
    ),
]
BaseURLOption = Annotated[
    str | None,
    typer.Option(
        metavar="URL",
        help="OpenAI-compatible endpoint.",
        show_default="OPENAI_BASE_URL, else OpenAI",
        rich_help_panel=_ASKING,
    ),
]
TimeoutOption = Annotated[
    float | None,
    typer.Option(metavar="SECONDS", help="Longest wait for one answer.", show_default="300", rich_help_panel=_ASKING),
]
CoverageAskOption = Annotated[
    bool | None,
    typer.Option(
        "--coverage-ask/--no-coverage-ask",
        help="Ask once more for statistics of the article that the record does not hold.",
        show_default="no",
        rich_help_panel=_ASKING,
    ),
]


def choose_engine(engine: str | None) -> str:
    """Return the engine to use, and say so where none was chosen."""
    if engine:
        return engine
    say(
        "No model is configured: using the offline rules engine. To use a model, name it with --engine or "
        "SUMMARIZER_ENGINE, for example --engine openai/gpt-5-mini."
    )
    return "rules"


def choose_format(given: Format | None, out: Path | None) -> Format:
    """Return the format to write: the one given, else by the file's suffix."""
    if given is not None:
        return given
    return "json" if out is not None and out != STANDARD and out.suffix.lower() == ".json" else "markdown"


def model_options(
    *, mode: Mode | None, base_url: str | None, timeout: float | None, coverage_ask: bool | None
) -> LLMOptions | None:
    """Return how a model is to be asked, ``None`` where nothing was said about it.

    Raises:
        ConfigurationError: A value cannot be.
    """
    if all(given is None for given in (mode, base_url, timeout, coverage_ask)):
        return None
    defaults = LLMOptions()
    return LLMOptions(
        mode=mode or defaults.mode,
        base_url=base_url,
        timeout=defaults.timeout if timeout is None else timeout,
        coverage_ask=bool(coverage_ask),
    )
