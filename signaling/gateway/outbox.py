"""What waits to be written to one socket."""

import asyncio
from collections.abc import Callable
from typing import Any

MAX_FRAMES = 256
"""A view is about 4 kB and a room changes a few times a second at its liveliest: a browser that is this far behind, with
its TCP buffers full besides, is not reading any more."""


class Outbox(asyncio.Queue[Any]):
    """A queue that never makes its producer wait: what does not fit is dropped and ends the connection.

    Dropping is no loss, because the connection ends with it and the next one begins with the whole view. The item
    ``None`` (end of the connection, to engine.io) always fits.
    """

    def __init__(self, overflow: Callable[[], None]) -> None:
        super().__init__()
        self._overflow = overflow

    def put_nowait(self, item: Any) -> None:
        """Add an item, or end the connection."""
        if item is not None and self.qsize() >= MAX_FRAMES:
            self._overflow()
            return
        super().put_nowait(item)

    async def put(self, item: Any) -> None:
        """The same; does not wait."""
        self.put_nowait(item)
