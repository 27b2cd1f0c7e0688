"""Asking for the floor, giving it and taking it."""

from dataclasses import dataclass
from typing import TypeAlias

from signaling.room.floor import FloorMode, MicrophoneRule
from signaling.room.ids import SeatId


@dataclass(frozen=True, slots=True)
class RequestFloor:
    """Ask for the floor."""

    by: SeatId


@dataclass(frozen=True, slots=True)
class WithdrawRequest:
    """Take back one's request for the floor."""

    by: SeatId


@dataclass(frozen=True, slots=True)
class PassTurn:
    """Let one's turn in a round go by."""

    by: SeatId
    for_now: bool
    """Whether to be offered it once more before the round closes."""


@dataclass(frozen=True, slots=True)
class ReleaseFloor:
    """Be done speaking."""

    by: SeatId


@dataclass(frozen=True, slots=True)
class SetFloorMode:
    """Choose how the floor moves: ``open`` or ``queue``; a running round ends."""

    by: SeatId
    mode: FloorMode


@dataclass(frozen=True, slots=True)
class SetMicrophoneRule:
    """Choose whose audio the relay forwards."""

    by: SeatId
    rule: MicrophoneRule


@dataclass(frozen=True, slots=True)
class StartRound:
    """Offer every member a turn, around the circle."""

    by: SeatId
    turn_s: int | None
    """Seconds on each turn's clock; ``None`` for no clock."""


@dataclass(frozen=True, slots=True)
class GrantFloor:
    """Give somebody the floor, out of order if need be."""

    by: SeatId
    seat: SeatId


@dataclass(frozen=True, slots=True)
class RevokeFloor:
    """Take the floor from its holder; in a round the turn is offered again before the end."""

    by: SeatId


@dataclass(frozen=True, slots=True)
class NextTurn:
    """The turn is done: on to the next of the round or the queue."""

    by: SeatId


@dataclass(frozen=True, slots=True)
class SkipTurn:
    """Go on with the round; the turn is offered again before the end."""

    by: SeatId


@dataclass(frozen=True, slots=True)
class EndRound:
    """Close the round now."""

    by: SeatId


FloorMemberCommand: TypeAlias = RequestFloor | WithdrawRequest | PassTurn | ReleaseFloor

FloorFacilitatorCommand: TypeAlias = (
    SetFloorMode | SetMicrophoneRule | StartRound | GrantFloor | RevokeFloor | NextTurn | SkipTurn | EndRound
)

FloorCommand: TypeAlias = FloorMemberCommand | FloorFacilitatorCommand
