"""Prompting: finds, renders and fingerprints ``prompts/``.

What never changes comes first and the article last, so that a provider's prompt cache holds all but the article. The
article is delimited by a tag that does not occur in it, and is sent exactly as read: quotes are copied from it.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import re
import tomllib
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypedDict

import jinja2

from summarizer.errors import PromptError
from summarizer.record import Record
from summarizer.summary import PromptReference

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from summarizer.article import Article
    from summarizer.summary import MissedStatistic

Mode = Literal["tools", "tools_strict", "json_schema", "json"]
"""How the record is asked for: by a tool, one with a strict schema, a response format, or a schema in the prompt."""

TOOL = "submit_record"
"""Name of the tool by which a model hands in a record."""

_TAG = "article-text"
_LISTED = 30


class Message(TypedDict):
    """One message of a conversation, as chat endpoints take it."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True)
class Problem:
    """Something in an answer that the model can mend.

    Attributes:
        path: Of the value or quote in the record; empty for the whole answer.
        message: What is wrong.
        nearest: The article's passage most like a wrong quote.
        arguable: Whether the article itself may be the cause, so that an answer may stand by it.
    """

    path: str
    message: str
    nearest: str | None = None
    arguable: bool = False


@dataclass(frozen=True)
class Example:
    """An invented snippet and the part of a record that it gives.

    Attributes:
        name: Name of its file.
        shows: The rulings it shows.
        text: The snippet.
        fragment: Part of a record in compact JSON; keys left out are null or empty.
        distinctive: Invented names in it, by which a leak into a record is known.
    """

    name: str
    shows: str
    text: str
    fragment: str
    distinctive: tuple[str, ...]


@dataclass(frozen=True)
class Prompt:
    """A folder of templates and examples, ready to render.

    Attributes:
        reference: Name, version and fingerprint for the provenance.
        examples: In the order of their file names.
    """

    reference: PromptReference
    examples: tuple[Example, ...]
    _templates: Mapping[str, jinja2.Template] = field(repr=False, compare=False)

    def render(self, article: Article, mode: Mode) -> list[Message]:
        """Return the messages that a model is sent for an article."""
        return [{"role": "system", "content": self.system(mode)}, {"role": "user", "content": self.user(article)}]

    def system(self, mode: Mode) -> str:
        """Return the part that is the same for every article."""
        schema = json.dumps(record_schema(), ensure_ascii=False, separators=(",", ":")) if mode == "json" else ""
        return self._render("system", examples=self.examples, mode=mode, schema=schema, tool=TOOL)

    def user(self, article: Article) -> str:
        """Return the part that holds the article."""
        return self._render("user", tag=choose_tag(article.text), text=article.text, characters=len(article.text))

    def reask(self, problems: Sequence[Problem]) -> str:
        """Return the message that asks again, with what is wrong."""
        return self._render("reask", problems=problems[:_LISTED], omitted=max(0, len(problems) - _LISTED))

    def coverage(self, missed: Sequence[MissedStatistic], readings: Mapping[int, str] | None = None) -> str:
        """Return the message that asks for statistics the record does not hold.

        Args:
            missed: The statistics.
            readings: What a second reader takes some of them for, by their first character; these go first.
        """
        known = readings or {}
        rows = [
            {"text": row.text, "sentence": row.sentence, "reading": known.get(row.start)}
            for row in sorted(missed, key=lambda row: row.start not in known)
        ]
        return self._render("coverage", statistics=rows[:_LISTED], omitted=max(0, len(rows) - _LISTED))

    def _render(self, template: str, **values: object) -> str:
        try:
            return self._templates[template].render(values)
        except jinja2.TemplateError as error:
            raise PromptError(f"prompt {self.reference.name!r}: {template}.j2 does not render: {error}") from error


@lru_cache
def load_prompt(name: str = "summarize") -> Prompt:
    """Load a prompt by the name of its folder.

    Raises:
        PromptError: It is missing or incomplete.
    """
    folder = _find(name)
    environment = jinja2.Environment(
        autoescape=False,  # noqa: S701  plain text for a model, no HTML
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["quoted"] = lambda value: json.dumps(value, ensure_ascii=False)
    try:
        header = tomllib.loads((folder / "prompt.toml").read_text("utf-8"))
        templates = {
            template: environment.from_string((folder / f"{template}.j2").read_text("utf-8"))
            for template in ("system", "user", "reask", "coverage")
        }
        examples = tuple(_read_example(path) for path in sorted((folder / "examples").glob("*.json")))
        reference = PromptReference(name=header["name"], version=header["version"], sha256=fingerprint(folder))
    except (OSError, KeyError, ValueError, jinja2.TemplateError) as error:
        raise PromptError(f"prompt {name!r} in {folder} is incomplete: {error!r}") from error
    return Prompt(reference=reference, examples=examples, _templates=templates)


def fingerprint(folder: Path) -> str:
    """Return the SHA-256 over the names and bytes of all files of a prompt, in the order of their names."""
    digest = hashlib.sha256()
    files = sorted((path.relative_to(folder).as_posix(), path) for path in folder.rglob("*") if path.is_file())
    for name, path in files:
        content = path.read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def choose_tag(text: str) -> str:
    """Return a tag that a text cannot close, because it does not occur in it in any case or width of letters.

    The same text gives the same tag, and nearly every text the same one.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    if _TAG not in folded:
        return _TAG
    # A number is taken if a tag of the text begins with it; only short ones can be chosen, so only these are kept.
    numbers = {match[1] for match in re.finditer(rf"{_TAG}-(\d{{1,9}})", folded)}
    taken = {number[:length] for number in numbers for length in range(1, len(number) + 1)}
    return f"{_TAG}-{next(number for number in itertools.count(2) if str(number) not in taken)}"


@lru_cache
def record_schema() -> dict[str, object]:
    """Return the record's JSON schema as models are sent it; not to be changed by the caller.

    It is clean for strict decoding: every property required, nothing additional, no keyword beside a ``$ref``, no
    length limits (validation keeps those). Titles are left out, since they only repeat the names.
    """
    schema = _clean(Record.model_json_schema())
    if not isinstance(schema, dict):
        raise TypeError("a model's JSON schema is an object")
    return schema


def _clean(node: object) -> object:
    if isinstance(node, list):
        return [_clean(item) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        # The description of the object referred to says what it is; strict decoding allows none beside the reference.
        return {"$ref": node["$ref"]}
    cleaned: dict[str, object] = {}
    for key, value in node.items():
        if key in {"properties", "$defs"}:
            cleaned[key] = {name: _clean(child) for name, child in value.items()}
        elif key not in {"title", "minLength"}:
            cleaned[key] = _clean(value)
    return cleaned


def _find(name: str) -> Path:
    here = Path(__file__).resolve().parent
    # Inside an installed wheel, else at the top of the checkout.
    for root in (here / "prompts", here.parent / "prompts"):
        if (root / name / "prompt.toml").is_file():
            return root / name
    raise PromptError(f"prompt {name!r} is in neither {here / 'prompts'} nor {here.parent / 'prompts'}; reinstall")


def _read_example(path: Path) -> Example:
    content = json.loads(path.read_text("utf-8"))
    return Example(
        name=path.stem,
        shows=content["shows"],
        text=content["text"],
        fragment=json.dumps(content["record"], ensure_ascii=False, separators=(",", ":")),
        distinctive=tuple(content["distinctive"]),
    )
