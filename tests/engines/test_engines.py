from __future__ import annotations

import subprocess
import sys

import pytest

from summarizer.engines import LLMOptions, open_engine
from summarizer.errors import ConfigurationError


@pytest.mark.parametrize("spec", ["", "gpt-5", "openai/", "/gpt-5", "rule"])
def test_an_unknown_engine_names_what_is_valid(spec: str) -> None:
    with pytest.raises(ConfigurationError, match="'rules' or 'provider/model'"):
        open_engine(spec)


def test_opens_a_model() -> None:
    engine = open_engine("openai/gpt-5-mini", LLMOptions(base_url="http://127.0.0.1:9/v1"))
    assert engine.name == "openai/gpt-5-mini"


@pytest.mark.parametrize(
    "options",
    [{"mode": "xml"}, {"timeout": 0}, {"deadline": -1}, {"attempts": 0}, {"asks": 0}],
    ids=lambda options: next(iter(options)),
)
def test_options_that_cannot_work_are_refused(options: dict[str, str | int]) -> None:
    with pytest.raises(ConfigurationError, match=next(iter(options))):
        LLMOptions(**options)


def test_keys_are_neither_shown_nor_recorded() -> None:
    options = LLMOptions(api_key="sk-secret")
    assert "sk-secret" not in repr(options)
    assert "sk-secret" not in str(options.parameters())


def test_vendors_load_only_when_a_model_is_opened() -> None:
    code = (
        "import sys, summarizer.engines, summarizer.prompting; "
        "print({'openai', 'instructor', 'tenacity', 'aiohttp'} & set(sys.modules))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "set()"
