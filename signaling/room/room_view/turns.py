"""What facilitators see of turns and requests."""

from dataclasses import dataclass

from signaling.room.ids import SeatId
from signaling.room.instant import Instant
from signaling.room.place import Outcome
from signaling.room.queue import Reason


@dataclass(frozen=True, slots=True)
class RequestView:
    """A place in the queue."""

    seat: SeatId
    since_ms: Instant
    reason: Reason
    deficit: float
    """Fair share minus own share of speech, to a hundredth."""


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A place in the round."""

    seat: SeatId
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class RoundOrderView:
    """The round as the facilitators see it."""

    order: tuple[PlaceView, ...]
