"""The declared fields: which comparator each has, and the group it is reported under.

``fields.toml`` declares them; a field of the record that it does not declare is a configuration error, so that a new
field cannot go unmeasured.
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError

from summarizer.errors import ConfigurationError
from summarizer.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

DECLARATIONS = Path(__file__).with_name("fields.toml")
SYNONYMS = Path(__file__).with_name("synonyms.toml")
SCORER_VERSION = "1.0"


@dataclass(frozen=True)
class Field:
    """How one field of the record is compared.

    Attributes:
        path: Without indices, as in ``trials[].arms[].label``.
        index: Place in the order of declaration; a column of every table of counts.
        compare: Name of its comparator.
        group: Under which it is reported.
        scopes: Of the synonyms that apply.
        parents: Enumeration values and the coarser one that counts as half right.
        opposites: Two values whose exchange is a flip of direction.
        words: Most words of a generated text, or 0.
        sentences: Most sentences of a generated text, or 0.
    """

    path: str
    index: int
    compare: str
    group: str
    scopes: tuple[str, ...] = ()
    parents: Mapping[str, str] | None = None
    opposites: tuple[str, ...] = ()
    words: int = 0
    sentences: int = 0


@dataclass(frozen=True)
class Thresholds:
    """Where the comparators and the aggregates draw their lines; see ``fields.toml``."""

    pairing: float
    name_partial: float
    prose_correct: float
    prose_partial: float
    quote_overlap: float
    macro_slots: int


@dataclass(frozen=True)
class Declarations:
    """Everything that ``fields.toml`` declares.

    Attributes:
        fields: In order of declaration.
        weights: Of the groups in the headline.
        thresholds: Of the comparators.
        version: Of the scorer, with a digest of its declarations and synonyms.
    """

    fields: tuple[Field, ...]
    weights: Mapping[str, float]
    thresholds: Thresholds
    version: str

    def field(self, path: str) -> Field:
        """Return the field of that path."""
        return _by_path(self)[path]

    def groups(self) -> tuple[str, ...]:
        """Return the groups in order of declaration."""
        return tuple(self.weights)


class _Declared(BaseModel, frozen=True, extra="forbid"):
    compare: str = ""
    group: str = ""
    part_of: str | None = None
    unit: str | None = None
    scopes: tuple[str, ...] = ()
    parents: dict[str, str] | None = None
    opposites: tuple[str, ...] = ()
    words: int = 0
    sentences: int = 0


class _Document(BaseModel, frozen=True, extra="forbid"):
    version: str
    weights: dict[str, float]
    thresholds: Thresholds
    fields: dict[str, _Declared]


@lru_cache(maxsize=4)
def _by_path(declarations: Declarations) -> dict[str, Field]:
    return {field.path: field for field in declarations.fields}


# Hashing by identity: one set of declarations lives as long as the process.
Declarations.__hash__ = object.__hash__  # type: ignore[method-assign]


@lru_cache(maxsize=1)
def declarations() -> Declarations:
    """Return the declarations that ship with the harness."""
    return read_declarations(DECLARATIONS)


def read_declarations(path: Path) -> Declarations:
    """Read declarations and hold them against the record's schema.

    Raises:
        ConfigurationError: A field is undeclared, unknown, or declared with a comparator or group that there is not.
    """
    content = path.read_bytes()
    try:
        document = TypeAdapter(_Document).validate_python(tomllib.loads(content.decode()))
    except (ValidationError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(f"{path}: {error}") from error
    _check_coverage(document, path)
    fields = tuple(
        Field(
            name,
            index,
            declared.compare,
            declared.group,
            declared.scopes,
            declared.parents,
            declared.opposites,
            declared.words,
            declared.sentences,
        )
        for index, (name, declared) in enumerate(_slots(document))
    )
    digest = hashlib.sha256(content + SYNONYMS.read_bytes()).hexdigest()[:8]
    return Declarations(fields, document.weights, document.thresholds, f"{SCORER_VERSION}+{digest}")


def leaves(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    """Yield the path of every leaf of a model, without indices."""
    for name, info in model.model_fields.items():
        yield from _leaves_of(info.annotation, f"{prefix}{name}")


def _leaves_of(annotation: object, path: str) -> Iterator[str]:
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _leaves_of(get_args(annotation)[0], path)
    elif origin in (Union, UnionType):
        inner = [argument for argument in get_args(annotation) if argument is not type(None)]
        yield from _leaves_of(inner[0], path)
    elif origin is tuple:
        # Quotes are one slot an object: they are located together.
        suffix = "" if path.endswith("quotes") else "[]"
        yield from _leaves_of(get_args(annotation)[0], path + suffix)
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield from leaves(annotation, f"{path}.")
    else:
        yield path


def _slots(document: _Document) -> list[tuple[str, _Declared]]:
    return [(name, declared) for name, declared in document.fields.items() if declared.part_of is None]


def _check_coverage(document: _Document, path: Path) -> None:
    known = list(leaves(Record))
    undeclared = [leaf for leaf in known if not any(_covers(name, leaf) for name in document.fields)]
    if undeclared:
        raise ConfigurationError(f"{path}: undeclared field {', '.join(undeclared)}; declare its comparator and group")
    unknown = [name for name in document.fields if not any(_covers(name, leaf) for leaf in known)]
    if unknown:
        raise ConfigurationError(f"{path}: {', '.join(unknown)} is no field of the record")
    for name, declared in _slots(document):
        if declared.compare not in COMPARATOR_NAMES:
            raise ConfigurationError(f"{path}: {name}: there is no comparator {declared.compare!r}")
        if declared.group not in document.weights:
            raise ConfigurationError(f"{path}: {name}: group {declared.group!r} has no weight")


def _covers(declared: str, leaf: str) -> bool:
    return leaf == declared or leaf.startswith(f"{declared}.")


COMPARATOR_NAMES = frozenset(
    {
        "count",
        "date",
        "decimal",
        "enumeration",
        "generated",
        "identifier",
        "interval",
        "name",
        "p_value",
        "prose",
        "quantity",
        "quotes",
        "reference",
        "time_point",
    }
)
