"""Which room needs the clock next."""

import heapq

from signaling.room.ids import RoomId
from signaling.room.instant import Instant


class Deadlines:
    """For each room the instant of its next tick, the earliest first.

    A heap whose outdated entries are passed over when they surface: setting is O(log n), and an entry is dropped at
    the latest when its instant comes.
    """

    def __init__(self) -> None:
        self._heap: list[tuple[Instant, RoomId]] = []
        self._due: dict[RoomId, Instant] = {}

    def set(self, room: RoomId, due: Instant | None) -> None:
        """A room's next tick is at ``due``, or there is none."""
        if due is None:
            self._due.pop(room, None)
        elif self._due.get(room) != due:
            self._due[room] = due
            heapq.heappush(self._heap, (due, room))

    def of(self, room: RoomId) -> Instant | None:
        """When the room's next tick is, if there is one."""
        return self._due.get(room)

    @property
    def next(self) -> Instant | None:
        """The earliest instant of all, ``None`` without any."""
        while self._heap and self._due.get(self._heap[0][1]) != self._heap[0][0]:
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else None

    def take(self, now: Instant) -> list[RoomId]:
        """Remove and return the rooms that are due by ``now``, the earliest first."""
        due = []
        while (earliest := self.next) is not None and earliest <= now:
            _, room = heapq.heappop(self._heap)
            del self._due[room]
            due.append(room)
        return due
