"""Messages of messages/session.py."""

from typing import assert_never

from signaling.gateway.messages import session as wire
from signaling.room import commands as room
from signaling.room.ids import SeatId


def session_command(message: wire.SessionMessage, by: SeatId) -> room.PersonCommand:
    """What ``by`` asks of the room with this message."""
    match message:
        case wire.OpenRoom():
            return room.OpenRoom(by)
        case wire.EndSession():
            return room.EndSession(by)
        case wire.SetSegment(index=index):
            return room.SetSegment(by, index)
        case wire.ExtendSession():
            return room.ExtendSession(by)
        case wire.StartDebrief():
            return room.StartDebrief(by)
        case _:
            assert_never(message)
