"""The course of the session."""

from dataclasses import dataclass
from typing import TypeAlias

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


SessionEvent: TypeAlias = HoldAnnounced | HoldAverted | PhaseChanged
