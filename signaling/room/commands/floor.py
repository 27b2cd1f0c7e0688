"""Asking for the floor, giving it and taking it."""

from dataclasses import dataclass
from typing import TypeAlias

from signaling.room.floor import FloorMode, MicrophoneRule, QueueOrder
from signaling.room.ids import SeatId
from signaling.room.round import RoundOrder


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
    turn: int | None = None
    """The number of the turn that is meant; here and below, ``None`` for whichever it is."""


@dataclass(frozen=True, slots=True)
class ReleaseFloor:
    """Be done speaking."""

    by: SeatId
    turn: int | None = None


@dataclass(frozen=True, slots=True)
class HandPiece:
    """Give the talking piece to somebody: its holder on, or a facilitator."""

    by: SeatId
    seat: SeatId


@dataclass(frozen=True, slots=True)
class StopFeedback:
    """Have no more said to the sharer, who has the last word; by the sharer, or a facilitator."""

    by: SeatId


@dataclass(frozen=True, slots=True)
class SetFloorMode:
    """Choose how the floor moves: ``open``, ``queue``, ``piece`` or ``quiet``; a running round ends."""

    by: SeatId
    mode: FloorMode
    quiet_s: int | None = None
    """Seconds on the clock of a silence; ``None`` for no clock."""


@dataclass(frozen=True, slots=True)
class SetMicrophoneRule:
    """Choose whose audio the relay forwards."""

    by: SeatId
    rule: MicrophoneRule


@dataclass(frozen=True, slots=True)
class StartRound:
    """Offer every member a turn, whoever is owed one from before first."""

    by: SeatId
    turn_s: int | None
    """Seconds on each turn's clock; ``None`` for no clock."""
    order: RoundOrder = RoundOrder.CIRCLE
    seats: tuple[SeatId, ...] = ()
    """Who comes first in a ``chosen`` order; the others follow around the circle."""
    prompt: str | None = None
    seed: int = 0
    """Of a ``random`` order: 64 bits by chance."""


@dataclass(frozen=True, slots=True)
class StartFeedback:
    """Offer everybody else a turn to say something to ``seat``, who answers last."""

    by: SeatId
    seat: SeatId
    turn_s: int | None


@dataclass(frozen=True, slots=True)
class InsertTurn:
    """Offer somebody the turn after this one, once more if there was one already."""

    by: SeatId
    seat: SeatId


@dataclass(frozen=True, slots=True)
class GrantFloor:
    """Give somebody the floor, out of order if need be."""

    by: SeatId
    seat: SeatId


@dataclass(frozen=True, slots=True)
class RevokeFloor:
    """Take the floor from its holder; in a round the turn is offered again before the end."""

    by: SeatId
    turn: int | None = None


@dataclass(frozen=True, slots=True)
class DenyRequest:
    """Say no, for now, to somebody who asks for the floor."""

    by: SeatId
    seat: SeatId


@dataclass(frozen=True, slots=True)
class SetQueueOrder:
    """Choose who comes first in the queue; what was arranged by hand is undone."""

    by: SeatId
    order: QueueOrder


@dataclass(frozen=True, slots=True)
class MoveRequest:
    """Give somebody another place in the queue."""

    by: SeatId
    seat: SeatId
    position: int
    """From 1; beyond the end it is the last."""


@dataclass(frozen=True, slots=True)
class NextTurn:
    """The turn is done: on to the next of the round or the queue."""

    by: SeatId
    turn: int | None = None


@dataclass(frozen=True, slots=True)
class SkipTurn:
    """Go on with the round; the turn is offered again before the end."""

    by: SeatId
    turn: int | None = None


@dataclass(frozen=True, slots=True)
class EndRound:
    """Close the round now."""

    by: SeatId


FloorMemberCommand: TypeAlias = RequestFloor | WithdrawRequest | PassTurn | ReleaseFloor | HandPiece | StopFeedback
"""The last two a facilitator may ask for as well."""

FloorFacilitatorCommand: TypeAlias = (
    SetFloorMode
    | SetMicrophoneRule
    | StartRound
    | StartFeedback
    | InsertTurn
    | GrantFloor
    | RevokeFloor
    | DenyRequest
    | SetQueueOrder
    | MoveRequest
    | NextTurn
    | SkipTurn
    | EndRound
)

FloorCommand: TypeAlias = FloorMemberCommand | FloorFacilitatorCommand
