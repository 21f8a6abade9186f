"""Input: the article of a command."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from summarizer.cli.output import say
from summarizer.readers import SUFFIXES, read_article, read_stream

if TYPE_CHECKING:
    from summarizer.article import Article

# A string, since a path would lose how it was written.
ArticleFile = Annotated[
    str, typer.Argument(metavar="FILE", help=f"The article ({', '.join(SUFFIXES)}), or - for standard input.")
]


def read(file: str) -> Article:
    """Read the article that a command names.

    Raises:
        DocumentError: It cannot be read.
    """
    if file != "-":
        article = read_article(file)
    else:
        if sys.stdin.isatty():
            say("Reading the article from the terminal; end it with Ctrl-D.")
        article = read_stream(sys.stdin.buffer)
    encoding = article.metadata.get("encoding", "utf-8")
    if encoding != "utf-8":
        say(f"{file} was read as {encoding}.")
    return article
