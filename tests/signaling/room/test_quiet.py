"""A shared silence."""

import pytest

from signaling.room import (
    EndRound,
    GrantFloor,
    MicrophoneRule,
    NextTurn,
    OpenSideRoom,
    Phase,
    Refusal,
    RequestFloor,
    SetClock,
    SetFloorMode,
    SetMicrophoneRule,
    Silence,
    SilenceView,
    StartRound,
    later,
)
from signaling.room.floor import FloorMode
from tests.signaling.room.meeting import ANA, BEN, CYD, DANA, ELI, Meeting, a_meeting, a_setup


def quiet(seconds: int | None = None) -> SetFloorMode:
    return SetFloorMode(DANA, FloorMode.QUIET, seconds)


def a_silence(seconds: int | None = 120) -> Meeting:
    meeting = a_meeting()
    meeting.send(quiet(seconds))
    return meeting


def the_silence(meeting: Meeting) -> SilenceView | None:
    return meeting.seen_by(ANA).floor.quiet


@pytest.mark.parametrize("rule", MicrophoneRule)
def test_only_facilitators_are_heard_whatever_the_rule(rule: MicrophoneRule) -> None:
    meeting = a_silence()
    meeting.send(SetMicrophoneRule(DANA, rule))

    assert meeting.heard() == {DANA}
    assert not meeting.seen_by(ANA).me.may_speak
    assert meeting.policy.sends[ANA].video
    assert meeting.seat(ANA).muted is False


def test_what_comes_after_is_heard_as_before() -> None:
    meeting = a_silence()

    meeting.send(SetFloorMode(DANA, FloorMode.OPEN))

    assert meeting.heard() == {ANA, BEN, CYD, DANA}
    assert the_silence(meeting) is None


def test_it_has_a_clock_of_its_own_that_ends_nothing() -> None:
    meeting = a_silence(120)
    ends = later(meeting.now, 120_000)
    assert the_silence(meeting) == SilenceView(ends, None)

    meeting.wait(180_000)

    assert the_silence(meeting) == SilenceView(ends, None)
    assert meeting.heard() == {DANA}


def test_without_a_clock_there_is_only_the_silence() -> None:
    meeting = a_silence(None)

    assert the_silence(meeting) == SilenceView(None, None)
    meeting.drop(DANA)
    meeting.connect(DANA)
    assert the_silence(meeting) == SilenceView(None, None)


@pytest.mark.parametrize("spoken_ms", [0, 30_000, 150_000])
def test_its_clock_stands_while_nobody_is_in_charge(spoken_ms: int) -> None:
    meeting = a_silence(120)
    meeting.wait(spoken_ms)

    meeting.drop(DANA)
    assert the_silence(meeting) == SilenceView(None, 120_000 - spoken_ms)
    meeting.wait(60_000)
    assert meeting.phase() is Phase.ON_HOLD
    assert the_silence(meeting) == SilenceView(None, 120_000 - spoken_ms)
    meeting.connect(DANA)

    assert the_silence(meeting) == SilenceView(later(meeting.now, 120_000 - spoken_ms), None)
    assert meeting.room.floor.mode is FloorMode.QUIET


def test_it_can_be_begun_anew() -> None:
    meeting = a_silence(120)
    assert meeting.send(quiet(120)) == []
    meeting.wait(30_000)

    meeting.send(quiet(60))
    assert the_silence(meeting) == SilenceView(later(meeting.now, 60_000), None)
    meeting.send(quiet(None))
    assert the_silence(meeting) == SilenceView(None, None)
    assert meeting.send(quiet(None)) == []


def test_nobody_is_given_the_floor_in_it() -> None:
    meeting = a_silence()

    assert meeting.refused(GrantFloor(DANA, ANA)) is Refusal.WRONG_MODE
    assert meeting.refused(NextTurn(DANA)) is Refusal.WRONG_MODE
    assert meeting.refused(RequestFloor(ANA)) is Refusal.WRONG_MODE


def test_it_ends_a_round_and_a_round_ends_it() -> None:
    meeting = a_meeting()
    meeting.all_do(StartRound(DANA, None), quiet(60))

    assert (meeting.holder, meeting.room.floor.round) == (None, None)
    assert meeting.room.carried_over == (BEN, CYD)
    assert the_silence(meeting) is not None
    meeting.send(StartRound(DANA, None))
    assert (the_silence(meeting), meeting.heard()) == (None, {ANA, BEN, CYD, DANA})
    meeting.send(EndRound(DANA))
    assert meeting.room.floor.mode is FloorMode.OPEN


def test_who_waits_before_the_door_sees_none_of_it() -> None:
    meeting = a_meeting(a_setup([ANA, BEN], capacity=1))
    meeting.send(quiet(60))

    assert meeting.seen_by(BEN).floor.mode is FloorMode.OPEN
    assert meeting.seen_by(BEN).floor.quiet is None


def test_a_clock_that_is_set_from_the_side_room_waits_for_somebody_with_the_group() -> None:
    meeting = a_meeting(a_setup(facilitators=[DANA, ELI]))
    meeting.send(OpenSideRoom(DANA, ANA))
    meeting.drop(ELI)
    meeting.send(quiet(60))
    assert meeting.room.floor.silence == Silence(remaining_ms=60_000)

    meeting.connect(ELI)

    assert meeting.room.floor.silence == Silence(ends=later(meeting.now, 60_000))


def test_a_turns_clock_that_is_started_from_the_side_room_waits_too() -> None:
    meeting = a_meeting(a_setup(facilitators=[DANA, ELI]))
    meeting.all_do(StartRound(DANA, 60), SetClock(DANA, paused=True), OpenSideRoom(DANA, CYD))
    meeting.drop(ELI)
    meeting.send(SetClock(DANA, paused=False))
    turn = meeting.room.floor.turn
    assert turn is not None
    assert (turn.ends, turn.remaining_ms, turn.paused) == (None, 60_000, False)
