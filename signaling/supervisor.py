"""Owns the tasks of something that lives long."""

import asyncio
import logging
from collections.abc import Coroutine

from signaling.bugs import log_bug

_log = logging.getLogger(__name__)


class Supervisor:
    """A task group that other tasks may add to, between `open` and `close`.

    A task that fails is logged as the bug it is and ends nothing but itself: expected failures are its own business.
    """

    def __init__(self) -> None:
        self._group: asyncio.TaskGroup | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._opened = asyncio.Event()
        self._closing = asyncio.Event()
        self._runner: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """From now on tasks can be started."""
        self._runner = asyncio.get_running_loop().create_task(self._run(), name="supervisor")
        await self._opened.wait()

    def start(self, coroutine: Coroutine[None, None, None], what: str) -> asyncio.Task[None]:
        """Run something until it is done, or until `close`.

        Args:
            coroutine: What to run.
            what: For the log if it fails; opaque ids only.
        """
        if self._group is None:
            coroutine.close()
            raise RuntimeError("the supervisor is not open")
        task = self._group.create_task(_guard(coroutine, what), name=what)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def close(self, within_s: float) -> None:
        """Wait for all tasks, also those that they start, cancelling what is left after ``within_s``. Idempotent."""
        if self._runner is None:
            return
        try:
            async with asyncio.timeout(within_s):
                while self._tasks:
                    await asyncio.wait(tuple(self._tasks))
        except TimeoutError:
            for task in self._tasks:
                task.cancel()
        self._closing.set()
        await self._runner

    async def _run(self) -> None:
        async with asyncio.TaskGroup() as self._group:
            self._opened.set()
            await self._closing.wait()


async def _guard(coroutine: Coroutine[None, None, None], what: str) -> None:
    try:
        await coroutine
    except Exception as exc:  # noqa: BLE001 - the root of a task
        log_bug(_log, what, exc)
