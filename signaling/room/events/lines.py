"""What people write to one another and seal."""

from dataclasses import dataclass
from typing import TypeAlias

from signaling.room.card import CardCopy, CardOpening
from signaling.room.ids import LineId, SeatId
from signaling.room.line import Chat, Line


@dataclass(frozen=True, slots=True)
class KeySet:
    """Things for this seat are sealed to this key."""

    seat: SeatId
    key: str


@dataclass(frozen=True, slots=True)
class ChatSet:
    """Whether the circle may write to one another."""

    chat: Chat


@dataclass(frozen=True, slots=True)
class LineWritten:
    """A line is on its way."""

    line: Line


@dataclass(frozen=True, slots=True)
class LineDropped:
    """A line has been there for long enough."""

    line: LineId


@dataclass(frozen=True, slots=True)
class CardLeft:
    """Somebody left their emergency card; in the place of earlier copies for the same facilitators."""

    seat: SeatId
    copies: tuple[CardCopy, ...]


@dataclass(frozen=True, slots=True)
class CardOpened:
    """A facilitator opened somebody's card."""

    seat: SeatId
    opening: CardOpening


LinesEvent: TypeAlias = KeySet | ChatSet | LineWritten | LineDropped | CardLeft | CardOpened
