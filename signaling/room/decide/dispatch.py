"""One command, one function."""

from typing import assert_never

from signaling.room import commands as c
from signaling.room.decide import care, clock, devices, doors, floor, presence, round
from signaling.room.decide.draft import Draft
from signaling.room.events import Event
from signaling.room.instant import Instant
from signaling.room.refused import Refusal, Refused
from signaling.room.room import Phase, Room


def decide(room: Room, command: c.Command, now: Instant) -> list[Event]:
    """What happens if ``command`` arrives at ``now``.

    Returns:
        The events in order; empty when the room already is as asked, or a clock or a lost connection came too late.

    Raises:
        Refused: with a permanent code; nothing happened.
    """
    draft = Draft(room)
    if room.phase is Phase.ENDED and not isinstance(command, c.Tick | c.Disconnect):
        raise Refused(Refusal.ENDED)
    _decide(draft, command, now)
    return draft.events


def _decide(draft: Draft, command: c.Command, now: Instant) -> None:  # noqa: C901 - one arm a command, each one line
    match command:
        case c.Tick():
            clock.tick(draft, now)
        case c.Connect():
            presence.connect(draft, command, now)
        case c.Disconnect():
            presence.disconnect(draft, command, now)
        case c.Leave():
            presence.leave(draft, command, now)
        case c.SetDevices():
            devices.set_devices(draft, command)
        case c.RequestFloor():
            floor.request_floor(draft, command, now)
        case c.WithdrawRequest():
            floor.withdraw_request(draft, command)
        case c.PassTurn():
            round.pass_turn(draft, command, now)
        case c.ReleaseFloor():
            floor.release_floor(draft, command, now)
        case c.SignalSupport():
            care.signal_support(draft, command, now)
        case c.OpenRoom():
            doors.open_doors(draft, command, now)
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
        case c.EndSession():
            clock.end_session(draft, command, now)
        case c.SetFloorMode():
            floor.set_floor_mode(draft, command)
        case c.SetMicrophoneRule():
            floor.set_microphone_rule(draft, command)
        case c.StartRound():
            round.start_round(draft, command, now)
        case c.GrantFloor():
            floor.grant_floor(draft, command, now)
        case c.RevokeFloor():
            floor.revoke_floor(draft, command)
        case c.NextTurn():
            floor.next_turn(draft, command, now)
        case c.ExtendTurn():
            clock.extend_turn(draft, command)
        case c.SkipTurn():
            round.skip_turn(draft, command, now)
        case c.EndRound():
            round.end_round(draft, command)
        case c.SetClock():
            clock.set_clock(draft, command, now)
        case c.Mute():
            devices.mute(draft, command)
        case c.MuteAll():
            devices.mute_all(draft, command)
        case c.AskToUnmute():
            devices.ask_to_unmute(draft, command)
        case c.AcknowledgeSupport():
            care.acknowledge_support(draft, command)
        case _:
            assert_never(command)
