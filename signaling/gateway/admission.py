"""Who may connect: what the gateway needs to know of the practice behind it."""

from dataclasses import dataclass
from typing import Protocol

from signaling.room.ids import RoomId, SeatId
from signaling.room.instant import Instant
from signaling.room.legacy import Legacy
from signaling.room.room import RoomSetup


@dataclass(frozen=True, slots=True)
class Admission:
    """A token's meaning: this person, in this session."""

    room: RoomId
    seat: SeatId
    setup: RoomSetup
    """Of the whole session; opens the room if nobody has come yet."""
    doors: Instant
    """Nobody is let in earlier, not even into the lobby."""


class Directory(Protocol):
    """Knows tokens and sessions."""

    async def authenticate(self, token: str) -> Admission:
        """Who comes with this token.

        Raises:
            SessionExpired: the token is unknown, expired or its invite was revoked.
        """

    async def revoke(self, room: RoomId, seat: SeatId, for_good: bool) -> None:  # noqa: FBT001 - as agreed with server/
        """Let this seat's tokens and invite open nothing any more, tonight or ever. Idempotent."""

    async def ended(self, room: RoomId, left: Legacy) -> None:
        """Note that a session is over, so that nobody is sent into its room any more, and what it left. Idempotent."""
