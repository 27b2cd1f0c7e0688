"""Microphones and cameras: mute, ask to unmute, and that nobody is opened from afar."""

import pytest

from signaling.room import (
    Admit,
    AskToUnmute,
    GrantFloor,
    Leave,
    Mute,
    MuteAll,
    PersonCommand,
    Refusal,
    SendToLobby,
    SetDevices,
    StartRound,
)
from tests.signaling.room.meeting import ANA, BEN, CYD, DANA, ELI, Meeting, a_meeting, a_setup


def everybody_speaks() -> Meeting:
    meeting = a_meeting()
    meeting.all_do(*(SetDevices(seat, microphone=True, camera=True) for seat in (ANA, BEN, CYD, DANA)))
    return meeting


def test_everybody_sees_what_is_open() -> None:
    meeting = a_meeting()

    meeting.send(SetDevices(ANA, microphone=True, camera=False))

    (ana,) = [seat for seat in meeting.seen_by(BEN).circle if seat.seat == ANA]
    assert (ana.microphone, ana.camera) == (True, False)
    assert meeting.send(SetDevices(ANA, microphone=True, camera=False)) == []


def test_a_muted_member_is_dropped_at_the_relay_and_still_seen() -> None:
    meeting = everybody_speaks()

    meeting.send(Mute(DANA, ANA))

    assert meeting.heard() == {BEN, CYD, DANA}
    assert meeting.policy.sends[ANA].video
    assert meeting.seen_by(ANA).me.muted
    assert not meeting.seen_by(ANA).me.may_speak
    assert meeting.send(Mute(DANA, ANA)) == []


def test_a_muted_member_cannot_open_the_microphone_but_the_camera() -> None:
    meeting = everybody_speaks()
    meeting.send(Mute(DANA, ANA))

    assert meeting.refused(SetDevices(ANA, microphone=True, camera=True)) is Refusal.MUTED
    meeting.send(SetDevices(ANA, microphone=False, camera=False))
    assert not meeting.seat(ANA).camera


def test_all_are_muted_but_the_facilitators() -> None:
    meeting = everybody_speaks()
    meeting.send(Mute(DANA, BEN))

    meeting.send(MuteAll(DANA))

    assert meeting.heard() == {DANA}
    assert meeting.send(MuteAll(DANA)) == []


def test_asking_lifts_the_block_but_opens_nothing() -> None:
    meeting = everybody_speaks()
    meeting.all_do(Mute(DANA, ANA), AskToUnmute(DANA, ANA))

    me = meeting.seen_by(ANA).me
    assert (me.muted, me.unmute_asked, me.microphone, me.may_speak) == (False, True, False, True)
    assert ANA not in meeting.heard(), "the browser may still be sending; the person has not said yes"

    meeting.send(SetDevices(ANA, microphone=True, camera=True))
    assert ANA in meeting.heard()
    assert not meeting.seen_by(ANA).me.unmute_asked


def test_nobody_is_asked_twice_or_to_open_what_is_open() -> None:
    meeting = a_meeting()
    meeting.send(SetDevices(BEN, microphone=True, camera=False))
    meeting.send(AskToUnmute(DANA, ANA))

    assert meeting.seen_by(ANA).me.unmute_asked
    assert meeting.send(AskToUnmute(DANA, ANA)) == []
    assert meeting.send(AskToUnmute(DANA, BEN)) == []


def test_nobody_is_asked_who_has_not_heard_of_the_block() -> None:
    meeting = everybody_speaks()
    meeting.drop(ANA)
    meeting.send(Mute(DANA, ANA))

    assert meeting.refused(AskToUnmute(DANA, ANA)) is Refusal.NOT_PRESENT
    meeting.connect(ANA)
    assert meeting.seen_by(ANA).me.muted
    assert meeting.refused(SetDevices(ANA, microphone=True, camera=True)) is Refusal.MUTED


def test_a_new_block_takes_the_prompt_away() -> None:
    meeting = a_meeting()
    meeting.all_do(AskToUnmute(DANA, ANA), Mute(DANA, ANA))

    assert not meeting.seen_by(ANA).me.unmute_asked


def test_a_block_survives_a_reload_another_device_and_the_lobby() -> None:
    meeting = everybody_speaks()
    meeting.send(Mute(DANA, ANA))

    meeting.drop(ANA)
    assert ANA not in meeting.heard()
    meeting.connect(ANA)
    meeting.connect(ANA, "laptop", takeover=True)
    meeting.all_do(SendToLobby(DANA, ANA), Admit(DANA, ANA), Leave(ANA))
    meeting.connect(ANA)
    meeting.send(Admit(DANA, ANA))

    assert meeting.seat(ANA).present
    assert meeting.seen_by(ANA).me.muted
    assert ANA not in meeting.heard()


def test_only_members_in_the_room_are_muted() -> None:
    meeting = a_meeting(a_setup(facilitators=[DANA, ELI]))
    meeting.send(Leave(ANA))

    assert meeting.refused(Mute(DANA, ELI)) is Refusal.NOT_PERMITTED
    assert meeting.refused(AskToUnmute(DANA, ELI)) is Refusal.NOT_PERMITTED
    assert meeting.refused(Mute(DANA, ANA)) is Refusal.NOT_PRESENT
    meeting.drop(BEN)
    meeting.send(Mute(DANA, BEN))
    assert meeting.seat(BEN).muted


@pytest.mark.parametrize(
    "lift", [GrantFloor(DANA, ANA), StartRound(DANA, None), AskToUnmute(DANA, ANA)], ids=["granted", "offered", "asked"]
)
def test_a_block_lifted_while_the_socket_is_half_open_opens_nothing_on_return(lift: PersonCommand) -> None:
    meeting = everybody_speaks()
    meeting.all_do(Mute(DANA, ANA), lift)
    meeting.connect(ANA)

    me = meeting.seen_by(ANA).me
    assert (me.muted, me.unmute_asked, me.microphone) == (False, True, False)
    assert ANA not in meeting.heard()
    meeting.send(SetDevices(ANA, microphone=True, camera=True))
    assert not meeting.seen_by(ANA).me.unmute_asked


def test_no_way_through_the_lobby_forgets_that_the_microphone_was_closed() -> None:
    meeting = everybody_speaks()
    meeting.all_do(Mute(DANA, ANA), AskToUnmute(DANA, ANA), SendToLobby(DANA, ANA))
    assert not meeting.seen_by(ANA).me.unmute_asked

    meeting.send(Admit(DANA, ANA))

    assert meeting.seen_by(ANA).me.unmute_asked
    assert ANA not in meeting.heard()
