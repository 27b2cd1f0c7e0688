"""The floor, and how it moves."""

from dataclasses import dataclass
from typing import TypeAlias

from signaling.room.floor import FloorMode, MicrophoneRule, Request, RequestOutcome
from signaling.room.ids import SeatId
from signaling.room.round import Outcome, Round
from signaling.room.turn import Turn


@dataclass(frozen=True, slots=True)
class FloorModeSet:
    """The floor moves in another way."""

    mode: FloorMode


@dataclass(frozen=True, slots=True)
class MicrophoneRuleSet:
    """The relay follows another rule."""

    rule: MicrophoneRule


@dataclass(frozen=True, slots=True)
class FloorRequested:
    """Somebody asked for the floor."""

    request: Request


@dataclass(frozen=True, slots=True)
class RequestClosed:
    """A request for the floor found its end; every ``FloorRequested`` is followed by exactly one of these."""

    seat: SeatId
    outcome: RequestOutcome


@dataclass(frozen=True, slots=True)
class FloorGranted:
    """A facilitator gave somebody the floor, from the queue or out of order."""

    turn: Turn


@dataclass(frozen=True, slots=True)
class TurnOffered:
    """A round reached somebody."""

    turn: Turn


@dataclass(frozen=True, slots=True)
class FloorReleased:
    """The holder was done, or passed, or went."""

    seat: SeatId


@dataclass(frozen=True, slots=True)
class FloorRevoked:
    """A facilitator took the floor."""

    seat: SeatId


@dataclass(frozen=True, slots=True)
class ClockSet:
    """The clock of the turn stands, runs or has another length."""

    turn: Turn


@dataclass(frozen=True, slots=True)
class RoundStarted:
    """A round began; nobody has been offered a turn yet."""

    round: Round


@dataclass(frozen=True, slots=True)
class RoundJoined:
    """A latecomer has a place at the round's end."""

    seat: SeatId


@dataclass(frozen=True, slots=True)
class TurnSettled:
    """What became of somebody's turn in the round."""

    seat: SeatId
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class RoundClosed:
    """The round is over."""

    number: int
    mode: FloorMode
    """How the floor moves from here."""
    carried_over: tuple[SeatId, ...]
    """Who is owed a turn by this session now, by this round or an earlier one."""


FloorEvent: TypeAlias = (
    FloorModeSet
    | MicrophoneRuleSet
    | FloorRequested
    | RequestClosed
    | FloorGranted
    | TurnOffered
    | FloorReleased
    | FloorRevoked
    | ClockSet
    | RoundStarted
    | RoundJoined
    | TurnSettled
    | RoundClosed
)
