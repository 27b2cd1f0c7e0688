"""What people write to one another and seal."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from signaling.room.ids import SeatId
from signaling.room.line import Addressee, Chat
from signaling.room.sealed import Sealed


@dataclass(frozen=True, slots=True)
class SetKey:
    """Say to which public key one's page can open things."""

    by: SeatId
    key: str


@dataclass(frozen=True, slots=True)
class Write:
    """Send a line."""

    by: SeatId
    to: Addressee
    boxes: Sequence[Sealed]
    """One for each seat that can read it."""


@dataclass(frozen=True, slots=True)
class LeaveCard:
    """Leave one's emergency card for the facilitators in ``boxes``."""

    by: SeatId
    boxes: Sequence[Sealed]


@dataclass(frozen=True, slots=True)
class SetChat:
    """Let the circle write to one another, or no longer."""

    by: SeatId
    chat: Chat


@dataclass(frozen=True, slots=True)
class OpenCard:
    """Read somebody's emergency card."""

    by: SeatId
    seat: SeatId


LinesMemberCommand: TypeAlias = SetKey | Write | LeaveCard

LinesFacilitatorCommand: TypeAlias = SetChat | OpenCard

LinesCommand: TypeAlias = LinesMemberCommand | LinesFacilitatorCommand
