"""What a comparison of two readers comes to, value by value."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from summarizer.engines.agreement.correspondence import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Agreed(NamedTuple):
    """A value that both readers hold.

    Attributes:
        path: In the first record.
        other: In the second record.
    """

    path: str
    other: str


class Dispute(NamedTuple):
    """Two readings that cannot both be right.

    Attributes:
        path: In the first record.
        other: In the second record.
        ours: What the first reads.
        theirs: What the second reads.
    """

    path: str
    other: str
    ours: str
    theirs: str


class Pair(NamedTuple):
    """An object of the first record and the one of the second that it corresponds to.

    Attributes:
        path: In the first record.
        other_path: In the second record.
        one: Of the first record.
        other: Of the second record.
    """

    path: str
    other_path: str
    one: object
    other: object

    def agreed(self, names: Iterable[str]) -> Iterator[Agreed]:
        """Yield the fields in which both have the same value."""
        for name in names:
            ours, theirs = self._values(name)
            if ours is not None and theirs is not None and is_alike(ours, theirs):
                yield Agreed(f"{self.path}.{name}", f"{self.other_path}.{name}")

    def agreed_items(self, names: Iterable[str]) -> Iterator[Agreed]:
        """Yield the items that both have in a list."""
        for name in names:
            ours, theirs = (getattr(item, name) for item in (self.one, self.other))
            for place, value in enumerate(ours):
                at = next((index for index, item in enumerate(theirs) if is_alike(value, item)), None)
                if at is not None:
                    yield Agreed(f"{self.path}.{name}[{place}]", f"{self.other_path}.{name}[{at}]")

    def disputes(self, names: Iterable[str]) -> Iterator[Dispute]:
        """Yield the fields in which both have a value, and not the same one."""
        for name in names:
            ours, theirs = self._values(name)
            if ours is not None and theirs is not None and ours != theirs:
                readings = (f"{name.replace('_', ' ')} {_shown(value)}" for value in (ours, theirs))
                yield Dispute(f"{self.path}.{name}", f"{self.other_path}.{name}", *readings)

    def _values(self, name: str) -> tuple[object, object]:
        return getattr(self.one, name, None), getattr(self.other, name, None)


def is_alike(one: object, other: object) -> bool:
    """Tell whether two values are the same, names by their telling words."""
    if isinstance(one, str) and isinstance(other, str):
        return one == other or words_of(one) == words_of(other)
    return one == other


def _shown(value: object) -> str:
    return {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)
