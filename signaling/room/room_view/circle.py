"""What the circle sees of one another."""

from dataclasses import dataclass

from signaling.room.ids import SeatId
from signaling.room.reaction import ReactionKind
from signaling.room.seat import Role, SeatState


@dataclass(frozen=True, slots=True)
class CircleView:
    """Somebody in the circle."""

    seat: SeatId
    name: str
    role: Role
    state: SeatState
    lead: bool
    microphone: bool
    camera: bool
    muted: bool
    has_floor: bool
    next: bool
    shielded: bool
    aside: bool
    """In the side room."""
    reaction: ReactionKind | None
