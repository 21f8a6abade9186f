"""Every deliberate exception of the package.

::

    SummarizerError
    ├── ConfigurationError            an option, key or engine name that cannot work
    ├── DocumentError                 an input that is no article
    │   ├── UnsupportedDocumentError  a kind of file that is not read
    │   └── UnreadableDocumentError   a file of a known kind that cannot be read
    ├── PromptError                   a prompt template that is missing or does not render
    └── EngineError                   an engine that gave no record
        ├── EngineUnavailableError    no answer from the endpoint, or a refused key or request
        └── InvalidExtractionError    answers, but none that validates
            ├── TruncatedExtractionError  the answer was cut off
            └── RefusedExtractionError    the model refused, or a content filter stopped it
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from summarizer.summary import Provenance


class SummarizerError(Exception):
    """Root of the tree; its message says what happened, to what, and what to try."""


class ConfigurationError(SummarizerError):
    """An option, key or engine name that cannot work, whatever the article."""


class DocumentError(SummarizerError):
    """An input that cannot be turned into an article."""


class UnsupportedDocumentError(DocumentError):
    """A kind of file that no reader reads."""


class UnreadableDocumentError(DocumentError):
    """A file that is missing, empty, binary, encrypted, too large or wrongly encoded."""


class PromptError(SummarizerError):
    """A prompt template that is missing or does not render."""


class EngineError(SummarizerError):
    """An engine gave no record for an article.

    Attributes:
        provenance: What was tried and spent until then, or ``None`` where nothing was sent.
        last_object: The last answer of the engine as text, or ``None``.
    """

    def __init__(self, message: str, *, provenance: Provenance | None = None, last_object: str | None = None) -> None:
        super().__init__(message)
        self.provenance = provenance
        self.last_object = last_object


class EngineUnavailableError(EngineError):
    """The endpoint cannot be reached, does not answer in time, or refuses the key or the request.

    Attributes:
        fatal: Whether every further article would fail alike (a wrong key or model, an exhausted quota).
    """

    def __init__(
        self,
        message: str,
        *,
        fatal: bool = False,
        provenance: Provenance | None = None,
        last_object: str | None = None,
    ) -> None:
        super().__init__(message, provenance=provenance, last_object=last_object)
        self.fatal = fatal


class InvalidExtractionError(EngineError):
    """No answer validated, or (policy ``reject``) the record holds values without support."""


class TruncatedExtractionError(InvalidExtractionError):
    """The answer was cut off by the token limit."""


class RefusedExtractionError(InvalidExtractionError):
    """The model refused, or a content filter stopped the answer."""
