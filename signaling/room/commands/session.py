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


SessionFacilitatorCommand: TypeAlias = OpenRoom | EndSession

SessionCommand: TypeAlias = SessionFacilitatorCommand
