"""Lets go the people of processes that died."""

import asyncio
import logging

from signaling.bugs import log_bug
from signaling.errors import StoreUnavailable
from signaling.hub import Hub
from signaling.processes import DeadProcess, Processes

EVERY_S = 1.0

_log = logging.getLogger(__name__)


class Vigil:
    """Says every second that this process lives, and sees to what others left behind."""

    def __init__(self, processes: Processes, hub: Hub) -> None:
        self._processes = processes
        self._hub = hub

    async def begin(self) -> None:
        """Once, before anybody comes.

        Raises:
            StoreUnavailable: the rooms cannot be reached.
        """
        for dead in await self._processes.dead():
            await self._see_to(dead)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await asyncio.sleep(EVERY_S)
            try:
                await self.begin()
            except StoreUnavailable:
                _log.warning("this process's lease: the store does not answer")
            except Exception as exc:  # noqa: BLE001 - the root of everything a round does
                log_bug(_log, "this process's lease", exc)

    async def end(self) -> None:
        """This process ends."""
        try:
            async with asyncio.timeout(EVERY_S):
                await self._processes.leave()
        except (StoreUnavailable, TimeoutError):
            _log.warning("this process's lease runs out by itself: the store does not answer")

    async def _see_to(self, dead: DeadProcess) -> None:
        """Several processes may do so at once: whoever is slower finds nobody left."""
        if dead.rooms:
            _log.info("process %s died; it had people in %d rooms", dead.node, len(dead.rooms))
        for room in dead.rooms:
            await self._hub.release(room, dead.held, dead.at)
        await self._processes.bury(dead)
