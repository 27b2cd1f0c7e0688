"""The server's clock."""

import asyncio
import time
from typing import Protocol

from signaling.room.instant import Instant


class Clock(Protocol):
    """Gives the present instant and waits for later ones."""

    def now(self) -> Instant:
        """The present; never earlier than it said before."""

    async def wait_until(self, instant: Instant) -> None:
        """Return once ``now()`` is ``instant`` or later, at once if it is already. Cancelling loses nothing."""


class SystemClock:
    """Wall time read once, monotonic from there: setting the machine's clock moves no deadline of a running room."""

    def __init__(self) -> None:
        self._wall_ms = time.time_ns() // 1_000_000
        self._since_ns = time.monotonic_ns()

    def now(self) -> Instant:
        """Milliseconds since the Unix epoch, as far as this process can tell."""
        return Instant(self._wall_ms + (time.monotonic_ns() - self._since_ns) // 1_000_000)

    async def wait_until(self, instant: Instant) -> None:
        """Sleep until ``instant``, and a millisecond longer: the loop's clock and ours may round differently."""
        remaining_ms = instant - self.now()
        if remaining_ms > 0:
            await asyncio.sleep((remaining_ms + 1) / 1000)
