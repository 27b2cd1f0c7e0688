"""Where the media of each room are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from signaling.room import RoomId


@dataclass(frozen=True, slots=True)
class Placed:
    """A room's media are at this process."""

    node: str
    url: str
    """Where other processes reach it directly, like ``http://10.0.0.5:8080``."""
    epoch: int
    """One more each time the room's media are placed; what belongs to an earlier one is gone."""


class Placement(Protocol):
    """Says at which one process the media of a room are. Methods raise `StoreUnavailable` when that cannot be told now."""

    def at_once(self, room: RoomId) -> Placed | None:
        """Where the room's media are, if that is known without asking anybody."""
        ...

    async def where(self, rooms: Sequence[RoomId]) -> Mapping[RoomId, Placed]:
        """Those of ``rooms`` that have been placed."""
        ...

    async def take(self, room: RoomId, after: int) -> Placed:
        """Place the room's media at this process, unless somebody has placed them anew since epoch ``after``.

        Args:
            room: The room.
            after: The epoch that is known to be over; 0 for a room that has not been placed.

        Returns:
            Where they are now.
        """
        ...

    async def lives(self, node: str) -> bool:
        """Whether a process holds its lease."""
        ...


class OnlyHere:
    """The placement of a process that is alone."""

    def __init__(self, node: str) -> None:
        self._here = Placed(node, "", 1)

    def at_once(self, room: RoomId) -> Placed | None:
        """See ``Placement``."""
        return self._here

    async def where(self, rooms: Sequence[RoomId]) -> Mapping[RoomId, Placed]:
        """See ``Placement``."""
        return dict.fromkeys(rooms, self._here)

    async def take(self, room: RoomId, after: int) -> Placed:
        """See ``Placement``."""
        return self._here

    async def lives(self, node: str) -> bool:
        """See ``Placement``."""
        return True
