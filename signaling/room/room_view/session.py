"""The session as everybody sees it."""

from dataclasses import dataclass

from signaling.room.agenda import SegmentKind
from signaling.room.floor import MicrophoneRule
from signaling.room.ids import SeatId
from signaling.room.instant import Instant
from signaling.room.line import Chat
from signaling.room.room import HoldPolicy, Phase


@dataclass(frozen=True, slots=True)
class SegmentView:
    """The segment of the agenda that the session is in."""

    index: int
    kind: SegmentKind
    title: str | None
    ends_ms: Instant
    """Soft: nothing happens then."""


@dataclass(frozen=True, slots=True)
class KeyView:
    """The public key of a page to which one may seal something."""

    seat: SeatId
    key: str


@dataclass(frozen=True, slots=True)
class SessionView:
    """The session as everybody sees it, from the lobby too; ``keys`` alone differ from one to another."""

    name: str
    phase: Phase
    locked: bool
    starts_ms: Instant
    ends_ms: Instant
    hold_policy: HoldPolicy
    microphone_rule: MicrophoneRule
    facilitator_present: bool
    capacity: int
    landing: int | None
    """The last of 15, 5, 2 and 0 minutes before the end that has been reached."""
    segment: SegmentView | None
    debrief: bool
    chat: Chat
    reactions: bool
    emergency_card: bool
    keys: tuple[KeyView, ...]
