"""Opening: an engine with its pace, in this process or in several."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from summarizer.batch.crew import Crew
from summarizer.batch.frames import Setting
from summarizer.batch.places import Here
from summarizer.engines import LLMOptions
from summarizer.errors import ConfigurationError
from summarizer.pipeline import Summarizer

if TYPE_CHECKING:
    from collections.abc import Callable

    from summarizer.batch.pace import Manners, Pace
    from summarizer.batch.places import Place
    from summarizer.extraction import Engine
    from summarizer.unsupported import Unsupported


def open_place(
    engine: str | Engine, options: LLMOptions | None, unsupported: Unsupported, manners: Manners, pace: Pace
) -> Place:
    """Open the place where the articles of a run are summarised.

    Raises:
        ConfigurationError: The engine cannot be opened, or not in several processes.
    """
    if not isinstance(engine, str):
        if manners.processes > 1 or manners.ray is not None:
            raise ConfigurationError("an engine object works in this process only; name an engine to use several")
        return Here(Summarizer(engine, unsupported=unsupported), pace)
    setting = Setting(engine, options, unsupported, manners)
    here = open_here(setting, pace)
    # It is opened here in any case, so that a wrong key or name is told before anything begins.
    if manners.ray is not None:
        from summarizer.batch.cluster import open_cluster  # noqa: PLC0415 - an extra

        return open_cluster(setting, manners, pace)
    return here if manners.processes == 1 else Crew(setting, manners, pace)


def open_here(setting: Setting, pace: Pace, on_throttle: Callable[[float | None], None] | None = None) -> Here:
    """Open an engine in this process.

    Args:
        setting: What to open.
        pace: By which its requests go.
        on_throttle: Told of throttling too.
    """
    if "/" not in setting.engine:
        return Here(Summarizer(setting.engine, options=setting.options, unsupported=setting.unsupported), pace)
    given = setting.options or LLMOptions()

    def throttled(seconds: float | None) -> None:
        for told in (pace.throttle, on_throttle, given.on_throttle):
            if told is not None:
                told(seconds)

    options = replace(given, on_throttle=throttled, gate=pace.turn)
    return Here(Summarizer(setting.engine, options=options, unsupported=setting.unsupported), pace)
