"""Points in time as the room knows them."""

from typing import NewType

Instant = NewType("Instant", int)
"""Milliseconds since the Unix epoch on the server's clock, never going backwards within one process."""


def later(instant: Instant, by_ms: int) -> Instant:
    """The instant ``by_ms`` milliseconds after ``instant``.

    >>> later(Instant(1_000), 250)
    1250
    """
    return Instant(instant + by_ms)
