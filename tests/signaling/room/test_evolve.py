"""Events are facts: applying one never fails."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.room import (
    DevicesSet,
    Event,
    Instant,
    SeatId,
    SeatInvited,
    SeatLeft,
    SeatMuted,
    StartRound,
    deadline,
    evolve,
    policy,
    view,
)
from tests.signaling.room.meeting import DANA, a_meeting
from tests.signaling.room.steady import STEADY

ZOE = SeatId("seat-zoe")


@pytest.mark.parametrize("kind", get_args(Event), ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("in_a_round", [False, True])
def test_any_event_at_any_time_leads_to_a_room_that_can_be_shown(kind: type[Event], in_a_round: bool) -> None:
    meeting = a_meeting()
    if in_a_round:
        meeting.send(StartRound(DANA, 120))
    room = meeting.room

    @STEADY
    @given(st.from_type(kind))
    def leads_to_a_room(event: Event) -> None:
        after = evolve(room, event)
        invited = {event.seat.seat} if isinstance(event, SeatInvited) else set()
        assert {seat.seat for seat in after.seats} == {seat.seat for seat in room.seats} | invited
        assert policy(after).seats <= {seat.seat for seat in after.seats}
        assert view(after, DANA).me.name == "Dana"
        assert deadline(after) is None or after.hard_end >= after.ends

    leads_to_a_room()


@pytest.mark.parametrize(
    "event",
    [SeatLeft(ZOE, Instant(0)), SeatMuted(ZOE), DevicesSet(ZOE, microphone=True, camera=True)],
)
def test_what_happens_to_a_stranger_changes_nothing(event: Event) -> None:
    room = a_meeting().room

    assert evolve(room, event) == room
