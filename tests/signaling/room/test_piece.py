"""The talking piece."""

import pytest

from signaling.room import (
    GrantFloor,
    HandPiece,
    Leave,
    MicrophoneRule,
    NextTurn,
    PersonCommand,
    Refusal,
    ReleaseFloor,
    RevokeFloor,
    SeatId,
    SeatState,
    SetFloorMode,
    SetMicrophoneRule,
    StartFeedback,
    StartRound,
)
from signaling.room.floor import FloorMode
from tests.signaling.room.meeting import ANA, BEN, CYD, DANA, ELI, Meeting, a_meeting, a_setup

PIECE = SetFloorMode(DANA, FloorMode.PIECE)


def a_piece(holder: SeatId | None = ANA, *, rule: MicrophoneRule = MicrophoneRule.GENTLE) -> Meeting:
    meeting = a_meeting(a_setup(microphone_rule=rule))
    meeting.send(PIECE)
    if holder is not None:
        meeting.send(HandPiece(DANA, holder))
    return meeting


def test_nobody_has_it_until_the_facilitator_gives_it() -> None:
    meeting = a_piece(None)

    assert (meeting.holder, meeting.heard()) == (None, {DANA})
    meeting.send(HandPiece(DANA, ANA))
    assert (meeting.holder, meeting.heard()) == (ANA, {ANA, DANA})


def test_the_holder_hands_it_to_whom_they_choose() -> None:
    meeting = a_piece(ANA)

    meeting.send(HandPiece(ANA, CYD))

    assert (meeting.holder, meeting.heard()) == (CYD, {CYD, DANA})
    assert (meeting.seat(ANA).offered, meeting.seat(ANA).taken) == (1, 1)
    assert (meeting.seat(CYD).offered, meeting.seat(CYD).taken) == (1, 0)


def test_a_facilitator_may_be_given_it_and_hands_it_on() -> None:
    meeting = a_piece(ANA)

    meeting.all_do(HandPiece(ANA, DANA), HandPiece(DANA, BEN))

    assert meeting.holder == BEN


def test_nobody_but_the_holder_and_a_facilitator_moves_it() -> None:
    meeting = a_piece(ANA)

    assert meeting.refused(HandPiece(BEN, CYD)) is Refusal.NOT_YOUR_TURN
    assert meeting.refused(HandPiece(BEN, BEN)) is Refusal.NOT_YOUR_TURN
    meeting.send(HandPiece(DANA, BEN))
    assert meeting.refused(HandPiece(ANA, CYD)) is Refusal.NOT_YOUR_TURN


def test_it_goes_to_somebody_there_who_does_not_have_it() -> None:
    meeting = a_piece(ANA)
    meeting.drop(CYD)

    assert meeting.refused(HandPiece(ANA, ANA)) is Refusal.ALREADY_HOLDS
    assert meeting.refused(HandPiece(DANA, ANA)) is Refusal.ALREADY_HOLDS
    assert meeting.refused(HandPiece(ANA, CYD)) is Refusal.NOT_PRESENT
    assert meeting.refused(HandPiece(ANA, SeatId("seat-zoe"))) is Refusal.UNKNOWN_SEAT
    assert meeting.holder == ANA


@pytest.mark.parametrize("mode", [FloorMode.OPEN, FloorMode.QUEUE, FloorMode.QUIET])
def test_there_is_no_piece_in_other_modes(mode: FloorMode) -> None:
    meeting = a_piece(ANA)
    meeting.send(SetFloorMode(DANA, mode))

    assert meeting.refused(HandPiece(DANA, ANA)) is Refusal.WRONG_MODE


def test_the_facilitator_takes_it_back_and_the_holder_can_lay_it_down() -> None:
    meeting = a_piece(ANA)
    meeting.send(RevokeFloor(DANA))
    assert (meeting.holder, meeting.heard()) == (None, {DANA})

    meeting.all_do(HandPiece(DANA, BEN), ReleaseFloor(BEN))

    assert (meeting.holder, meeting.room.floor.mode) == (None, FloorMode.PIECE)


def test_who_drops_keeps_it_and_is_shown_as_away() -> None:
    meeting = a_piece(ANA)
    meeting.drop(ANA)
    meeting.wait(300_000)

    shown = {seat.seat: (seat.state, seat.has_floor) for seat in meeting.seen_by(BEN).circle}
    assert shown[ANA] == (SeatState.AWAY, True)
    meeting.connect(ANA)
    meeting.send(HandPiece(ANA, BEN))

    assert meeting.holder == BEN


def test_the_facilitator_can_give_on_what_an_absent_holder_has() -> None:
    meeting = a_piece(ANA)
    meeting.drop(ANA)

    meeting.send(HandPiece(DANA, BEN))

    assert meeting.holder == BEN


def test_who_leaves_leaves_it_behind() -> None:
    meeting = a_piece(ANA)

    meeting.send(Leave(ANA))

    assert (meeting.holder, meeting.room.floor.mode) == (None, FloorMode.PIECE)


def test_a_grant_gives_it_too_and_there_is_no_next_turn() -> None:
    meeting = a_piece(ANA)

    meeting.send(GrantFloor(DANA, DANA))

    assert (meeting.holder, meeting.room.floor.mode) == (DANA, FloorMode.PIECE)
    assert meeting.refused(NextTurn(DANA)) is Refusal.WRONG_MODE


@pytest.mark.parametrize("rule", MicrophoneRule)
@pytest.mark.parametrize(
    "after",
    [
        SetFloorMode(DANA, FloorMode.OPEN),
        SetFloorMode(DANA, FloorMode.QUEUE),
        SetFloorMode(DANA, FloorMode.QUIET),
        StartRound(DANA, None),
        StartFeedback(DANA, ANA, None),
    ],
)
def test_it_is_strict_and_what_comes_after_follows_the_groups_own_rule(
    rule: MicrophoneRule, after: PersonCommand
) -> None:
    meeting = a_piece(ANA, rule=rule)
    assert meeting.seen_by(ANA).room.microphone_rule is MicrophoneRule.STRICT

    meeting.send(after)

    assert meeting.seen_by(ANA).room.microphone_rule is rule
    assert meeting.room.floor.mode is not FloorMode.PIECE


def test_a_round_out_of_a_piece_ends_in_an_open_floor() -> None:
    meeting = a_piece(ANA)
    meeting.send(StartRound(DANA, None))
    for seat in (ANA, BEN, CYD):
        meeting.send(ReleaseFloor(seat))

    assert (meeting.room.floor.mode, meeting.holder) == (FloorMode.OPEN, None)


def test_the_rule_can_be_changed_for_the_moment() -> None:
    meeting = a_piece(ANA)

    meeting.send(SetMicrophoneRule(DANA, MicrophoneRule.GENTLE))

    assert meeting.heard() == {ANA, BEN, CYD, DANA}


def test_choosing_it_again_changes_nothing() -> None:
    meeting = a_piece(ANA)

    assert meeting.send(PIECE) == []


def test_a_co_facilitator_hands_it_in_anothers_place() -> None:
    meeting = a_meeting(a_setup([ANA, BEN], [DANA, ELI]))
    meeting.all_do(PIECE, HandPiece(ELI, ANA), HandPiece(ELI, BEN))

    assert meeting.holder == BEN
