"""What happens without a facilitator, and who is in charge."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.room import (
    Admit,
    EndSession,
    GrantFloor,
    HoldPolicy,
    Leave,
    NextTurn,
    Phase,
    Refusal,
    ReleaseFloor,
    RequestFloor,
    SeatState,
    SetClock,
    SetDevices,
    SetFloorMode,
    SignalSupport,
    StartRound,
    SupportKind,
    Tick,
    TurnView,
    WithdrawRequest,
    deadline,
    later,
)
from signaling.room.floor import FloorMode
from tests.signaling.room.meeting import ANA, BEN, CYD, DANA, DEV, ELI, ENDS, Meeting, a_meeting, a_setup
from tests.signaling.room.steady import STEADY


def a_turn_of_ana() -> Meeting:
    """A round of two minutes a turn, Ana's first, with Cyd in the queue."""
    meeting = a_meeting()
    meeting.all_do(StartRound(DANA, 120), RequestFloor(CYD))
    return meeting


def the_turn(meeting: Meeting) -> TurnView:
    turn = meeting.seen_by(ANA).floor.turn
    assert turn is not None
    return turn


def test_the_room_goes_on_hold_ten_seconds_after_the_last_facilitator_dropped() -> None:
    meeting = a_meeting()
    meeting.drop(DANA)
    assert deadline(meeting.room) == later(meeting.now, 10_000)

    meeting.wait(9_999)
    assert meeting.phase() is Phase.OPEN
    meeting.wait(1)
    assert meeting.phase() is Phase.ON_HOLD


def test_the_room_goes_on_hold_when_the_last_facilitator_leaves() -> None:
    meeting = a_meeting()

    meeting.send(Leave(DANA))
    meeting.wait(10_000)

    assert meeting.phase() is Phase.ON_HOLD


def test_a_facilitator_who_returns_in_time_averts_the_hold() -> None:
    meeting = a_meeting()
    meeting.drop(DANA)
    meeting.wait(9_999)
    meeting.connect(DANA)

    meeting.wait(60_000)

    assert meeting.phase() is Phase.OPEN


def test_a_tick_that_comes_too_early_changes_nothing() -> None:
    meeting = a_meeting()
    meeting.drop(DANA)

    assert meeting.send(Tick()) == []


@STEADY
@given(
    spoken_ms=st.integers(0, 300_000),
    gone_ms=st.integers(0, 600_000),
    paused=st.booleans(),
)
def test_hold_restores_floor_queue_and_remaining_time_to_the_millisecond(
    spoken_ms: int, gone_ms: int, paused: bool
) -> None:
    meeting = a_turn_of_ana()
    meeting.wait(spoken_ms)
    if paused:
        meeting.send(SetClock(DANA, paused=True))
    before = meeting.room.floor

    meeting.drop(DANA)
    assert the_turn(meeting).remaining_ms == 120_000 - spoken_ms
    meeting.wait(gone_ms)
    assert the_turn(meeting).remaining_ms == 120_000 - spoken_ms
    meeting.connect(DANA)

    assert meeting.phase() is Phase.OPEN
    assert (meeting.room.floor.holder, meeting.room.floor.queue) == (ANA, before.queue)
    assert (meeting.room.floor.mode, meeting.room.floor.round) == (before.mode, before.round)
    if paused:
        assert the_turn(meeting) == TurnView(1, 120_000, None, 120_000 - spoken_ms, paused=True)
    else:
        assert the_turn(meeting) == TurnView(1, 120_000, later(meeting.now, 120_000 - spoken_ms), None, paused=False)


def test_a_turn_without_a_clock_comes_back_without_one() -> None:
    meeting = a_meeting()
    meeting.send(StartRound(DANA, None))
    before = meeting.room.floor

    meeting.drop(DANA)
    meeting.wait(20_000)
    meeting.connect(DANA)

    assert meeting.room.floor == before


def test_a_turn_that_begins_while_nobody_is_in_charge_starts_its_clock_with_the_return() -> None:
    meeting = a_turn_of_ana()
    meeting.drop(DANA)

    meeting.send(ReleaseFloor(ANA))
    assert meeting.holder == BEN
    assert the_turn(meeting).remaining_ms == 120_000
    meeting.wait(5_000)
    meeting.connect(DANA)

    assert the_turn(meeting).ends_ms == later(meeting.now, 120_000)


def test_members_may_signal_change_devices_withdraw_and_leave_on_hold() -> None:
    meeting = a_turn_of_ana()
    meeting.drop(DANA)
    meeting.wait(10_000)

    meeting.all_do(
        SignalSupport(BEN, SupportKind.URGENT),
        SetDevices(BEN, microphone=True, camera=True),
        WithdrawRequest(CYD),
        Leave(CYD),
    )

    assert meeting.seat(BEN).microphone
    assert meeting.room.floor.queue == ()
    assert meeting.seat(CYD).state is SeatState.LEFT


def test_nobody_is_offered_a_turn_on_hold_and_the_round_goes_on_after_it() -> None:
    meeting = a_turn_of_ana()
    meeting.drop(DANA)
    meeting.wait(10_000)

    meeting.send(Leave(ANA))
    assert meeting.holder is None
    meeting.connect(DANA)
    assert meeting.holder is None
    meeting.send(NextTurn(DANA))

    assert meeting.holder == BEN


def test_a_member_returns_on_hold_and_a_newcomer_waits() -> None:
    meeting = a_meeting(a_setup([ANA, BEN, CYD, DEV], capacity=3))
    meeting.drop(ANA, DANA)
    meeting.wait(10_000)
    meeting.connect(ANA)

    assert meeting.seat(ANA).present
    assert meeting.seat(DEV).state is SeatState.LOBBY
    assert meeting.refused(Admit(DANA, DEV)) is Refusal.NOT_PRESENT


@pytest.mark.parametrize(("hold_policy", "flows"), [(HoldPolicy.QUIET, False), (HoldPolicy.COMPANY, True)])
def test_what_members_have_of_one_another_on_hold(hold_policy: HoldPolicy, flows: bool) -> None:
    meeting = a_meeting(a_setup(hold_policy=hold_policy))
    meeting.drop(DANA)
    meeting.wait(10_000)

    policy = meeting.policy
    assert (ANA in policy.receives[BEN]) is flows
    assert policy.sends[ANA].audio is flows
    assert policy.sends[ANA].video is flows
    assert meeting.seen_by(ANA).me.may_speak is flows
    assert policy.sends[DANA].audio
    assert DANA in policy.receives[ANA]
    assert {ANA, BEN, CYD, DANA} == policy.seats


def test_a_room_held_past_its_end_comes_back_into_closing() -> None:
    meeting = a_meeting()
    meeting.wait(ENDS - meeting.now - 5_000)
    meeting.drop(DANA)
    meeting.wait(10_000)
    assert meeting.phase() is Phase.ON_HOLD

    meeting.connect(DANA)

    assert meeting.phase() is Phase.CLOSING


@pytest.mark.parametrize(("before_the_end_ms", "phase"), [(1, Phase.OPEN), (0, Phase.CLOSING)])
def test_the_end_itself_is_closing_time(before_the_end_ms: int, phase: Phase) -> None:
    meeting = a_meeting()
    meeting.wait(ENDS - meeting.now - 20_000)
    meeting.drop(DANA)
    meeting.wait(20_000 - before_the_end_ms)

    meeting.connect(DANA)

    assert meeting.phase() is phase


def test_a_room_can_be_held_while_it_closes() -> None:
    meeting = a_meeting()
    meeting.wait(ENDS - meeting.now)
    assert meeting.phase() is Phase.CLOSING

    meeting.drop(DANA)
    meeting.wait(10_000)
    assert meeting.phase() is Phase.ON_HOLD

    meeting.connect(DANA)
    meeting.send(EndSession(DANA))
    assert meeting.phase() is Phase.ENDED


def test_a_room_that_was_never_opened_needs_no_hold() -> None:
    meeting = Meeting(a_setup())
    meeting.connect(DANA)
    meeting.drop(DANA)

    meeting.wait(60_000)

    assert meeting.phase() is Phase.DOORS_CLOSED


def test_the_first_facilitator_to_come_leads() -> None:
    meeting = Meeting(a_setup(facilitators=[DANA, ELI]))
    meeting.connect(ELI)
    meeting.connect(DANA)

    assert meeting.room.lead == ELI


def test_the_lead_passes_at_once_to_a_present_facilitator_and_the_room_is_not_held() -> None:
    meeting = a_meeting(a_setup(facilitators=[DANA, ELI]))
    assert meeting.room.lead == DANA

    meeting.drop(DANA)
    assert meeting.room.lead == ELI
    meeting.wait(60_000)

    assert meeting.phase() is Phase.OPEN
    assert meeting.seen_by(ELI).me.lead


def test_a_former_lead_does_not_take_it_back() -> None:
    meeting = a_meeting(a_setup(facilitators=[DANA, ELI]))
    meeting.drop(DANA)
    meeting.connect(DANA)

    assert meeting.room.lead == ELI
    assert not meeting.seen_by(DANA).me.lead


def test_a_lead_alone_keeps_the_lead_until_another_facilitator_comes_first() -> None:
    meeting = a_meeting(a_setup(facilitators=[DANA, ELI]))
    meeting.drop(ELI)
    meeting.drop(DANA)
    assert meeting.room.lead == DANA

    meeting.connect(ELI)

    assert meeting.room.lead == ELI


def test_the_clock_runs_on_when_one_of_two_facilitators_drops() -> None:
    meeting = a_meeting(a_setup(facilitators=[DANA, ELI]))
    meeting.send(StartRound(DANA, 120))
    before = the_turn(meeting)

    meeting.drop(DANA)

    assert the_turn(meeting) == before


def test_the_whole_group_drops_and_returns_to_the_same_floor() -> None:
    meeting = a_meeting()
    meeting.all_do(SetFloorMode(DANA, FloorMode.QUEUE), RequestFloor(CYD), RequestFloor(BEN), GrantFloor(DANA, CYD))
    before = meeting.room.floor

    meeting.drop(ANA, BEN, CYD, DANA)
    meeting.wait(120_000)
    for seat in (CYD, DANA, ANA, BEN):
        meeting.connect(seat)

    assert meeting.room.floor == before
    assert meeting.phase() is Phase.OPEN
