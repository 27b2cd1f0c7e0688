"""Rooms in the memory of one process."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from signaling.room import Event, Instant, Room, RoomId
from signaling.stores.store import Kept, Revision

HISTORY_EVENTS = 10_000
"""Events kept of a room: a lively session of two hours has about a thousand; a bound all the same."""


@dataclass(slots=True)
class _Shelf:
    kept: Kept
    deadline: Instant | None
    history: deque[Event] = field(default_factory=deque)


class MemoryStore:
    """A ``RoomStore`` that lives and dies with its process. One event loop only; rooms are values, so none is copied."""

    def __init__(self, *, history_events: int = HISTORY_EVENTS) -> None:
        self._shelves: dict[RoomId, _Shelf] = {}
        self._history_events = history_events

    async def create(self, room: Room, deadline: Instant | None) -> bool:
        """See ``RoomStore``."""
        if room.room in self._shelves:
            return False
        self._shelves[room.room] = _Shelf(Kept(room, Revision(0)), deadline, deque(maxlen=self._history_events))
        return True

    async def load(self, room_id: RoomId) -> Kept | None:
        """See ``RoomStore``."""
        shelf = self._shelves.get(room_id)
        return None if shelf is None else shelf.kept

    async def commit(
        self,
        room_id: RoomId,
        *,
        expected: Revision,
        events: Sequence[Event],
        room: Room,
        deadline: Instant | None,
    ) -> bool:
        """See ``RoomStore``."""
        shelf = self._shelves.get(room_id)
        if shelf is None or shelf.kept.revision != expected:
            return False
        shelf.kept = Kept(room, Revision(expected + 1))
        shelf.deadline = deadline
        shelf.history.extend(events)
        return True

    async def due(self, now: Instant) -> list[RoomId]:
        """See ``RoomStore``."""
        due = [
            (shelf.deadline, room_id)
            for room_id, shelf in self._shelves.items()
            if shelf.deadline is not None and shelf.deadline <= now
        ]
        return [room_id for _, room_id in sorted(due)]

    async def history(self, room_id: RoomId) -> list[Event]:
        """See ``RoomStore``."""
        shelf = self._shelves.get(room_id)
        return [] if shelf is None else list(shelf.history)

    async def forget(self, room_id: RoomId) -> None:
        """See ``RoomStore``."""
        self._shelves.pop(room_id, None)
