"""What facilitators see of those who are not in the room."""

from dataclasses import dataclass

from signaling.room.consent import Consent
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
    late: bool


@dataclass(frozen=True, slots=True)
class ExpectedView:
    """Somebody who is neither in the room nor waiting."""

    seat: SeatId
    name: str
    role: Role
    state: SeatState


@dataclass(frozen=True, slots=True)
class GuestView:
    """Somebody who may join for this session, if the members let them."""

    seat: SeatId
    name: str
    consent: Consent
    missing: int
    """Answers still to come; never whose."""
