"""Messages of messages/floor.py."""

from typing import assert_never

from signaling.gateway.messages import floor as wire
from signaling.room import commands as room
from signaling.room.floor import FloorMode
from signaling.room.ids import SeatId


def floor_command(message: wire.FloorMessage, by: SeatId) -> room.PersonCommand:  # noqa: C901 - a table, a line per command
    """What ``by`` asks of the room with this message."""
    match message:
        case wire.RequestFloor():
            return room.RequestFloor(by)
        case wire.WithdrawRequest():
            return room.WithdrawRequest(by)
        case wire.PassTurn(for_now=for_now):
            return room.PassTurn(by, for_now)
        case wire.ReleaseFloor():
            return room.ReleaseFloor(by)
        case wire.SetFloorMode(mode=mode):
            return room.SetFloorMode(by, FloorMode(mode))
        case wire.SetMicrophoneRule(rule=rule):
            return room.SetMicrophoneRule(by, rule)
        case wire.StartRound(turn_s=turn_s):
            return room.StartRound(by, turn_s)
        case wire.GrantFloor(seat=seat):
            return room.GrantFloor(by, SeatId(seat))
        case wire.RevokeFloor():
            return room.RevokeFloor(by)
        case wire.NextTurn():
            return room.NextTurn(by)
        case wire.ExtendTurn(extend_s=extend_s):
            return room.ExtendTurn(by, extend_s)
        case wire.SkipTurn():
            return room.SkipTurn(by)
        case wire.EndRound():
            return room.EndRound(by)
        case wire.SetClock(paused=paused):
            return room.SetClock(by, paused)
        case _:
            assert_never(message)
