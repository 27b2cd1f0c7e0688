"""The course of the session."""

from dataclasses import dataclass
from typing import TypeAlias

from signaling.room.ids import SeatId


@dataclass(frozen=True, slots=True)
class OpenRoom:
    """Begin the session."""

    by: SeatId


@dataclass(frozen=True, slots=True)
class EndSession:
    """End the session at once."""

    by: SeatId


@dataclass(frozen=True, slots=True)
class SetSegment:
    """Move to a segment of the agenda, or to none."""

    by: SeatId
    index: int | None


@dataclass(frozen=True, slots=True)
class ExtendSession:
    """Let the session end five minutes later."""

    by: SeatId


@dataclass(frozen=True, slots=True)
class StartDebrief:
    """Let the members go and keep the facilitators."""

    by: SeatId


SessionFacilitatorCommand: TypeAlias = OpenRoom | EndSession | SetSegment | ExtendSession | StartDebrief

SessionCommand: TypeAlias = SessionFacilitatorCommand
