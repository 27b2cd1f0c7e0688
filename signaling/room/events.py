"""What happened in a room: facts, each carrying the new state and not a difference.

``evolve`` turns them back into the room, so together they are its whole history. Refusals are not events.
"""

from dataclasses import dataclass
from typing import TypeAlias

from signaling.room.floor import FloorMode, MicrophoneRule, Request, RequestOutcome
from signaling.room.ids import ConnectionId, DeviceId, SeatId, SignalId
from signaling.room.instant import Instant
from signaling.room.room import Phase
from signaling.room.round import Outcome, Round
from signaling.room.seat import SeatState
from signaling.room.support import Signal
from signaling.room.turn import Turn


@dataclass(frozen=True, slots=True)
class SeatConnected:
    """A device holds the seat. Whatever another device of the seat still has, ``replaced``, must be closed now."""

    seat: SeatId
    device: DeviceId
    connection: ConnectionId
    state: SeatState
    """``lobby`` or ``present``."""
    at: Instant
    replaced: DeviceId | None = None


@dataclass(frozen=True, slots=True)
class SeatDisconnected:
    """The seat's last connection dropped."""

    seat: SeatId
    state: SeatState
    """``away``, or ``lobby`` for somebody who waits."""
    at: Instant


@dataclass(frozen=True, slots=True)
class SeatAdmitted:
    """Somebody came in from the lobby."""

    seat: SeatId
    state: SeatState
    """``present``, or ``away`` when the connection had dropped meanwhile."""
    at: Instant


@dataclass(frozen=True, slots=True)
class SeatSentToLobby:
    """Somebody waits before the room again."""

    seat: SeatId
    at: Instant


@dataclass(frozen=True, slots=True)
class SeatLeft:
    """Somebody went. The connection is to be closed."""

    seat: SeatId
    at: Instant


@dataclass(frozen=True, slots=True)
class SeatRemoved:
    """Somebody was put out. The connection is to be closed and the invite revoked."""

    seat: SeatId
    at: Instant
    declined: bool
    """Turned away in the lobby rather than put out of the room."""
    for_good: bool
    """Not only for tonight."""


@dataclass(frozen=True, slots=True)
class LeadPassed:
    """Another facilitator is in charge."""

    to: SeatId


@dataclass(frozen=True, slots=True)
class LockSet:
    """The room was locked or unlocked."""

    locked: bool


@dataclass(frozen=True, slots=True)
class HoldAnnounced:
    """No facilitator is present; the room goes on hold at ``hold_at`` unless one returns."""

    hold_at: Instant


@dataclass(frozen=True, slots=True)
class HoldAverted:
    """A facilitator returned in time."""


@dataclass(frozen=True, slots=True)
class PhaseChanged:
    """The session went on to another phase."""

    phase: Phase
    at: Instant


@dataclass(frozen=True, slots=True)
class DevicesSet:
    """Somebody opened or closed their microphone or camera."""

    seat: SeatId
    microphone: bool
    camera: bool


@dataclass(frozen=True, slots=True)
class SeatMuted:
    """A microphone was blocked."""

    seat: SeatId


@dataclass(frozen=True, slots=True)
class MuteLifted:
    """A block was lifted, or there was none and the person is only asked."""

    seat: SeatId
    asked: bool
    """Whether the person is shown a prompt to open the microphone."""


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


@dataclass(frozen=True, slots=True)
class SupportSignalled:
    """Somebody signalled to the facilitators; takes the place of that seat's earlier signal of the kind."""

    signal: Signal


@dataclass(frozen=True, slots=True)
class SupportAcknowledged:
    """A facilitator saw the signal."""

    signal: SignalId
    by: SeatId


Event: TypeAlias = (
    SeatConnected
    | SeatDisconnected
    | SeatAdmitted
    | SeatSentToLobby
    | SeatLeft
    | SeatRemoved
    | LeadPassed
    | LockSet
    | HoldAnnounced
    | HoldAverted
    | PhaseChanged
    | DevicesSet
    | SeatMuted
    | MuteLifted
    | FloorModeSet
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
    | SupportSignalled
    | SupportAcknowledged
)
