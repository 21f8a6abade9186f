from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from evals.fields import DECLARATIONS, declarations, leaves, read_declarations
from summarizer.errors import ConfigurationError
from summarizer.record import Record

if TYPE_CHECKING:
    from pathlib import Path


def test_every_field_of_the_record_is_declared_and_the_weights_add_up_to_one() -> None:
    declared = declarations()
    assert len(declared.fields) > 80
    assert sum(declared.weights.values()) == pytest.approx(1)
    assert {"trials[].arms[].label", "trials[].outcomes[].results[].ci.lower"} <= set(leaves(Record))


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ('"trials[].masking" = ', '"trials[].veil" = ', "undeclared field trials"),
        ('"headline" = { compare = "generated"', '"headline" = { compare = "guess"', "no comparator 'guess'"),
        (
            '"headline" = { compare = "generated", group = "text"',
            '"headline" = { compare = "name", group = "x"',
            "no weight",
        ),
        ('version = "1"', 'version = "1"\nfoo = 1', "foo"),
    ],
)
def test_a_wrong_declaration_is_a_configuration_error(tmp_path: Path, before: str, after: str, message: str) -> None:
    path = tmp_path / "fields.toml"
    path.write_text(DECLARATIONS.read_text(encoding="utf-8").replace(before, after, 1), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=message):
        read_declarations(path)


def test_a_field_that_the_record_has_not_is_a_configuration_error(tmp_path: Path) -> None:
    path = tmp_path / "fields.toml"
    more = '"trials[].veil" = { compare = "name", group = "design" }\n'
    path.write_text(DECLARATIONS.read_text(encoding="utf-8") + more, encoding="utf-8")
    with pytest.raises(ConfigurationError, match="no field of the record"):
        read_declarations(path)
