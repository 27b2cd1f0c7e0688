"""What a person can tell the facilitators, and nobody else, without a word."""

from dataclasses import dataclass
from enum import StrEnum

from signaling.room.ids import SeatId, SignalId
from signaling.room.instant import Instant

SUPPORT_SEEN_MS = 60_000
"""How long a signal stays after a facilitator acknowledged it."""


class SupportKind(StrEnum):
    """How pressing it is, in the words of the menu."""

    TAKE_A_MOMENT = "take_a_moment"
    NEED_A_WORD = "need_a_word"
    URGENT = "urgent"


@dataclass(frozen=True, slots=True)
class Signal:
    """A support signal; a room holds the last of each kind from each seat."""

    signal: SignalId
    seat: SeatId
    kind: SupportKind
    since: Instant
    acknowledged: bool = False
    goes: Instant | None = None
    """When an acknowledged signal is cleared away."""
