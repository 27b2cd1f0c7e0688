"""Rooms in the memory of one process."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from signaling.room import Event, Instant, Room, RoomId
from signaling.stores.outcomes import Outcomes
from signaling.stores.store import CommandKey, Kept, Outcome, Revision

HISTORY_EVENTS = 10_000
"""Events kept of a room: a lively session of two hours has about a thousand; a bound all the same."""


@dataclass(slots=True)
class _Shelf:
    kept: Kept
    deadline: Instant | None
    history: deque[Event]
    outcomes: Outcomes = field(default_factory=Outcomes)


class MemoryStore:
    """A ``RoomStore`` that lives and dies with its process. One event loop only; rooms are values, so none is copied."""

    def __init__(self, *, history_events: int = HISTORY_EVENTS) -> None:
        self._shelves: dict[RoomId, _Shelf] = {}
        self._history_events = history_events

    async def create(self, room: Room, deadline: Instant | None) -> bool:
        """See ``RoomStore``."""
        if room.room in self._shelves:
            return False
        self._put(Kept(room, Revision(0)), deadline)
        return True

    async def load(self, room_id: RoomId, command: CommandKey | None = None) -> Kept | None:
        """See ``RoomStore``."""
        shelf = self._shelves.get(room_id)
        if shelf is None:
            return None
        outcome = shelf.outcomes.of(command)
        return shelf.kept if outcome is None else replace(shelf.kept, outcome=outcome)

    async def commit(
        self,
        room_id: RoomId,
        *,
        expected: Revision,
        events: Sequence[Event],
        room: Room,
        deadline: Instant | None,
        command: CommandKey | None = None,
    ) -> bool:
        """See ``RoomStore``."""
        shelf = self._shelves.get(room_id)
        if shelf is None or shelf.kept.revision != expected or shelf.outcomes.of(command) is not None:
            return False
        shelf.kept = Kept(room, Revision(expected + 1))
        shelf.deadline = deadline
        shelf.history.extend(events)
        shelf.outcomes.add(command, shelf.kept.revision)
        return True

    async def settle(self, room_id: RoomId, command: CommandKey, outcome: Outcome) -> Outcome:
        """See ``RoomStore``."""
        shelf = self._shelves.get(room_id)
        return outcome if shelf is None else shelf.outcomes.add(command, outcome)

    async def restore(self, kept: Kept, deadline: Instant | None) -> bool:
        """See ``RoomStore``."""
        shelf = self._shelves.get(kept.room.room)
        if shelf is not None and shelf.kept.revision >= kept.revision:
            return False
        self._put(replace(kept, outcome=None), deadline)
        return True

    async def revisions(self, rooms: Sequence[RoomId]) -> Mapping[RoomId, Revision]:
        """See ``RoomStore``."""
        return {room: self._shelves[room].kept.revision for room in rooms if room in self._shelves}

    async def claim(self, room_id: RoomId, now: Instant, until: Instant) -> bool:
        """See ``RoomStore``."""
        shelf = self._shelves.get(room_id)
        if shelf is None or shelf.deadline is None or shelf.deadline > now:
            return False
        shelf.deadline = until
        return True

    async def claim_due(self, now: Instant, until: Instant) -> list[RoomId]:
        """See ``RoomStore``."""
        due = sorted(
            (shelf.deadline, room_id)
            for room_id, shelf in self._shelves.items()
            if shelf.deadline is not None and shelf.deadline <= now
        )
        return [room_id for _, room_id in due if await self.claim(room_id, now, until)]

    async def history(self, room_id: RoomId) -> list[Event]:
        """See ``RoomStore``."""
        shelf = self._shelves.get(room_id)
        return [] if shelf is None else list(shelf.history)

    async def forget(self, room_id: RoomId) -> None:
        """See ``RoomStore``."""
        self._shelves.pop(room_id, None)

    def _put(self, kept: Kept, deadline: Instant | None) -> None:
        self._shelves[kept.room.room] = _Shelf(kept, deadline, deque(maxlen=self._history_events))
