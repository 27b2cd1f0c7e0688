"""Messages of messages/floor.py."""

from secrets import randbits
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
        case wire.PassTurn(for_now=for_now, turn=turn):
            return room.PassTurn(by, for_now, turn)
        case wire.ReleaseFloor(turn=turn):
            return room.ReleaseFloor(by, turn)
        case wire.HandPiece(seat=seat):
            return room.HandPiece(by, SeatId(seat))
        case wire.StopFeedback():
            return room.StopFeedback(by)
        case wire.SetFloorMode(mode=mode, quiet_s=quiet_s):
            return room.SetFloorMode(by, FloorMode(mode), quiet_s)
        case wire.SetMicrophoneRule(rule=rule):
            return room.SetMicrophoneRule(by, rule)
        case wire.StartRound():
            return _start_round(message, by)
        case wire.StartFeedback(seat=seat, turn_s=turn_s):
            return room.StartFeedback(by, SeatId(seat), turn_s)
        case wire.InsertTurn(seat=seat):
            return room.InsertTurn(by, SeatId(seat))
        case wire.DenyRequest(seat=seat):
            return room.DenyRequest(by, SeatId(seat))
        case wire.SetQueueOrder(order=order):
            return room.SetQueueOrder(by, order)
        case wire.MoveRequest(seat=seat, position=position):
            return room.MoveRequest(by, SeatId(seat), position)
        case wire.GrantFloor(seat=seat):
            return room.GrantFloor(by, SeatId(seat))
        case wire.RevokeFloor(turn=turn):
            return room.RevokeFloor(by, turn)
        case wire.NextTurn(turn=turn):
            return room.NextTurn(by, turn)
        case wire.ExtendTurn(extend_s=extend_s, turn=turn):
            return room.ExtendTurn(by, extend_s, turn)
        case wire.SkipTurn(turn=turn):
            return room.SkipTurn(by, turn)
        case wire.EndRound():
            return room.EndRound(by)
        case wire.SetClock(paused=paused):
            return room.SetClock(by, paused)
        case _:
            assert_never(message)


def _start_round(message: wire.StartRound, by: SeatId) -> room.StartRound:
    """The room draws no lots: what it needs for a ``random`` order comes with the command."""
    return room.StartRound(
        by,
        message.turn_s,
        message.order,
        tuple(SeatId(seat) for seat in message.seats),
        message.prompt or None,
        seed=randbits(64),
    )
