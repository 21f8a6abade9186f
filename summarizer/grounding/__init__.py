"""Grounding: every quote to its span, every value to a token inside its quotes.

A quote is located exactly, or after the declared folding of typography; never by similarity. A number is supported only
by a whole number token of its quotes that is printed alike (``.77`` and ``0.77`` are alike, ``0.7`` and ``0.70`` are
not). Names compare without regard to case. Enumerations that the text must spell (a phase, masking, "not reached") are
supported by their cue words. Judgements (``favors``, ``type``, ``primary_outcome_met``) have no row.
"""

from summarizer.grounding.locating import Grounding, QuoteProblem, ground
from summarizer.grounding.lookup import alike
from summarizer.grounding.values import Kind

__all__ = ["Grounding", "Kind", "QuoteProblem", "alike", "ground"]
