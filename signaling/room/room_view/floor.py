"""What the circle sees of the floor."""

from dataclasses import dataclass

from signaling.room.floor import FloorMode
from signaling.room.ids import SeatId
from signaling.room.instant import Instant


@dataclass(frozen=True, slots=True)
class TurnView:
    """The clock of the turn: running it has ``ends_ms``, standing ``remaining_ms``, without a clock neither."""

    length_ms: int | None
    ends_ms: Instant | None
    remaining_ms: int | None
    paused: bool


@dataclass(frozen=True, slots=True)
class RoundView:
    """How far the round is."""

    number: int
    taken: int
    """Seats that had their turn or let it go by."""
    total: int


@dataclass(frozen=True, slots=True)
class FloorView:
    """Whose turn it is and who is next."""

    mode: FloorMode
    holder: SeatId | None
    next: SeatId | None
    turn: TurnView | None
    round: RoundView | None
