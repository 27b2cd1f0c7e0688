"""Where live rooms are kept between commands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NewType, Protocol, TypeAlias

from signaling.room import Event, Instant, Refusal, Room, RoomId, SeatId

Revision = NewType("Revision", int)
"""How often a room has changed: 0 for a room to which nothing has happened yet, one more for each commit."""

Outcome: TypeAlias = Revision | Refusal
"""What became of a command: the revision at which it is in effect, or why it was refused."""

OUTCOMES_PER_SEAT = 64
"""Outcomes kept of a seat, the most recent. A page repeats at most what it had not heard about when its socket dropped: a
burst of commands is 20."""


@dataclass(frozen=True, slots=True)
class CommandKey:
    """Names one intent of one seat, however often and by whatever way it arrives."""

    seat: SeatId
    command: str
    """As its page named it: 1 to 64 url-safe characters."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A room as it was kept."""

    room: Room
    revision: Revision
    outcome: Outcome | None = None
    """Of the command that was asked about, if it has one."""


class RoomStore(Protocol):
    """Rooms by id, changed by compare-and-set, with their events and the instant at which the clock is next due.

    Any number of processes may use the same rooms at once; whoever loses a race is told and looks again. No method
    leaves anything half done when it raises or is cancelled, though what it was asked for may then be done or not.
    Each raises `StoreUnavailable` when the rooms cannot be reached.
    """

    async def create(self, room: Room, deadline: Instant | None) -> bool:
        """Keep a new room at revision 0.

        Returns:
            Whether it was new; otherwise the room that was there is untouched.
        """
        ...

    async def load(self, room_id: RoomId, command: CommandKey | None = None) -> Kept | None:
        """The room as of its last commit, or ``None`` when there is none; with the outcome of ``command`` if it has one."""
        ...

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
        """Keep what ``events`` made of a room that was at revision ``expected``.

        Args:
            room_id: The room's id.
            expected: The revision that ``events`` were decided on.
            events: What happened, in order; at least one.
            room: What the events made of it.
            deadline: When its clock is due next, replacing what was scheduled; ``None`` for never.
            command: What brought it about; its outcome, ``expected + 1``, is kept in the same step.

        Returns:
            Whether the room was at ``expected`` and ``command`` without an outcome, and so the room is at ``expected +
            1`` now. Otherwise nothing changed.
        """
        ...

    async def settle(self, room_id: RoomId, command: CommandKey, outcome: Outcome) -> Outcome:
        """Keep the outcome of a command that changed nothing; the first one, if it has one already.

        Returns:
            The outcome that holds.
        """
        ...

    async def restore(self, kept: Kept, deadline: Instant | None) -> bool:
        """Put a room back of which the store has nothing, or only something older.

        For a store that came back without its last second. Outcomes and history of what it lost are not restored.

        Returns:
            Whether it was put back; otherwise the store is as new or newer and nothing changed.
        """
        ...

    async def revisions(self, rooms: Sequence[RoomId]) -> Mapping[RoomId, Revision]:
        """The present revisions of those of ``rooms`` that there are."""
        ...

    async def claim(self, room_id: RoomId, now: Instant, until: Instant) -> bool:
        """Take on the room's tick, if it is due by ``now``.

        Returns:
            Whether it was due, and so is the caller's to carry out. Unless a commit sets another deadline it is due
            again at ``until``, for whoever asks then: nothing is lost with a process that dies in between.
        """
        ...

    async def claim_due(self, now: Instant, until: Instant) -> list[RoomId]:
        """`claim` every room that is due by ``now``; those claimed, the longest overdue first."""
        ...

    async def history(self, room_id: RoomId) -> list[Event]:
        """What happened in a room, in order: as much of the most recent as the store keeps."""
        ...

    async def forget(self, room_id: RoomId) -> None:
        """Drop a room and all about it; nothing happens when there is none."""
        ...
