"""Commands of signaling/room/commands/people.py: one command, one function."""

from typing import assert_never

from signaling.room.commands import people as c
from signaling.room.decide import devices, doors, guests, lead, presence
from signaling.room.decide.draft import Draft
from signaling.room.instant import Instant


def decide_people(draft: Draft, command: c.PeopleCommand, now: Instant) -> None:  # noqa: C901 - one arm a command, each one line
    """Do what ``command`` asks, or refuse it."""
    match command:
        case c.Connect():
            presence.connect(draft, command, now)
        case c.Invite():
            presence.invite(draft, command)
        case c.Disconnect():
            presence.disconnect(draft, command, now)
        case c.Leave():
            presence.leave(draft, command, now)
        case c.SetDevices():
            devices.set_devices(draft, command)
        case c.SetLock():
            doors.set_lock(draft, command)
        case c.Admit():
            doors.admit(draft, command, now)
        case c.AdmitAll():
            doors.admit_all(draft, command, now)
        case c.Decline():
            doors.decline(draft, command, now)
        case c.SendToLobby():
            doors.send_to_lobby(draft, command, now)
        case c.Remove():
            doors.remove(draft, command, now)
        case c.Mute():
            devices.mute(draft, command)
        case c.MuteAll():
            devices.mute_all(draft, command)
        case c.AskToUnmute():
            devices.ask_to_unmute(draft, command)
        case c.HandLead():
            lead.hand_lead(draft, command)
        case c.AnswerGuest():
            guests.answer_guest(draft, command)
        case _:
            assert_never(command)
