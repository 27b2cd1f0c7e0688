"""What people write to one another and seal; the server bounds it and cannot read it."""

from typing import Annotated, TypeAlias

import msgspec

from signaling.gateway.messages.bounds import Opaque
from signaling.gateway.messages.command_message import CommandMessage, SeatMessage
from signaling.room.line import Chat

MAX_LINE_BOXES = 16
"""A group of twelve and four facilitators."""
MAX_CARD_BOXES = 4
"""Facilitators of one session."""

# \Z and not $, which would let a line feed through at the end.
Key: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9_-]{87}\Z")]
"""65 bytes: an uncompressed point of P-256 (RFC 9180 section 7.1.1)."""
LineText: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9_-]{1,1400}\Z")]
CardText: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9_-]{1,1024}\Z")]


class LineBox(msgspec.Struct, frozen=True):
    """A line, sealed to the key of one seat's page."""

    seat: Opaque
    box: LineText


class CardBox(msgspec.Struct, frozen=True):
    """An emergency card, sealed to the key of one facilitator's page."""

    seat: Opaque
    box: CardText


class SetKey(CommandMessage, frozen=True, tag="set_key", kw_only=True):
    key: Key


class Write(CommandMessage, frozen=True, tag="write", kw_only=True):
    to: Opaque
    boxes: Annotated[list[LineBox], msgspec.Meta(min_length=1, max_length=MAX_LINE_BOXES)]

    def __post_init__(self) -> None:
        """Refuse two boxes for one seat; msgspec makes it a ``ValidationError``."""
        _one_each(self.boxes)


class LeaveCard(CommandMessage, frozen=True, tag="leave_card", kw_only=True):
    boxes: Annotated[list[CardBox], msgspec.Meta(min_length=1, max_length=MAX_CARD_BOXES)]

    def __post_init__(self) -> None:
        """Refuse two boxes for one seat; msgspec makes it a ``ValidationError``."""
        _one_each(self.boxes)


class SetChat(CommandMessage, frozen=True, tag="set_chat", kw_only=True):
    chat: Chat


class OpenCard(SeatMessage, frozen=True, tag="open_card"): ...


LinesMessage: TypeAlias = SetKey | Write | LeaveCard | SetChat | OpenCard


def _one_each(boxes: list[LineBox] | list[CardBox]) -> None:
    if len({box.seat for box in boxes}) < len(boxes):
        raise ValueError("two boxes for one seat")
