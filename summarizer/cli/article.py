"""``summarizer article``: one article in, its summary out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from summarizer.cli.input import ArticleFile, read
from summarizer.cli.options import (
    BaseURLOption,
    CoverageAskOption,
    EngineOption,
    FormatOption,
    ModeOption,
    OutOption,
    TimeoutOption,
    UnsupportedOption,
    choose_engine,
    choose_format,
    model_options,
)
from summarizer.cli.output import refuse_unwritable, working, write
from summarizer.engines import open_engine
from summarizer.errors import ConfigurationError
from summarizer.exports import to_json, to_markdown
from summarizer.pipeline import assemble

if TYPE_CHECKING:
    from summarizer.article import Article
    from summarizer.engines import LLMOptions
    from summarizer.extraction import Extraction

ExplainOption = Annotated[
    bool, typer.Option("--explain", help="Add which rule found each value and what competed (Markdown only).")
]


def article(  # noqa: PLR0913 - each is an option of the command
    file: ArticleFile,
    *,
    engine: EngineOption = None,
    format: FormatOption = None,  # noqa: A002 - the option's name
    out: OutOption = None,
    unsupported: UnsupportedOption = "drop",
    explain: ExplainOption = False,
    mode: ModeOption = None,
    base_url: BaseURLOption = None,
    timeout: TimeoutOption = None,
    coverage_ask: CoverageAskOption = None,
) -> None:
    """Summarise an article.

    Markdown for people: rendered on a terminal, plain elsewhere. JSON for programs.
    """
    wanted = choose_format(format, out)
    if explain and wanted == "json":
        raise ConfigurationError("--explain needs --format markdown; the JSON of a summary has no place for it")
    refuse_unwritable(out)
    options = model_options(mode=mode, base_url=base_url, timeout=timeout, coverage_ask=coverage_ask)
    source = read(file)
    extraction = _extract(source, choose_engine(engine), options)
    summary = assemble(source, extraction, unsupported)
    if wanted == "json":
        write(to_json(summary), out, markdown=False)
    else:
        text = to_markdown(summary, source, extraction.explanations if explain else None)
        write(text, out, markdown=True)


def _extract(source: Article, engine: str, options: LLMOptions | None) -> Extraction:
    opened = open_engine(engine, options)
    if read_at_once := getattr(opened, "read", None):
        extraction: Extraction = read_at_once(source)
        return extraction
    import asyncio  # noqa: PLC0415 - an engine that waits for nothing does without

    async def extract() -> Extraction:
        try:
            return await opened.extract(source)
        finally:
            await opened.aclose()

    if engine == "rules":
        return asyncio.run(extract())
    with working(f"Asking {engine} about {source.path or 'standard input'} ..."):
        return asyncio.run(extract())
