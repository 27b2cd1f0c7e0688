"""Where live rooms are kept between commands."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NewType, Protocol

from signaling.room import Event, Instant, Room, RoomId

Revision = NewType("Revision", int)
"""How often a room has changed: 0 for a room to which nothing has happened yet, one more for each commit."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A room as it was kept."""

    room: Room
    revision: Revision


class RoomStore(Protocol):
    """Rooms by id, changed by compare-and-set, with their events and the instant at which the clock is next due.

    Any number of processes may use the same rooms at once; whoever loses a race is told and looks again. No method
    leaves anything half done when it raises or is cancelled.
    """

    async def create(self, room: Room, deadline: Instant | None) -> bool:
        """Keep a new room at revision 0.

        Returns:
            Whether it was new; otherwise the room that was there is untouched.
        """
        ...

    async def load(self, room_id: RoomId) -> Kept | None:
        """The room as of its last commit, or ``None`` when there is none."""
        ...

    async def commit(
        self,
        room_id: RoomId,
        *,
        expected: Revision,
        events: Sequence[Event],
        room: Room,
        deadline: Instant | None,
    ) -> bool:
        """Keep what ``events`` made of a room that was at revision ``expected``.

        Args:
            room_id: The room's id.
            expected: The revision that ``events`` were decided on.
            events: What happened, in order; at least one.
            room: What the events made of it.
            deadline: When its clock is due next, replacing what was scheduled; ``None`` for never.

        Returns:
            Whether the room was at ``expected``, and so is at ``expected + 1`` now. Otherwise nothing changed.
        """
        ...

    async def due(self, now: Instant) -> list[RoomId]:
        """Rooms whose deadline is not after ``now``, the longest overdue first. They stay due until a commit."""
        ...

    async def history(self, room_id: RoomId) -> list[Event]:
        """What happened in a room, in order: as much of the most recent as the store keeps."""
        ...

    async def forget(self, room_id: RoomId) -> None:
        """Drop a room and all about it; nothing happens when there is none."""
        ...
