"""The turn's clock, the end of the session, and when the clock is due."""

import pytest

from signaling.room import (
    EndSession,
    ExtendTurn,
    GrantFloor,
    Instant,
    MediaPolicy,
    PersonCommand,
    Phase,
    Refusal,
    RequestClosed,
    RequestFloor,
    RequestOutcome,
    SetClock,
    SetFloorMode,
    StartRound,
    Tick,
    TurnView,
    deadline,
    later,
)
from signaling.room.floor import FloorMode
from tests.signaling.room.meeting import ANA, BEN, DANA, ENDS, Meeting, a_meeting, a_setup


def the_turn(meeting: Meeting) -> TurnView:
    turn = meeting.seen_by(ANA).floor.turn
    assert turn is not None
    return turn


def test_a_turn_is_never_cut() -> None:
    meeting = a_meeting()
    meeting.send(StartRound(DANA, 10))
    ends = the_turn(meeting).ends_ms

    meeting.wait(60_000)

    assert meeting.holder == ANA
    assert the_turn(meeting).ends_ms == ends


def test_an_extension_moves_the_end() -> None:
    meeting = a_meeting()
    meeting.send(StartRound(DANA, 120))
    began = meeting.now
    meeting.wait(30_000)

    meeting.send(ExtendTurn(DANA, 60))

    assert the_turn(meeting) == TurnView(1, 180_000, later(began, 180_000), None, paused=False)


def test_a_paused_clock_stands_and_goes_on_from_there() -> None:
    meeting = a_meeting()
    meeting.send(StartRound(DANA, 120))
    meeting.wait(30_000)

    meeting.send(SetClock(DANA, paused=True))
    meeting.wait(45_000)
    assert the_turn(meeting) == TurnView(1, 120_000, None, 90_000, paused=True)
    assert meeting.send(SetClock(DANA, paused=True)) == []
    meeting.send(ExtendTurn(DANA, 5))
    meeting.send(SetClock(DANA, paused=False))

    assert the_turn(meeting) == TurnView(1, 125_000, later(meeting.now, 95_000), None, paused=False)


def test_the_next_turn_starts_with_a_full_and_running_clock() -> None:
    meeting = a_meeting()
    meeting.all_do(StartRound(DANA, 120), SetClock(DANA, paused=True))
    meeting.wait(30_000)

    meeting.send(GrantFloor(DANA, BEN))

    assert the_turn(meeting) == TurnView(2, 120_000, later(meeting.now, 120_000), None, paused=False)


@pytest.mark.parametrize("command", [ExtendTurn(DANA, 60), SetClock(DANA, paused=True)])
@pytest.mark.parametrize("granted", [False, True])
def test_without_a_clock_there_is_none_to_change(command: PersonCommand, granted: bool) -> None:
    meeting = a_meeting()
    if granted:
        meeting.send(GrantFloor(DANA, ANA))

    assert meeting.refused(command) is Refusal.NO_TIMER


def test_the_planned_end_only_turns_the_room_to_closing() -> None:
    meeting = a_meeting()
    meeting.send(StartRound(DANA, 120))
    floor = meeting.room.floor

    meeting.wait(ENDS - meeting.now)

    assert meeting.phase() is Phase.CLOSING
    assert meeting.room.floor == floor
    assert meeting.heard() == set(meeting.room.present)


def test_the_hard_end_comes_thirty_minutes_later() -> None:
    meeting = a_meeting()
    meeting.wait(ENDS - meeting.now + 30 * 60_000 - 1)
    assert meeting.phase() is Phase.CLOSING

    meeting.wait(1)

    assert meeting.phase() is Phase.ENDED
    assert meeting.policy == MediaPolicy()
    assert deadline(meeting.room) is None


def test_a_room_that_nobody_opens_or_everybody_abandons_ends_too() -> None:
    forgotten, abandoned = Meeting(a_setup()), a_meeting()
    abandoned.drop(DANA)
    for meeting in (forgotten, abandoned):
        meeting.wait(ENDS - meeting.now + 30 * 60_000)

    assert (forgotten.phase(), abandoned.phase()) == (Phase.ENDED, Phase.ENDED)


def test_the_end_leaves_no_request_unanswered() -> None:
    meeting = a_meeting()
    meeting.all_do(SetFloorMode(DANA, FloorMode.QUEUE), RequestFloor(BEN), RequestFloor(ANA), GrantFloor(DANA, ANA))

    events = meeting.send(EndSession(DANA))

    assert RequestClosed(BEN, RequestOutcome.CARRIED_OVER) in events
    assert meeting.room.floor.queue == ()
    assert meeting.holder is None
    assert meeting.room.carried_over == (BEN,)
    assert meeting.send(Tick()) == []


def test_the_deadline_is_the_earliest_of_the_last_call_hold_and_hard_end() -> None:
    meeting = a_meeting()
    assert deadline(meeting.room) == later(ENDS, -20 * 60_000)
    meeting.drop(DANA)
    assert deadline(meeting.room) == later(meeting.now, 10_000)
    meeting.wait(10_000)
    assert deadline(meeting.room) == later(ENDS, 30 * 60_000)


@pytest.mark.parametrize("late_ms", [0, 1, 3_600_000])
def test_one_tick_however_late_does_all_that_is_due(late_ms: int) -> None:
    meeting = a_meeting()
    meeting.drop(DANA)
    due = deadline(meeting.room)
    assert due is not None

    meeting.now = Instant(due + late_ms)
    meeting.send(Tick())

    following = deadline(meeting.room)
    assert following is not None
    assert following > meeting.now
