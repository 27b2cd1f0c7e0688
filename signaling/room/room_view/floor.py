"""What the circle sees of the floor."""

from dataclasses import dataclass

from signaling.room.floor import FloorMode
from signaling.room.ids import SeatId
from signaling.room.instant import Instant


@dataclass(frozen=True, slots=True)
class TurnView:
    """The clock of the turn: running it has ``ends_ms``, standing ``remaining_ms``, without a clock neither."""

    number: int
    """Which turn of the session it is; a command may name it."""
    length_ms: int | None
    ends_ms: Instant | None
    remaining_ms: int | None
    paused: bool


@dataclass(frozen=True, slots=True)
class RoundView:
    """How far the round, or the feedback, is."""

    number: int
    taken: int
    """Seats that had their turn or let it go by."""
    total: int
    prompt: str | None
    sharer: SeatId | None
    """To whom the others give feedback; ``None`` in a go-round."""
    answering: bool
    """Whether the sharer has the last word now."""


@dataclass(frozen=True, slots=True)
class SilenceView:
    """The clock of a silence: running it has ``ends_ms``, standing ``remaining_ms``, without a clock neither."""

    ends_ms: Instant | None
    remaining_ms: int | None


@dataclass(frozen=True, slots=True)
class FloorView:
    """Whose turn it is and who is next."""

    mode: FloorMode
    holder: SeatId | None
    next: SeatId | None
    turn: TurnView | None
    round: RoundView | None
    quiet: SilenceView | None
