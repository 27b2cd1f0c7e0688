"""Messages of messages/care.py."""

from typing import assert_never

from signaling.gateway.messages import care as wire
from signaling.room import commands as room
from signaling.room.ids import SeatId, SignalId


def care_command(message: wire.CareMessage, by: SeatId) -> room.PersonCommand:
    """What ``by`` asks of the room with this message."""
    match message:
        case wire.SignalSupport(kind=kind):
            return room.SignalSupport(by, kind)
        case wire.AcknowledgeSupport(signal=signal):
            return room.AcknowledgeSupport(by, SignalId(signal))
        case wire.SetShield(up=up):
            return room.SetShield(by, up)
        case wire.React(kind=kind):
            return room.React(by, kind)
        case wire.Here():
            return room.Here(by)
        case wire.CheckOn(seat=seat):
            return room.CheckOn(by, SeatId(seat))
        case wire.OpenSideRoom(seat=seat):
            return room.OpenSideRoom(by, SeatId(seat))
        case wire.CloseSideRoom():
            return room.CloseSideRoom(by)
        case _:
            assert_never(message)
