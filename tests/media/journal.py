"""A list that a test can wait for."""

import asyncio
from typing import TypeVar

T = TypeVar("T")


class Journal(list[T]):
    """What happened, in order."""

    def __init__(self) -> None:
        super().__init__()
        self._grown = asyncio.Event()

    def append(self, item: T) -> None:
        super().append(item)
        self._grown.set()

    async def reach(self, length: int) -> None:
        """Return when there are this many items."""
        while len(self) < length:
            self._grown.clear()
            await self._grown.wait()
