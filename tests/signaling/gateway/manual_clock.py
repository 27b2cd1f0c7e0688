"""A clock that the test moves."""

import asyncio

from signaling.room import Instant, later

NOON = Instant(1_795_716_000_000)


class ManualClock:
    """Stands still until `advance`, which wakes who waits; see `signaling.clock.Clock`."""

    def __init__(self) -> None:
        self._now = NOON
        self._waiting: list[tuple[Instant, asyncio.Future[None]]] = []

    def now(self) -> Instant:
        return self._now

    async def wait_until(self, instant: Instant) -> None:
        if instant > self._now:
            reached: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append((instant, reached))
            await reached

    def advance(self, by_ms: int) -> None:
        self._now = later(self._now, by_ms)
        for instant, reached in self._waiting:
            if instant <= self._now and not reached.done():
                reached.set_result(None)
        self._waiting = [each for each in self._waiting if not each[1].done()]
