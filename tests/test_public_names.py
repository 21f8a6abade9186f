import importlib
import inspect
import subprocess
import sys

import pytest

import summarizer
from summarizer import errors


def test_names_are_sorted_and_there() -> None:
    constants = [name for name in summarizer.__all__ if name.isupper()]
    classes = [name for name in summarizer.__all__ if name[0].isupper() and not name.isupper()]
    functions = [name for name in summarizer.__all__ if name[0].islower()]
    assert [*sorted(constants), *sorted(classes), *sorted(functions)] == summarizer.__all__
    assert all(hasattr(summarizer, name) for name in summarizer.__all__)


def test_every_deliberate_error_is_public() -> None:
    made = {name for name, value in vars(errors).items() if inspect.isclass(value) and issubclass(value, Exception)}
    assert made <= set(summarizer.__all__)
    assert all(issubclass(getattr(summarizer, name), summarizer.SummarizerError) for name in made)


@pytest.mark.parametrize("name", [name for name in summarizer.__all__ if name not in {"SCHEMA_VERSION", "Unsupported"}])
def test_every_name_is_documented(name: str) -> None:
    assert inspect.getdoc(getattr(summarizer, name))


def test_nothing_is_defined_in_the_package_itself() -> None:
    for name in summarizer.__all__:
        assert getattr(getattr(summarizer, name), "__module__", "") != "summarizer"


def test_package_is_typed() -> None:
    assert (importlib.resources.files("summarizer") / "py.typed").is_file()


def test_import_warns_of_nothing() -> None:
    subprocess.run([sys.executable, "-W", "error", "-c", "import summarizer, summarizer.cli"], check=True)
