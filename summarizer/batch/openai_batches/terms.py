"""Terms: how the Batch API is used, and what it bounds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Terms:
    """How the Batch API is used.

    Attributes:
        requests: In one file at most; the API's own bound.
        size: Bytes of one file at most; the API's own bound.
        sendings: How often a request is sent at most that expires, fails or gets lost.
        first_poll: Seconds until a batch is looked at again; grows by half each time that nothing has changed.
        longest_poll: Seconds between two looks at most.
        patience: Seconds for which a service that cannot be reached, or throttles, is asked again.
        wait: Stay until everything is answered; otherwise submit, fetch what is ready, and end.
    """

    requests: int = 50_000
    size: int = 200_000_000
    sendings: int = 3
    first_poll: float = 5.0
    longest_poll: float = 300.0
    patience: float = 1800.0
    wait: bool = True
