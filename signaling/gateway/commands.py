"""From the wire's words to the room's."""

from typing import assert_never

from signaling.gateway import messages as wire
from signaling.room import commands as room
from signaling.room.floor import FloorMode
from signaling.room.ids import SeatId, SignalId


def to_command(message: wire.AnyCommand, by: SeatId) -> room.PersonCommand:  # noqa: C901 - a table, a line per command
    """What ``by`` asks of the room with this message."""
    match message:
        case wire.SetDevices(microphone=microphone, camera=camera):
            return room.SetDevices(by, microphone, camera)
        case wire.RequestFloor():
            return room.RequestFloor(by)
        case wire.WithdrawRequest():
            return room.WithdrawRequest(by)
        case wire.PassTurn(for_now=for_now):
            return room.PassTurn(by, for_now)
        case wire.ReleaseFloor():
            return room.ReleaseFloor(by)
        case wire.SignalSupport(kind=kind):
            return room.SignalSupport(by, kind)
        case wire.Leave():
            return room.Leave(by)
        case wire.OpenRoom():
            return room.OpenRoom(by)
        case wire.SetLock(locked=locked):
            return room.SetLock(by, locked)
        case wire.Admit(seat=seat):
            return room.Admit(by, SeatId(seat))
        case wire.Decline(seat=seat):
            return room.Decline(by, SeatId(seat))
        case wire.AdmitAll():
            return room.AdmitAll(by)
        case wire.SendToLobby(seat=seat):
            return room.SendToLobby(by, SeatId(seat))
        case wire.Remove(seat=seat):
            return room.Remove(by, SeatId(seat))
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
        case wire.Mute(seat=seat):
            return room.Mute(by, SeatId(seat))
        case wire.MuteAll():
            return room.MuteAll(by)
        case wire.AskToUnmute(seat=seat):
            return room.AskToUnmute(by, SeatId(seat))
        case wire.AcknowledgeSupport(signal=signal):
            return room.AcknowledgeSupport(by, SignalId(signal))
        case wire.EndSession():
            return room.EndSession(by)
        case _:
            assert_never(message)
