"""The declared rules of the gate."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

_RULES = Path(__file__).with_name("gate.toml")


class _Declared(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Floor(_Declared):
    """The worst value that a metric may have."""

    worst: float
    better: Literal["higher", "lower"]

    def is_worse(self, value: float, than: float) -> bool:
        """Tell whether a value is worse than another."""
        return value < than if self.better == "higher" else value > than


class LiveRules(_Declared):
    """Of tier B."""

    metrics: tuple[str, ...]
    margin: float
    level: float
    provider_errors: float


class CommonRules(_Declared):
    """Of both tiers."""

    article_loss: float
    critical: tuple[str, ...]


class GateRules(_Declared):
    """Everything that ``gate.toml`` declares."""

    live: LiveRules
    both: CommonRules
    floors: dict[str, Floor]


@lru_cache(maxsize=1)
def gate_rules() -> GateRules:
    """Return the rules that ship with the harness."""
    return GateRules.model_validate(tomllib.loads(_RULES.read_text(encoding="utf-8")))
