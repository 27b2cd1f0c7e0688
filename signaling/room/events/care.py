"""Care for one another, most of it unseen by the group."""

from dataclasses import dataclass
from typing import TypeAlias

from signaling.room.ids import SeatId, SignalId
from signaling.room.instant import Instant
from signaling.room.reaction import Reaction
from signaling.room.side_room import SideRoom
from signaling.room.support import Signal
from signaling.room.wellbeing import Check, Link


@dataclass(frozen=True, slots=True)
class SupportSignalled:
    """Somebody signalled to the facilitators; takes the place of that seat's earlier signal of the kind."""

    signal: Signal


@dataclass(frozen=True, slots=True)
class SupportAcknowledged:
    """A facilitator saw the signal."""

    signal: SignalId
    by: SeatId
    goes: Instant | None = None
    """When it is put away."""


@dataclass(frozen=True, slots=True)
class SupportCleared:
    """A signal that was seen some time ago is put away."""

    signal: SignalId


@dataclass(frozen=True, slots=True)
class ShieldSet:
    """Somebody is cut off from the group, or back."""

    seat: SeatId
    up: bool


@dataclass(frozen=True, slots=True)
class Reacted:
    """Somebody shows the circle a quiet word, in the place of an earlier one."""

    seat: SeatId
    reaction: Reaction


@dataclass(frozen=True, slots=True)
class ReactionFaded:
    """It has been seen for long enough."""

    seat: SeatId


@dataclass(frozen=True, slots=True)
class SideRoomOpened:
    """A facilitator and a member went aside."""

    side_room: SideRoom


@dataclass(frozen=True, slots=True)
class SideRoomClosed:
    """Whoever was aside is back with the group, or gone."""

    at: Instant
    held: bool
    """Whether it came unforeseen: then their microphones stay closed until they open them themselves."""


@dataclass(frozen=True, slots=True)
class SignOfLife:
    """Somebody spoke, wrote, pressed a key."""

    seat: SeatId
    at: Instant


@dataclass(frozen=True, slots=True)
class LinkChanged:
    """Somebody's media arrive better or worse than before."""

    seat: SeatId
    link: Link
    at: Instant


@dataclass(frozen=True, slots=True)
class WatchResumed:
    """After a silence or a hold, from when on it counts again how long nothing was heard of people."""

    at: Instant


@dataclass(frozen=True, slots=True)
class WatchSuspended:
    """A silence or a hold begins: questions that nobody asked by hand are taken back, in a hold all."""

    all_checks: bool


@dataclass(frozen=True, slots=True)
class CheckAsked:
    """Somebody is privately asked whether they are all right."""

    seat: SeatId
    check: Check


@dataclass(frozen=True, slots=True)
class CheckUnanswered:
    """Somebody did not answer in time; the facilitators are told."""

    seat: SeatId


CareEvent: TypeAlias = (
    SupportSignalled
    | SupportAcknowledged
    | SupportCleared
    | ShieldSet
    | Reacted
    | ReactionFaded
    | SideRoomOpened
    | SideRoomClosed
    | SignOfLife
    | LinkChanged
    | WatchResumed
    | WatchSuspended
    | CheckAsked
    | CheckUnanswered
)
