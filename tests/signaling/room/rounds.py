"""Rounds for tests to go around."""

from signaling.room import Outcome, ReleaseFloor, SeatId, StartRound
from tests.signaling.room.meeting import ANA, BEN, CYD, DANA, Meeting, a_meeting, a_setup


def a_round(
    members: tuple[SeatId, ...] = (ANA, BEN, CYD), *, round_start: int = 0, away: tuple[SeatId, ...] = ()
) -> Meeting:
    meeting = a_meeting(a_setup(members, round_start=round_start))
    meeting.drop(*away)
    meeting.send(StartRound(DANA, None))
    return meeting


def outcomes(meeting: Meeting) -> dict[SeatId, Outcome]:
    facilitation = meeting.seen_by(DANA).facilitation
    assert facilitation is not None
    assert facilitation.round is not None
    return {place.seat: place.outcome for place in facilitation.round.order}


def turns_until_the_end(meeting: Meeting) -> list[SeatId]:
    """Everybody who is offered a turn from now on, each releasing the floor at once."""
    order = []
    while (holder := meeting.holder) is not None:
        order.append(holder)
        meeting.send(ReleaseFloor(holder))
    return order
