"""Keeps what this process knows of its rooms as it is in the store, whoever changes them."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from typing import TypeAlias

from signaling.bugs import log_bug
from signaling.errors import StoreUnavailable
from signaling.hub import Hub
from signaling.room import RoomId
from signaling.stores import Kept, Revision, RoomStore
from signaling.stores.revisions import RevisionBus

LOOK_S = 2.0
"""How often all rooms of this process are compared with the store: the longest that missed news goes unnoticed."""

Known: TypeAlias = Callable[[RoomId], Kept | None]
"""What this process knows of a room, if it has it."""

Learn: TypeAlias = Callable[[Kept], None]
"""Takes in a room as it is in the store. Does not block and does not raise."""

_log = logging.getLogger(__name__)


class Follower:
    """Hears of changes by the bus, and looks for what the bus did not say."""

    def __init__(self, store: RoomStore, hub: Hub, bus: RevisionBus, known: Known, learn: Learn) -> None:
        self._store = store
        self._hub = hub
        self._bus = bus
        self._known = known
        self._learn = learn
        self._rooms: set[RoomId] = set()
        self._stale: set[RoomId] = set()
        self._news = asyncio.Event()

    def follow(self, room: RoomId) -> None:
        """Keep up with this room."""
        if room not in self._rooms:
            self._rooms.add(room)
            self._bus.follow(room)

    def unfollow(self, room: RoomId) -> None:
        """It is no business of this process any more."""
        if room in self._rooms:
            self._rooms.discard(room)
            self._stale.discard(room)
            self._bus.unfollow(room)

    async def run(self) -> None:
        """Follow until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._bus.run(self._heard))
            group.create_task(self._look())
            while True:
                await self._news.wait()
                self._news.clear()
                stale, self._stale = self._stale, set()
                await asyncio.gather(*(self._catch_up(room) for room in stale))

    def _heard(self, room: RoomId, revision: Revision | None) -> None:
        known = self._known(room)
        if revision is None or known is None or known.revision < revision:
            self._mark([room])

    def _mark(self, rooms: Iterable[RoomId]) -> None:
        self._stale |= self._rooms.intersection(rooms)
        self._news.set()

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(LOOK_S)
            rooms = tuple(self._rooms)
            try:
                found = await self._store.revisions(rooms)
            except StoreUnavailable:
                # Whatever was said meanwhile, and whatever the store has lost.
                self._mark(rooms)
            except Exception as exc:  # noqa: BLE001 - the root of everything a look does
                log_bug(_log, "a look at the rooms", exc)
            else:
                self._mark(
                    room
                    for room in rooms
                    if (known := self._known(room)) is not None and found.get(room) != known.revision
                )

    async def _catch_up(self, room: RoomId) -> None:
        try:
            kept = await self._store.load(room)
            known = self._known(room)
            if known is not None and (kept is None or kept.revision < known.revision):
                await self._hub.restore(known)
            elif kept is not None:
                self._learn(kept)
        except StoreUnavailable:
            _log.warning("room %s: not up to date, the store does not answer", room)
        except Exception as exc:  # noqa: BLE001 - the root of everything a catching up does
            log_bug(_log, f"room {room}: catching up", exc)
