"""Messages of messages/people.py."""

from typing import assert_never

from signaling.gateway.messages import people as wire
from signaling.room import commands as room
from signaling.room.ids import SeatId


def people_command(message: wire.PeopleMessage, by: SeatId) -> room.PersonCommand:  # noqa: C901 - a table, a line per command
    """What ``by`` asks of the room with this message."""
    match message:
        case wire.Leave():
            return room.Leave(by)
        case wire.SetDevices(microphone=microphone, camera=camera):
            return room.SetDevices(by, microphone, camera)
        case wire.SetLock(locked=locked):
            return room.SetLock(by, locked)
        case wire.Admit(seat=seat):
            return room.Admit(by, SeatId(seat))
        case wire.AdmitAll():
            return room.AdmitAll(by)
        case wire.Decline(seat=seat):
            return room.Decline(by, SeatId(seat))
        case wire.SendToLobby(seat=seat):
            return room.SendToLobby(by, SeatId(seat))
        case wire.Remove(seat=seat, for_good=for_good):
            return room.Remove(by, SeatId(seat), for_good)
        case wire.Mute(seat=seat):
            return room.Mute(by, SeatId(seat))
        case wire.MuteAll():
            return room.MuteAll(by)
        case wire.AskToUnmute(seat=seat):
            return room.AskToUnmute(by, SeatId(seat))
        case wire.HandLead(seat=seat):
            return room.HandLead(by, SeatId(seat))
        case wire.AnswerGuest(seat=seat, agree=agree):
            return room.AnswerGuest(by, SeatId(seat), agree)
        case _:
            assert_never(message)
