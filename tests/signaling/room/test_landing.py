"""The agenda, and coming to an end in good time."""

from dataclasses import replace

import pytest

from signaling.room import (
    EndSession,
    ExtendSession,
    Instant,
    Leave,
    Phase,
    Refusal,
    Segment,
    SegmentKind,
    SegmentView,
    SetSegment,
    Tick,
    default_agenda,
    later,
)
from signaling.room.landing import check_out_by, landing_at
from tests.signaling.room.meeting import ANA, BEN, DANA, ENDS, STARTS, Meeting, a_meeting, a_setup

MIN_MS = 60_000
AGENDA = (Segment(SegmentKind.CHECK_IN, None, 15 * MIN_MS), Segment(SegmentKind.CHECK_OUT, "Goodbyes", 10 * MIN_MS))


def a_planned_meeting() -> Meeting:
    return a_meeting(replace(a_setup(), agenda=AGENDA))


def until_the_end(meeting: Meeting, minutes: int) -> None:
    """Time goes by until so many minutes are left."""
    meeting.wait(later(meeting.room.ends, -minutes * MIN_MS) - meeting.now)


def check_out_due(meeting: Meeting) -> bool:
    facilitation = meeting.seen_by(DANA).facilitation
    assert facilitation is not None
    return facilitation.check_out_due


def test_the_facilitator_moves_through_the_agenda() -> None:
    meeting = a_planned_meeting()
    meeting.send(SetSegment(DANA, 1))

    assert meeting.seen_by(ANA).room.segment == SegmentView(
        1, SegmentKind.CHECK_OUT, "Goodbyes", later(STARTS, 10 * MIN_MS)
    )
    facilitation = meeting.seen_by(DANA).facilitation
    assert facilitation is not None
    assert facilitation.agenda.current == 1
    assert [one.kind for one in facilitation.agenda.segments] == [SegmentKind.CHECK_IN, SegmentKind.CHECK_OUT]

    meeting.send(SetSegment(DANA, None))
    assert meeting.seen_by(ANA).room.segment is None
    assert meeting.send(SetSegment(DANA, None)) == []


def test_a_segment_that_runs_goes_on_as_it_does() -> None:
    meeting = a_planned_meeting()
    meeting.send(SetSegment(DANA, 0))
    meeting.wait(MIN_MS)

    assert meeting.send(SetSegment(DANA, 0)) == []


@pytest.mark.parametrize("index", [2, 63, -1])
def test_there_is_no_other_segment(index: int) -> None:
    assert a_planned_meeting().refused(SetSegment(DANA, index)) is Refusal.UNKNOWN_SEGMENT


def test_a_default_agenda_fills_the_session() -> None:
    for length_ms in (90 * MIN_MS, 50 * MIN_MS, 7):
        assert sum(segment.length_ms for segment in default_agenda(length_ms)) == length_ms


def test_the_cues_come_fifteen_five_and_two_minutes_before_the_end_and_at_it() -> None:
    meeting = a_meeting()
    heard = []
    for minutes in (16, 15, 6, 5, 3, 2, 1, 0):
        until_the_end(meeting, minutes)
        heard.append(meeting.seen_by(ANA).room.landing)

    assert heard == [None, 15, 15, 5, 5, 2, 2, 0]
    assert meeting.phase() is Phase.CLOSING


def test_a_late_tick_gives_the_last_cue_only() -> None:
    meeting = a_meeting()
    meeting.now = later(ENDS, -MIN_MS)

    meeting.send(Tick())

    assert meeting.room.landing == 2


def test_who_waits_hears_the_cues_too() -> None:
    meeting = a_meeting(a_setup([ANA, BEN], capacity=2))
    meeting.send(Leave(ANA))
    meeting.connect(ANA)
    until_the_end(meeting, 5)

    assert meeting.seen_by(ANA).room.landing == 5


def test_no_cue_comes_before_the_room_is_open_nor_on_hold() -> None:
    meeting = Meeting(a_setup())
    until_the_end(meeting, 5)
    assert meeting.room.landing is None

    held = a_meeting()
    held.drop(DANA)
    until_the_end(held, 5)
    assert held.room.landing is None
    held.connect(DANA)
    held.send(Tick())
    assert held.room.landing == 5


def test_check_out_begins_so_that_everybody_has_a_turn() -> None:
    meeting = a_meeting()
    facilitation = meeting.seen_by(DANA).facilitation
    assert facilitation is not None
    assert facilitation.check_out_by_ms == check_out_by(meeting.room) == later(ENDS, -3 * 90_000)

    meeting.wait(facilitation.check_out_by_ms - meeting.now - 1)
    assert not check_out_due(meeting)
    meeting.wait(1)
    assert check_out_due(meeting)


def test_check_out_is_not_due_where_it_has_begun() -> None:
    meeting = a_planned_meeting()
    meeting.send(SetSegment(DANA, 1))
    until_the_end(meeting, 2)
    assert not check_out_due(meeting)

    meeting.send(SetSegment(DANA, 0))
    meeting.send(Tick())
    assert check_out_due(meeting)
    meeting.send(SetSegment(DANA, 1))
    assert not check_out_due(meeting)


def test_nobody_has_to_check_out_of_an_empty_room() -> None:
    meeting = a_meeting(a_setup([ANA]))
    meeting.send(Leave(ANA))
    until_the_end(meeting, -5)

    assert not check_out_due(meeting)


def test_five_minutes_more_move_the_end_and_the_cues() -> None:
    meeting = a_meeting()
    until_the_end(meeting, 3)
    assert check_out_due(meeting)

    meeting.send(ExtendSession(DANA))

    assert meeting.seen_by(ANA).room.ends_ms == later(ENDS, 5 * MIN_MS)
    assert meeting.seen_by(ANA).room.landing == 15
    assert not check_out_due(meeting)
    until_the_end(meeting, 5)
    assert meeting.seen_by(ANA).room.landing == 5


def test_a_closing_room_opens_again_if_there_is_time_now() -> None:
    meeting = a_meeting()
    until_the_end(meeting, -6)
    meeting.send(ExtendSession(DANA))
    assert meeting.phase() is Phase.CLOSING

    meeting.send(ExtendSession(DANA))

    assert meeting.phase() is Phase.OPEN
    assert meeting.room.landing == 5
    until_the_end(meeting, 0)
    assert meeting.phase() is Phase.CLOSING


def test_half_an_hour_more_is_the_most() -> None:
    meeting = a_meeting()
    for _ in range(6):
        meeting.send(ExtendSession(DANA))
    before = meeting.room

    assert meeting.refused(ExtendSession(DANA)) is Refusal.NO_MORE_TIME
    assert meeting.room == before
    assert meeting.room.hard_end == later(ENDS, 60 * MIN_MS)


def test_nothing_of_it_is_taken_before_the_session_nor_after() -> None:
    meeting = Meeting(replace(a_setup(), agenda=AGENDA))
    meeting.connect(DANA)
    for command in (SetSegment(DANA, 0), ExtendSession(DANA)):
        assert meeting.refused(command) is Refusal.WRONG_PHASE
    meeting.send(EndSession(DANA))
    assert meeting.refused(ExtendSession(DANA)) is Refusal.ENDED


def test_the_last_cue_reached_is_the_smallest() -> None:
    assert [landing_at(Instant(MIN_MS * 20), Instant(MIN_MS * at)) for at in (4, 5, 15, 18, 20, 99)] == [
        None,
        15,
        5,
        2,
        0,
        0,
    ]
