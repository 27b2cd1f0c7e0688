"""What facilitators see of those who are not in the room."""

from dataclasses import dataclass

from signaling.room.ids import SeatId
from signaling.room.instant import Instant
from signaling.room.seat import Role, SeatState


@dataclass(frozen=True, slots=True)
class WaitingView:
    """Somebody in the lobby."""

    seat: SeatId
    name: str
    role: Role
    since_ms: Instant
    connected: bool


@dataclass(frozen=True, slots=True)
class ExpectedView:
    """Somebody who is neither in the room nor waiting."""

    seat: SeatId
    name: str
    role: Role
    state: SeatState
