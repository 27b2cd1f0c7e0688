"""Tells the practice when a room has ended, wherever the command came from."""

import logging
from collections.abc import Awaitable, Callable, Sequence

from sqlalchemy.exc import SQLAlchemyError

from signaling.room import Event, Instant, Phase, Room, RoomId
from signaling.stores import Kept, Revision, RoomStore

_log = logging.getLogger(__name__)


class EndNotingStore:
    """A `RoomStore` over another that calls `ended` once a room's end is committed."""

    def __init__(self, store: RoomStore, ended: Callable[[RoomId], Awaitable[None]]) -> None:
        """`ended` must be idempotent; that it fails with a database error is logged and changes nothing for the room."""
        self._store = store
        self._ended = ended

    async def create(self, room: Room, deadline: Instant | None) -> bool:
        """See `RoomStore`."""
        return await self._store.create(room, deadline)

    async def load(self, room_id: RoomId) -> Kept | None:
        """See `RoomStore`."""
        return await self._store.load(room_id)

    async def commit(
        self, room_id: RoomId, *, expected: Revision, events: Sequence[Event], room: Room, deadline: Instant | None
    ) -> bool:
        """See `RoomStore`."""
        committed = await self._store.commit(room_id, expected=expected, events=events, room=room, deadline=deadline)
        if committed and room.phase is Phase.ENDED:
            await self._note(room_id)
        return committed

    async def due(self, now: Instant) -> list[RoomId]:
        """See `RoomStore`."""
        return await self._store.due(now)

    async def history(self, room_id: RoomId) -> list[Event]:
        """See `RoomStore`."""
        return await self._store.history(room_id)

    async def forget(self, room_id: RoomId) -> None:
        """See `RoomStore`."""
        await self._store.forget(room_id)

    async def _note(self, room_id: RoomId) -> None:
        try:
            await self._ended(room_id)
        except SQLAlchemyError:
            _log.exception("The end of a session could not be noted")
