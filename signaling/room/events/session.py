"""The course of the session."""

from dataclasses import dataclass
from typing import TypeAlias

from signaling.room.agenda import RunningSegment
from signaling.room.instant import Instant
from signaling.room.room import Phase


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
class SegmentSet:
    """The session went on to another part of the agenda."""

    segment: RunningSegment | None


@dataclass(frozen=True, slots=True)
class LandingReached:
    """So many minutes are left."""

    minutes: int


@dataclass(frozen=True, slots=True)
class CheckOutDue:
    """From here on not every member would have a turn to check out."""


@dataclass(frozen=True, slots=True)
class SessionExtended:
    """The session ends later."""

    ends: Instant
    extended_ms: int
    """In all."""
    landing: int | None


@dataclass(frozen=True, slots=True)
class DebriefStarted:
    """The facilitators stay by themselves."""


SessionEvent: TypeAlias = (
    HoldAnnounced
    | HoldAverted
    | PhaseChanged
    | SegmentSet
    | LandingReached
    | CheckOutDue
    | SessionExtended
    | DebriefStarted
)
