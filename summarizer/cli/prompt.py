"""``summarizer prompt`` and ``summarizer schema``: what a model is sent, and what comes out."""

from __future__ import annotations

import json
from typing import Annotated, Literal

import typer

from summarizer.cli.input import ArticleFile, read
from summarizer.cli.options import Mode  # noqa: TC001 - typer reads annotations
from summarizer.cli.output import say, write
from summarizer.summary import Summary

_HOW = {
    "tools": "as the parameters of a tool",
    "tools_strict": "as the strict parameters of a tool",
    "json_schema": "as the schema of the answer",
}


def prompt(
    file: ArticleFile,
    *,
    mode: Annotated[Mode, typer.Option(help="Wire format.")] = "tools",
    format: Annotated[  # noqa: A002 - the option's name
        Literal["text", "json"], typer.Option("--format", "-f", help="For people or for programs.")
    ] = "text",
) -> None:
    """Print exactly what a model would be sent about an article.

    The messages as text, each under a line that names its role; or all of it as JSON.
    """
    from summarizer.prompting import load_prompt, record_schema  # noqa: PLC0415 - loads the template engine

    messages = load_prompt().render(read(file), mode)
    if format == "json":
        sent = {"messages": messages} if mode == "json" else {"messages": messages, "schema": record_schema()}
        text = json.dumps(sent, ensure_ascii=False, indent=2) + "\n"
    else:
        text = "".join(f"===== {message['role']} =====\n{message['content'].rstrip()}\n\n" for message in messages)
        if mode != "json":
            say(f"The record's JSON schema is sent beside these messages, {_HOW[mode]}; --format json prints it too.")
    write(text, None, markdown=False)


def schema() -> None:
    """Print the JSON schema of a summary."""
    text = json.dumps(Summary.model_json_schema(mode="serialization"), ensure_ascii=False, indent=2)
    write(f"{text}\n", None, markdown=False)
