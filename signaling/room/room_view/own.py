"""What a person sees of themselves."""

from dataclasses import dataclass

from signaling.room.ids import SeatId, SignalId
from signaling.room.seat import Role, SeatState
from signaling.room.support import SupportKind


@dataclass(frozen=True, slots=True)
class OwnSupportView:
    """One's own last signal."""

    signal: SignalId
    kind: SupportKind
    acknowledged: bool


@dataclass(frozen=True, slots=True)
class OwnView:
    """Oneself."""

    seat: SeatId
    name: str
    role: Role
    state: SeatState
    lead: bool
    may_speak: bool
    """Whether the relay would forward my open microphone: strict rule, hold and block considered."""
    muted: bool
    unmute_asked: bool
    microphone: bool
    camera: bool
    queue_position: int | None
    """1 for the next."""
    turn: str | None
    """``offered`` while I hold the floor."""
    support: OwnSupportView | None
