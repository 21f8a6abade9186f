"""``python -m summarizer`` and the command ``summarizer``: the command line, started fast.

Half of a start was the compilation of regular expressions, which Python does anew in every process. Here what comes of
it is kept beside the compiled modules, under the same conditions: another Python makes its own, a pattern that has
changed is compiled, and where nothing can be written, or nothing that is there can be used, all are compiled as ever.
"""

from __future__ import annotations

import importlib.util
import marshal
import os
import re
import sys
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_Parts = tuple[Any, ...]
_Version = tuple[str, int, int]
_MOST = 5_000


def main() -> None:
    """Run the command line."""
    with kept_patterns(Path(importlib.util.cache_from_source(__file__)).with_suffix(".patterns")):
        from summarizer.cli import app  # noqa: PLC0415 - with its patterns kept

        app()


@contextmanager
def kept_patterns(file: Path) -> Iterator[None]:
    """Take the patterns that modules compile while they load from a file, and keep there those it lacks."""
    compiler = getattr(re, "_compiler", None)
    matcher = getattr(compiler, "_sre", None)
    if compiler is None or matcher is None:
        yield
        return
    version = (sys.version, matcher.MAGIC, matcher.CODESIZE)
    kept = _load(file, version)
    added: dict[tuple[str, int], _Parts] = {}
    compile_anew = compiler.compile

    def compile_once(pattern: Any, flags: int = 0) -> Any:  # noqa: ANN401 - as in `re`
        # What is compiled later depends on the article and would only fill the file.
        if not _is_loading():
            return compile_anew(pattern, flags)
        key = (pattern, int(flags))
        try:
            if key not in kept:
                kept[key] = added[key] = _parts_of(compiler, pattern, flags)
            return matcher.compile(*kept[key])
        except (AttributeError, TypeError, RuntimeError):  # another Python may keep its patterns in another way
            return compile_anew(pattern, flags)

    compiler.compile = compile_once
    try:
        yield
    finally:
        compiler.compile = compile_anew
        if added and not sys.dont_write_bytecode:
            _save(file, version, added if len(kept) > _MOST else kept)


def _is_loading() -> bool:
    """Whether a module is being loaded."""
    frame = sys._getframe()  # noqa: SLF001 - there is no other way to know
    while frame.f_back is not None:
        frame = frame.f_back
        if frame.f_code.co_name == "_call_with_frames_removed":
            return True
    return False


def _parts_of(compiler: Any, pattern: str, flags: int) -> _Parts:  # noqa: ANN401 - a private module of `re`
    """Return what `re` hands to its matcher for a pattern, as plain numbers and strings."""
    parsed = compiler._parser.parse(pattern, flags)  # noqa: SLF001
    code = compiler._code(parsed, flags)  # noqa: SLF001
    names = parsed.state.groupdict
    by_number = {number: name for name, number in names.items()}
    groups = parsed.state.groups
    named = tuple(by_number.get(number) for number in range(groups))
    return pattern, int(flags | parsed.state.flags), [*map(int, code)], groups - 1, dict(names), named


def _load(file: Path, version: _Version) -> dict[tuple[str, int], _Parts]:
    with suppress(OSError, ValueError, EOFError, TypeError):
        found, patterns = marshal.loads(file.read_bytes())  # noqa: S302 - as trusted as the compiled modules beside it
        if found == version:
            return dict(patterns)
    return {}


def _save(file: Path, version: _Version, patterns: dict[tuple[str, int], _Parts]) -> None:
    unfinished = file.with_suffix(f".{os.getpid()}")
    with suppress(OSError):
        unfinished.write_bytes(marshal.dumps((version, patterns)))
        unfinished.replace(file)


if __name__ == "__main__":
    main()
