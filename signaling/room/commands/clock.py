"""The clock, and what is done to that of a turn."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from signaling.room.ids import SeatId
from signaling.room.wellbeing import Link


@dataclass(frozen=True, slots=True)
class Tick:
    """The clock: whatever is due by now happens. Harmless at any time and any number of times."""


@dataclass(frozen=True, slots=True)
class ReportMedia:
    """What the relay has heard since its last report; nothing is asked for by it. Seats it does not name are as before."""

    speech_ms: Mapping[SeatId, int]
    """Milliseconds of speech since the last report."""
    connections: Mapping[SeatId, Link]


@dataclass(frozen=True, slots=True)
class ExtendTurn:
    """Give the holder more time."""

    by: SeatId
    extend_s: int
    turn: int | None = None
    """The number of the turn that is meant; here and below, ``None`` for whichever it is."""


@dataclass(frozen=True, slots=True)
class SetClock:
    """Pause the clock of the turn, or let it go on."""

    by: SeatId
    paused: bool


ClockSystemCommand: TypeAlias = Tick | ReportMedia

ClockFacilitatorCommand: TypeAlias = ExtendTurn | SetClock

ClockCommand: TypeAlias = ClockSystemCommand | ClockFacilitatorCommand
