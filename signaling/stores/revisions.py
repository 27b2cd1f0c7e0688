"""News of rooms that other processes changed: their revisions, and nothing else about them."""

import asyncio
from collections.abc import Callable
from typing import Protocol, TypeAlias

from signaling.room import RoomId
from signaling.stores.store import Revision

Heard: TypeAlias = Callable[[RoomId, Revision | None], None]
"""Told that a room is at a revision; ``None`` when news of it may have been missed. Does not block and does not raise."""


class RevisionBus(Protocol):
    """Says when a room changes. It may say so late, twice, in another order, or not at all: whoever hears looks for himself.

    Revisions are announced by the store, in one step with what they are the revisions of.
    """

    def follow(self, room: RoomId) -> None:
        """Hear of this room from soon on; `Heard` is told ``None`` at the moment from which on nothing is missed."""
        ...

    def unfollow(self, room: RoomId) -> None:
        """Hear of it no longer."""
        ...

    async def run(self, heard: Heard) -> None:
        """Listen until cancelled."""
        ...


class NoRevisions:
    """The bus of a process that has its rooms to itself: it knows of each change, having made it."""

    def follow(self, room: RoomId) -> None:
        """See ``RevisionBus``."""

    def unfollow(self, room: RoomId) -> None:
        """See ``RevisionBus``."""

    async def run(self, heard: Heard) -> None:
        """See ``RevisionBus``."""
        await asyncio.Event().wait()
