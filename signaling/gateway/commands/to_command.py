"""One message, one command."""

from typing import assert_never

from signaling.gateway import messages as wire
from signaling.gateway.commands.care import care_command
from signaling.gateway.commands.floor import floor_command
from signaling.gateway.commands.lines import lines_command
from signaling.gateway.commands.people import people_command
from signaling.gateway.commands.session import session_command
from signaling.room.commands import PersonCommand
from signaling.room.ids import SeatId


def to_command(message: wire.AnyCommand, by: SeatId) -> PersonCommand:
    """What ``by`` asks of the room with this message."""
    if isinstance(message, wire.PeopleMessage):
        return people_command(message, by)
    if isinstance(message, wire.SessionMessage):
        return session_command(message, by)
    if isinstance(message, wire.FloorMessage):
        return floor_command(message, by)
    if isinstance(message, wire.CareMessage):
        return care_command(message, by)
    if isinstance(message, wire.LinesMessage):
        return lines_command(message, by)
    assert_never(message)
