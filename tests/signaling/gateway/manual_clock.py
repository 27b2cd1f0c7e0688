"""A clock that the test moves."""

import asyncio

from signaling.room import Instant, later

NOON = Instant(1_795_716_000_000)


class ManualClock:
    """Stands still until `advance`, which wakes who waits; see `signaling.clock.Clock`."""

    def __init__(self) -> None:
        self._now = NOON
        self._waiting: list[tuple[Instant, asyncio.Future[None]]] = []
        self._waited_for = asyncio.Event()

    def now(self) -> Instant:
        return self._now

    async def wait_until(self, instant: Instant) -> None:
        if instant > self._now:
            self._waited_for.set()
            reached: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append((instant, reached))
            await reached

    async def somebody_waits(self) -> None:
        """Return when somebody has begun to wait since the clock last moved or was asked this."""
        await self._waited_for.wait()
        self._waited_for.clear()

    def advance(self, by_ms: int) -> None:
        self._now = later(self._now, by_ms)
        self._waited_for.clear()
        for instant, reached in self._waiting:
            if instant <= self._now and not reached.done():
                reached.set_result(None)
        self._waiting = [each for each in self._waiting if not each[1].done()]
