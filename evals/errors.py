"""What can go wrong in an evaluation, beside what can go wrong in a summary."""

from __future__ import annotations

from summarizer.errors import SummarizerError


class EvaluationError(SummarizerError):
    """Root of the evaluation's own errors."""


class BadInputError(EvaluationError):
    """Gold records, predictions, runs or declarations that cannot be read or do not belong together."""


class UnmeasurableError(EvaluationError):
    """Nothing can be said: no article, a missing or an extra one, another gold, too many provider errors."""
