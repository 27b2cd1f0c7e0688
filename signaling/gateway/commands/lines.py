"""Messages of messages/lines.py."""

from typing import assert_never

from signaling.gateway.messages import lines as wire
from signaling.room import commands as room
from signaling.room.ids import SeatId
from signaling.room.line import Addressee, Audience
from signaling.room.sealed import Sealed


def lines_command(message: wire.LinesMessage, by: SeatId) -> room.PersonCommand:
    """What ``by`` asks of the room with this message."""
    match message:
        case wire.SetKey(key=key):
            return room.SetKey(by, key)
        case wire.Write(to=to, boxes=boxes):
            return room.Write(by, _addressee(to), _sealed(boxes))
        case wire.LeaveCard(boxes=boxes):
            return room.LeaveCard(by, _sealed(boxes))
        case wire.SetChat(chat=chat):
            return room.SetChat(by, chat)
        case wire.OpenCard(seat=seat):
            return room.OpenCard(by, SeatId(seat))
        case _:
            assert_never(message)


def _addressee(to: str) -> Addressee:
    return Audience(to) if to in {each.value for each in Audience} else SeatId(to)


def _sealed(boxes: list[wire.LineBox] | list[wire.CardBox]) -> tuple[Sealed, ...]:
    return tuple(Sealed(SeatId(each.seat), each.box) for each in boxes)
