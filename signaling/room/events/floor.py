"""The floor, and how it moves."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from signaling.room.floor import FloorMode, MicrophoneRule, QueueOrder, Request, RequestOutcome
from signaling.room.ids import SeatId
from signaling.room.place import Outcome
from signaling.room.round import Round
from signaling.room.silence import Silence
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
    taken: bool = True
    """Whether the person had the turn, rather than letting it go by or missing it."""


@dataclass(frozen=True, slots=True)
class FloorRevoked:
    """A facilitator took the floor."""

    seat: SeatId
    taken: bool = False
    """Whether that was a turn had; in a round it is offered again instead."""


@dataclass(frozen=True, slots=True)
class QueueOrderSet:
    """The queue is in another order; whatever was arranged by hand is undone."""

    order: QueueOrder


@dataclass(frozen=True, slots=True)
class QueueArranged:
    """A facilitator gave a request another place."""

    seat: SeatId
    order: tuple[SeatId, ...]
    """Of the whole queue."""


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
class TurnInserted:
    """A facilitator has somebody's turn come next."""

    seat: SeatId


@dataclass(frozen=True, slots=True)
class FeedbackStopped:
    """Nothing more is said to the sharer, who has the last word."""


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


@dataclass(frozen=True, slots=True)
class SilenceSet:
    """A silence began, or its clock stands or runs."""

    silence: Silence


@dataclass(frozen=True, slots=True)
class SpeechCounted:
    """Members spoke."""

    speech_ms: Mapping[SeatId, int]
    """Milliseconds, each more than none, on top of what was counted before."""


@dataclass(frozen=True, slots=True)
class LastCallReached:
    """The end is near enough for the facilitators to see who has not been offered a turn yet."""


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
    | QueueOrderSet
    | QueueArranged
    | TurnInserted
    | FeedbackStopped
    | SilenceSet
    | SpeechCounted
    | LastCallReached
)
