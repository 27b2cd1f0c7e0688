"""The clock, and what is done to that of a turn."""

from dataclasses import dataclass
from typing import TypeAlias

from signaling.room.ids import SeatId


@dataclass(frozen=True, slots=True)
class Tick:
    """The clock: whatever is due by now happens. Harmless at any time and any number of times."""


@dataclass(frozen=True, slots=True)
class ExtendTurn:
    """Give the holder more time."""

    by: SeatId
    extend_s: int


@dataclass(frozen=True, slots=True)
class SetClock:
    """Pause the clock of the turn, or let it go on."""

    by: SeatId
    paused: bool


ClockSystemCommand: TypeAlias = Tick

ClockFacilitatorCommand: TypeAlias = ExtendTurn | SetClock

ClockCommand: TypeAlias = ClockSystemCommand | ClockFacilitatorCommand
