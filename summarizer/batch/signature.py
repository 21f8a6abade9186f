"""Signature: what decides an answer beside the article's text, so that a resumed run mixes nothing."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from summarizer.engines import LLMOptions
from summarizer.prompting import load_prompt
from summarizer.record import SCHEMA_VERSION
from summarizer.summary import package_version

if TYPE_CHECKING:
    from collections.abc import Iterator

    from summarizer.extraction import Engine
    from summarizer.summary import Provenance
    from summarizer.unsupported import Unsupported

_SHOWN = 12


class Signature(BaseModel):
    """Engine, model, prompt, schema and parameters.

    Attributes:
        engine: As given; it names the model too.
        prompt: SHA-256 of the prompt; ``None`` for an engine without one.
        schema_version: Of the record.
        parameters: Whatever else decides the answer, the policy for unsupported values among it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    engine: str
    prompt: str | None
    schema_version: str
    parameters: dict[str, str | int | float | bool | None]

    @property
    def short(self) -> str:
        """Eight hex digits that stand for it in the name of a file."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:8]

    def differences(self, earlier: Signature) -> list[str]:
        """Return what is not as it was, each as ``name: before → now``; parameters only one of them knows do not count."""
        return [
            f"{name}: {_shown(before)} → {_shown(now)}" for name, before, now in self._pairs(earlier) if before != now
        ]

    def _pairs(self, earlier: Signature) -> Iterator[tuple[str, object, object]]:
        for name in ("engine", "prompt", "schema_version"):
            yield name, getattr(earlier, name), getattr(self, name)
        for name in sorted(self.parameters.keys() & earlier.parameters.keys()):
            yield name, earlier.parameters[name], self.parameters[name]


def sign(engine: str | Engine, options: LLMOptions | None, unsupported: Unsupported) -> Signature:
    """Return the signature of work with an engine, without opening it."""
    if not isinstance(engine, str):
        return Signature(
            engine=engine.name, prompt=None, schema_version=SCHEMA_VERSION, parameters={"unsupported": unsupported}
        )
    asks_a_model = "/" in engine
    # Rules are no better known than by the package that holds them.
    parameters = (options or LLMOptions()).parameters() if asks_a_model else {"package_version": package_version()}
    return Signature(
        engine=engine,
        prompt=load_prompt().reference.sha256 if asks_a_model else None,
        schema_version=SCHEMA_VERSION,
        parameters={**parameters, "unsupported": unsupported},
    )


def signature_of(provenance: Provenance) -> Signature:
    """Return the signature under which a summary was made."""
    return Signature(
        engine=provenance.engine,
        prompt=provenance.prompt.sha256 if provenance.prompt else None,
        schema_version=provenance.schema_version,
        parameters=provenance.parameters,
    )


def _shown(value: object) -> str:
    text = str(value)
    return text if len(text) <= 2 * _SHOWN else f"{text[:_SHOWN]}…"
