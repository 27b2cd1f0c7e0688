"""Somebody walked in."""

import pytest

from signaling.room import (
    Admit,
    GrantFloor,
    HoldPolicy,
    Leave,
    Refusal,
    SendToLobby,
    SetDevices,
    SetShield,
)
from tests.signaling.room.meeting import ANA, BEN, CYD, DANA, Meeting, a_meeting, a_setup


def shielded() -> Meeting:
    meeting = a_meeting()
    meeting.all_do(*(SetDevices(seat, microphone=True, camera=True) for seat in (DANA, ANA, BEN, CYD)))
    meeting.send(SetShield(ANA, up=True))
    return meeting


def test_nothing_of_the_group_reaches_the_person_and_nothing_of_the_person_the_group() -> None:
    meeting = shielded()

    assert meeting.policy.receives[ANA] == {}
    assert all(ANA not in senders for senders in meeting.policy.receives.values())
    assert (meeting.policy.sends[ANA].audio, meeting.policy.sends[ANA].video) == (False, False)
    assert not meeting.seen_by(ANA).me.may_speak
    assert meeting.seen_by(ANA).me.shielded


def test_the_others_see_it_and_hear_one_another() -> None:
    meeting = shielded()

    assert [seat.seat for seat in meeting.seen_by(BEN).circle if seat.shielded] == [ANA]
    assert set(meeting.policy.receives[BEN]) == {DANA, CYD}


def test_coming_back_is_ones_own_doing() -> None:
    meeting = a_meeting()
    meeting.send(SetDevices(ANA, microphone=True, camera=True))
    before = meeting.policy

    meeting.all_do(SetShield(ANA, up=True), SetShield(ANA, up=False))

    assert meeting.policy == before
    assert meeting.send(SetShield(ANA, up=False)) == []


def test_it_outlives_a_reload_and_a_turn() -> None:
    meeting = shielded()
    meeting.send(GrantFloor(DANA, ANA))

    meeting.drop(ANA)
    meeting.connect(ANA)

    assert meeting.seen_by(ANA).me.shielded
    assert meeting.policy.receives[ANA] == {}
    assert meeting.holder == ANA


def test_it_is_down_for_who_comes_in_again() -> None:
    meeting = shielded()

    meeting.all_do(SendToLobby(DANA, ANA), Admit(DANA, ANA))

    assert not meeting.seen_by(ANA).me.shielded


@pytest.mark.parametrize("hold_policy", HoldPolicy)
def test_it_works_on_hold(hold_policy: HoldPolicy) -> None:
    meeting = a_meeting(a_setup(hold_policy=hold_policy))
    meeting.drop(DANA)
    meeting.wait(10_000)

    meeting.send(SetShield(ANA, up=True))

    assert meeting.policy.receives[ANA] == {}


def test_it_is_for_members_in_the_circle() -> None:
    meeting = a_meeting()
    meeting.send(Leave(BEN))
    meeting.connect(BEN)

    assert meeting.refused(SetShield(DANA, up=True)) is Refusal.NOT_PERMITTED
    assert meeting.refused(SetShield(BEN, up=True)) is Refusal.NOT_PRESENT
