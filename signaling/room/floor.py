"""Whose turn it is, and how that changes (words of RFC 8855: request, grant, deny, release, revoke)."""

from dataclasses import dataclass
from enum import StrEnum

from signaling.room.ids import SeatId
from signaling.room.instant import Instant
from signaling.room.round import Round
from signaling.room.turn import Turn


class FloorMode(StrEnum):
    """How the floor moves."""

    OPEN = "open"
    """Nobody holds it; talk freely."""
    QUEUE = "queue"
    """Members ask, the facilitator grants, in order of arrival or out of it."""
    ROUND = "round"
    """A go-round; requests are taken and wait for its end."""


class MicrophoneRule(StrEnum):
    """Whose audio the relay forwards."""

    GENTLE = "gentle"
    """Everyone's; the floor is only shown."""
    STRICT = "strict"
    """The floor holder's and the facilitators', in every mode."""


class RequestOutcome(StrEnum):
    """What became of a request for the floor; each comes to exactly one of these."""

    GRANTED = "granted"
    DENIED = "denied"
    """The room went back to talking freely."""
    WITHDRAWN = "withdrawn"
    """By the member, or because the member left the circle."""
    CARRIED_OVER = "carried_over"
    """The session ended first."""


@dataclass(frozen=True, slots=True)
class Request:
    """A member's wish for the floor."""

    seat: SeatId
    since: Instant


@dataclass(frozen=True, slots=True)
class Floor:
    """The floor of a room."""

    mode: FloorMode = FloorMode.OPEN
    turn: Turn | None = None
    """``None`` when nobody holds the floor."""
    queue: tuple[Request, ...] = ()
    """Open requests, the earliest first."""
    round: Round | None = None
    """Present exactly while ``mode`` is ``round``."""
    resume: FloorMode = FloorMode.OPEN
    """The mode to return to when the round closes."""

    @property
    def holder(self) -> SeatId | None:
        """The seat that holds the floor."""
        return None if self.turn is None else self.turn.seat

    def request_of(self, seat: SeatId) -> Request | None:
        """The open request of ``seat``."""
        return next((request for request in self.queue if request.seat == seat), None)
