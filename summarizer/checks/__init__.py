"""Checks: what a record says against its article and against itself; nothing here changes a value.

Each kind of check is a function ``(trial or record, ...) -> Iterator[Applied]`` that yields once for every place where it could
be applied, with a finding where it failed; so the number of places that were checkable is known beside the findings.
"""

from summarizer.checks.checking import CheckReport, check
from summarizer.checks.coverage import cover

__all__ = ["CheckReport", "check", "cover"]
