"""What one person may see of a room, field for field as docs/protocol.md names it.

Plain data, encoded as it is. A field that only facilitators may see is in ``Facilitation`` and nowhere else.
"""

from dataclasses import dataclass

from signaling.room.floor import FloorMode, MicrophoneRule
from signaling.room.ids import SeatId, SignalId
from signaling.room.instant import Instant
from signaling.room.room import HoldPolicy, Phase
from signaling.room.round import Outcome
from signaling.room.seat import Role, SeatState
from signaling.room.support import SupportKind


@dataclass(frozen=True, slots=True)
class SessionView:
    """The session as everybody sees it, from the lobby too."""

    name: str
    phase: Phase
    locked: bool
    starts_ms: Instant
    ends_ms: Instant
    hold_policy: HoldPolicy
    microphone_rule: MicrophoneRule
    facilitator_present: bool
    capacity: int


@dataclass(frozen=True, slots=True)
class OwnSupportView:
    """One's own last signal."""

    signal: SignalId
    kind: SupportKind
    acknowledged: bool


@dataclass(frozen=True, slots=True)
class OwnView:
    """Oneself."""

    seat: SeatId
    name: str
    role: Role
    state: SeatState
    lead: bool
    may_speak: bool
    """Whether the relay would forward my open microphone: strict rule, hold and block considered."""
    muted: bool
    unmute_asked: bool
    microphone: bool
    camera: bool
    queue_position: int | None
    """1 for the next."""
    turn: str | None
    """``offered`` while I hold the floor."""
    support: OwnSupportView | None


@dataclass(frozen=True, slots=True)
class CircleView:
    """Somebody in the circle."""

    seat: SeatId
    name: str
    role: Role
    state: SeatState
    lead: bool
    microphone: bool
    camera: bool
    muted: bool
    has_floor: bool
    next: bool


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


@dataclass(frozen=True, slots=True)
class WaitingView:
    """Somebody in the lobby."""

    seat: SeatId
    name: str
    role: Role
    since_ms: Instant
    connected: bool


@dataclass(frozen=True, slots=True)
class ExpectedView:
    """Somebody who is neither in the room nor waiting."""

    seat: SeatId
    name: str
    role: Role
    state: SeatState


@dataclass(frozen=True, slots=True)
class RequestView:
    """A place in the queue."""

    seat: SeatId
    since_ms: Instant


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A place in the round."""

    seat: SeatId
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class RoundOrderView:
    """The round as the facilitators see it."""

    order: tuple[PlaceView, ...]


@dataclass(frozen=True, slots=True)
class SupportView:
    """Somebody's support signal."""

    signal: SignalId
    seat: SeatId
    kind: SupportKind
    since_ms: Instant
    acknowledged: bool


@dataclass(frozen=True, slots=True)
class Facilitation:
    """What facilitators present in the room see, and nobody else."""

    lobby: tuple[WaitingView, ...]
    expected: tuple[ExpectedView, ...]
    queue: tuple[RequestView, ...]
    round: RoundOrderView | None
    support: tuple[SupportView, ...]


@dataclass(frozen=True, slots=True)
class RoomView:
    """Everything one person may see."""

    room: SessionView
    me: OwnView
    circle: tuple[CircleView, ...]
    floor: FloorView
    facilitation: Facilitation | None
