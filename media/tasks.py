"""Tasks with an owner."""

import asyncio
import logging
from collections.abc import Coroutine

_log = logging.getLogger(__name__)


class TaskOwner:
    """Runs tasks that live about as long as their owner; `close` leaves none of them running.

    Unlike in an `asyncio.TaskGroup` a bug in one task does not end the others: it is logged with its traceback.
    """

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False

    def start(self, coroutine: Coroutine[object, object, None], *, name: str) -> asyncio.Task[None]:
        """Run ``coroutine`` until it ends, is cancelled or the owner closes."""
        if self._closed:
            coroutine.close()
            raise RuntimeError("the owner of this task is closed")
        task = asyncio.get_running_loop().create_task(coroutine, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (bug := task.exception()) is not None:
            _log.error("task %s broke", task.get_name(), exc_info=bug)

    async def close(self) -> None:
        """Cancel what runs and wait for it. Idempotent."""
        self._closed = True
        running = tuple(self._tasks)
        for task in running:
            task.cancel()
        if running:
            await asyncio.wait(running)
