"""Numbers, percentages, intervals, P values and durations as articles print them."""

from summarizer.quantities.numerals import number_tokens, parse_number
from summarizer.quantities.quantity import NOT_RESULTS, TIME_UNITS, Kind, Quantity
from summarizer.quantities.scanning import scan

__all__ = ["NOT_RESULTS", "TIME_UNITS", "Kind", "Quantity", "number_tokens", "parse_number", "scan"]
