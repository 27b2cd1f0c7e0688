"""The facilitators by themselves."""

from dataclasses import replace

import pytest

from signaling.room import (
    EndSession,
    FloorMode,
    MicrophoneRule,
    OpenSideRoom,
    Phase,
    Refusal,
    RequestFloor,
    RequestOutcome,
    SeatState,
    SetFloorMode,
    StartDebrief,
    StartRound,
)
from signaling.room.events import RequestClosed
from tests.signaling.room.meeting import ANA, BEN, CYD, DANA, DEV, ELI, Meeting, a_meeting, a_setup


def a_debrief() -> Meeting:
    """A session of two facilitators, three members and one in the lobby, in debrief."""
    meeting = a_meeting(a_setup([ANA, BEN, CYD, DEV], [DANA, ELI], capacity=3))
    meeting.send(StartDebrief(DANA))
    return meeting


def test_the_members_go_and_the_facilitators_stay() -> None:
    meeting = a_debrief()

    assert [meeting.seat(seat).state for seat in (ANA, BEN, CYD, DEV)] == [SeatState.LEFT] * 4
    assert meeting.room.present == {DANA, ELI}
    assert meeting.seen_by(DANA).room.debrief
    assert meeting.seen_by(DANA).room.phase is Phase.OPEN
    assert set(meeting.policy.receives) == {DANA, ELI}


@pytest.mark.parametrize("seat", [ANA, DEV])
def test_nobody_comes_in(seat: str) -> None:
    meeting = a_debrief()

    assert meeting.refused(meeting.connecting(ANA if seat == ANA else DEV)) is Refusal.ENDED


def test_a_facilitator_comes_back_in() -> None:
    meeting = a_debrief()
    meeting.drop(ELI)

    meeting.connect(ELI)

    assert meeting.seat(ELI).present


def test_what_was_open_is_carried_over() -> None:
    meeting = a_meeting(a_setup(facilitators=[DANA, ELI]))
    meeting.all_do(StartRound(DANA, 120), RequestFloor(CYD), OpenSideRoom(ELI, BEN))

    events = meeting.send(StartDebrief(DANA))

    assert RequestClosed(CYD, RequestOutcome.CARRIED_OVER) in events
    assert set(meeting.room.carried_over) >= {BEN, CYD}
    assert meeting.room.floor.mode is FloorMode.OPEN
    assert meeting.holder is None
    assert meeting.room.side_room is None
    assert meeting.seen_by(ELI).me.aside is None


def test_the_facilitator_from_the_side_room_keeps_the_debrief() -> None:
    meeting = a_meeting(a_setup(facilitators=[DANA, ELI]))
    meeting.send(OpenSideRoom(ELI, BEN))
    meeting.drop(DANA)

    meeting.send(StartDebrief(ELI))
    meeting.wait(10_000)

    assert meeting.phase() is Phase.OPEN


@pytest.mark.parametrize("mode", [FloorMode.QUEUE, FloorMode.PIECE, FloorMode.QUIET])
def test_the_facilitators_talk_freely(mode: FloorMode) -> None:
    meeting = a_meeting()
    meeting.send(SetFloorMode(DANA, mode))

    meeting.send(StartDebrief(DANA))

    floor = meeting.room.floor
    assert (floor.mode, floor.turn, floor.silence) == (FloorMode.OPEN, None, None)
    assert meeting.room.microphone_rule is MicrophoneRule.GENTLE


def test_it_begins_once_and_ends_with_the_session() -> None:
    meeting = a_debrief()
    assert meeting.send(StartDebrief(ELI)) == []

    meeting.send(EndSession(ELI))

    assert meeting.phase() is Phase.ENDED


def test_there_is_none_before_the_session() -> None:
    meeting = Meeting(replace(a_setup()))
    meeting.connect(DANA)

    assert meeting.refused(StartDebrief(DANA)) is Refusal.WRONG_PHASE
