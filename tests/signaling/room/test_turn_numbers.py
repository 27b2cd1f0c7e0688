"""Turns have numbers, and what was meant for an earlier one is refused."""

import pytest

from signaling.room import (
    ExtendTurn,
    GrantFloor,
    HandPiece,
    NextTurn,
    PassTurn,
    PersonCommand,
    Refusal,
    ReleaseFloor,
    RevokeFloor,
    SetFloorMode,
    SkipTurn,
    StartRound,
)
from signaling.room.floor import FloorMode
from tests.signaling.room.meeting import ANA, BEN, CYD, DANA, a_meeting
from tests.signaling.room.rounds import a_round, turns_until_the_end


@pytest.mark.parametrize(
    "late",
    [
        PassTurn(ANA, for_now=False, turn=1),
        ReleaseFloor(ANA, turn=1),
        NextTurn(DANA, turn=1),
        SkipTurn(DANA, turn=1),
        ExtendTurn(DANA, 60, turn=1),
        RevokeFloor(DANA, turn=1),
    ],
)
def test_what_was_meant_for_a_turn_that_is_over_is_stale(late: PersonCommand) -> None:
    meeting = a_meeting()
    meeting.send(StartRound(DANA, 120))
    assert meeting.send(late) != []

    meeting.send(GrantFloor(DANA, CYD))
    assert meeting.room.floor.turn is not None
    assert meeting.room.floor.turn.number == (2 if isinstance(late, ExtendTurn | RevokeFloor) else 3)
    assert meeting.refused(late) is Refusal.STALE
    meeting.send(SetFloorMode(DANA, FloorMode.OPEN))
    assert meeting.refused(late) is Refusal.STALE


def test_turns_are_numbered_through_the_session() -> None:
    meeting = a_round()
    turns_until_the_end(meeting)
    meeting.all_do(GrantFloor(DANA, BEN), SetFloorMode(DANA, FloorMode.PIECE), HandPiece(DANA, CYD))

    turn = meeting.seen_by(ANA).floor.turn
    assert turn is not None
    assert turn.number == 5
