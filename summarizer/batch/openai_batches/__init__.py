"""OpenAI's Batch API: the same work at half price, within a day.

Every request of a conversation goes into a file, files go to the API, answers come back as files. A conversation that needs
another answer is begun again from its first word with the answers that are there (`replaying`), until it meets a question
that has none; so engine, judge, re-asks, provenance and errors are those of a live run, and between two rounds nothing of an
article is in memory. What is with the API stands in a database beside the output (`store`), a step at a time.
"""

from summarizer.batch.openai_batches.flight import find_flight
from summarizer.batch.openai_batches.terms import Terms

__all__ = ["Terms", "find_flight"]
