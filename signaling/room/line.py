"""A written line, on its way from one person to others."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from signaling.room.ids import LineId, SeatId
from signaling.room.instant import Instant, later
from signaling.room.sealed import Sealed

LINE_LIFE_MS = 60_000
"""Long enough for a page that reconnects; nothing of a conversation stays."""

LINES_A_MINUTE = 10
"""From one seat; a line lives a minute, so this bounds what a room holds of them too."""


class Chat(StrEnum):
    """Whether people may write to the whole circle."""

    OFF = "off"
    ALL = "all"


class Audience(StrEnum):
    """To whom a line is, if not to one seat."""

    ALL = "all"
    FACILITATORS = "facilitators"


Addressee: TypeAlias = Audience | SeatId


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is kept until ``LINE_LIFE_MS`` after ``at``."""

    line: LineId
    by: SeatId
    to: Audience | None
    """``None`` for a line to one seat, the one in ``boxes``."""
    at: Instant
    boxes: tuple[Sealed, ...]

    @property
    def ends(self) -> Instant:
        """When it goes."""
        return later(self.at, LINE_LIFE_MS)
