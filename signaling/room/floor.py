"""Whose turn it is, and how that changes (words of RFC 8855: request, grant, deny, release, revoke)."""

from dataclasses import dataclass
from enum import StrEnum

from signaling.room.ids import SeatId
from signaling.room.instant import Instant
from signaling.room.round import Round
from signaling.room.silence import Silence
from signaling.room.turn import Turn


class FloorMode(StrEnum):
    """How the floor moves."""

    OPEN = "open"
    """Nobody holds it; talk freely."""
    QUEUE = "queue"
    """Members ask, the facilitator grants, in order of arrival or out of it."""
    ROUND = "round"
    """A go-round; requests are taken and wait for its end."""
    FEEDBACK = "feedback"
    """After a share everybody else is offered a turn to say something to the sharer, who answers last."""
    PIECE = "piece"
    """A talking piece: its holder hands it on."""
    QUIET = "quiet"
    """A shared silence; the facilitators may speak."""


class MicrophoneRule(StrEnum):
    """Whose audio the relay forwards."""

    GENTLE = "gentle"
    """Everyone's; the floor is only shown."""
    STRICT = "strict"
    """The floor holder's and the facilitators', in every mode."""


class QueueOrder(StrEnum):
    """Who comes first in the queue."""

    ARRIVAL = "arrival"
    FAIR = "fair"
    """Who has spoken less than a fair share, and who has waited longer."""


class RequestOutcome(StrEnum):
    """What became of a request for the floor; each comes to exactly one of these."""

    GRANTED = "granted"
    DENIED = "denied"
    """By the facilitator, or because the room went back to talking freely."""
    WITHDRAWN = "withdrawn"
    """By the member, or because the member left the circle."""
    CARRIED_OVER = "carried_over"
    """The session ended first."""


@dataclass(frozen=True, slots=True)
class Request:
    """A member's wish for the floor."""

    seat: SeatId
    since: Instant
    limit: int = 1
    """Granted at the latest by this many grants after it was made: as many as there were members in the circle."""
    passed_over: int = 0
    """Grants to others since it was made."""
    moved: bool = False
    """Whether a facilitator gave it its place."""


@dataclass(frozen=True, slots=True)
class Floor:
    """The floor of a room."""

    mode: FloorMode = FloorMode.OPEN
    turn: Turn | None = None
    """``None`` when nobody holds the floor."""
    turns: int = 0
    """Turns begun in this session; the number of the last."""
    queue: tuple[Request, ...] = ()
    """Open requests, the earliest first."""
    queue_order: QueueOrder = QueueOrder.ARRIVAL
    arranged: tuple[SeatId, ...] = ()
    """The order that a facilitator gave the queue by hand, until the queue order is set again; who asks later follows."""
    round: Round | None = None
    """Present exactly while ``mode`` is ``round`` or ``feedback``."""
    silence: Silence | None = None
    """Present exactly while ``mode`` is ``quiet``."""
    resume: FloorMode = FloorMode.OPEN
    """The mode to return to when the round closes."""

    @property
    def holder(self) -> SeatId | None:
        """The seat that holds the floor."""
        return None if self.turn is None else self.turn.seat

    def request_of(self, seat: SeatId) -> Request | None:
        """The open request of ``seat``."""
        return next((request for request in self.queue if request.seat == seat), None)
