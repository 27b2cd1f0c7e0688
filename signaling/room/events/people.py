"""Who is where, and with what."""

from dataclasses import dataclass
from typing import TypeAlias

from signaling.room.consent import Answer
from signaling.room.ids import ConnectionId, DeviceId, SeatId
from signaling.room.instant import Instant
from signaling.room.seat import Seat, SeatState


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
    late: bool = False
    """Came to the lobby so late that a facilitator lets in one by one."""


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
class GuestAnswered:
    """A member said whether a guest may join."""

    guest: SeatId
    answer: Answer


@dataclass(frozen=True, slots=True)
class SeatInvited:
    """There is one more seat."""

    seat: Seat


PeopleEvent: TypeAlias = (
    SeatConnected
    | SeatDisconnected
    | SeatAdmitted
    | SeatSentToLobby
    | SeatLeft
    | SeatRemoved
    | LeadPassed
    | LockSet
    | DevicesSet
    | SeatMuted
    | MuteLifted
    | GuestAnswered
    | SeatInvited
)
