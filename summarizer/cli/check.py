"""``summarizer check``: ground and check a record that somebody else made."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError
from pydantic_core import from_json

from summarizer.cli.input import ArticleFile, read
from summarizer.cli.options import FormatOption, OutOption, choose_format
from summarizer.cli.output import refuse_unwritable, say, write
from summarizer.errors import ConfigurationError
from summarizer.exports import findings_to_markdown, to_json
from summarizer.extraction import Extraction
from summarizer.pipeline import assemble
from summarizer.record import SCHEMA_VERSION, Record
from summarizer.summary import Provenance, Summary, Usage, package_version

_LISTED = 10

RecordFile = Annotated[Path, typer.Argument(metavar="RECORD.json", help="A record, or a summary that holds one.")]


def check(
    record: RecordFile,
    file: ArticleFile,
    *,
    format: FormatOption = None,  # noqa: A002 - the option's name
    out: OutOption = None,
) -> None:
    """Ground and check a record against its article.

    Nothing in the record is changed. Markdown prints support, findings and what is not captured; JSON is the whole summary.
    The exit code is 1 if there are findings of the severity error.
    """
    refuse_unwritable(out)
    loaded = _load(record)
    source = read(file)
    if isinstance(loaded, Summary) and loaded.article.sha256 != source.sha256:
        say(f"{record} was made from another text than {file}; its record is checked against this one.")
    provenance = loaded.provenance if isinstance(loaded, Summary) else _by_hand()
    held = loaded.record if isinstance(loaded, Summary) else loaded
    summary = assemble(source, Extraction(held, provenance), "keep")
    if choose_format(format, out) == "json":
        write(to_json(summary), out, markdown=False)
    else:
        write(findings_to_markdown(summary, source), out, markdown=True)
    if any(finding.severity == "error" for finding in summary.findings):
        raise typer.Exit(1)


def _load(path: Path) -> Record | Summary:
    """Read a record or a summary.

    Raises:
        ConfigurationError: It is neither.
    """
    try:
        content = from_json(path.read_bytes())
        if isinstance(content, dict) and "record" in content:
            return Summary.model_validate(content)
        return Record.model_validate(content)
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror or error}") from error
    except ValidationError as error:
        raise ConfigurationError(f"{path} holds no valid record:\n{_problems(error)}") from error
    except ValueError as error:
        raise ConfigurationError(
            f"{path} is not JSON ({error}); the record comes first: summarizer check RECORD.json FILE"
        ) from error


def _by_hand() -> Provenance:
    return Provenance(
        engine="hand",
        model=None,
        package_version=package_version(),
        prompt=None,
        schema_version=SCHEMA_VERSION,
        parameters={},
        attempts=(),
        usage=Usage(),
        cost_usd=None,
        seconds=0.0,
    )


def _problems(error: ValidationError) -> str:
    problems = [f"  {_path(problem['loc'])}: {problem['msg']}" for problem in error.errors(include_url=False)]
    more = [f"  and {len(problems) - _LISTED} more"] if len(problems) > _LISTED else []
    return "\n".join((*problems[:_LISTED], *more))


def _path(steps: tuple[int | str, ...]) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps).lstrip(".") or "record"
