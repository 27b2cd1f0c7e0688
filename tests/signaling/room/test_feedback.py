"""Feedback to one who has shared."""

import pytest

from signaling.room import (
    Admit,
    EndRound,
    EndSession,
    GrantFloor,
    InsertTurn,
    Leave,
    NextTurn,
    Outcome,
    PassTurn,
    Refusal,
    ReleaseFloor,
    Remove,
    RequestFloor,
    RevokeFloor,
    RoundView,
    SeatId,
    SetFloorMode,
    SkipTurn,
    StartFeedback,
    StartRound,
    StopFeedback,
)
from signaling.room.floor import FloorMode
from tests.signaling.room.meeting import ANA, BEN, CYD, DANA, DEV, ELI, Meeting, a_meeting, a_setup
from tests.signaling.room.rounds import turns_until_the_end

FOUR = (ANA, BEN, CYD, DEV)


def feedback_to(sharer: SeatId = BEN, *, turn_s: int | None = None) -> Meeting:
    meeting = a_meeting(a_setup(FOUR))
    meeting.send(StartFeedback(DANA, sharer, turn_s))
    return meeting


def the_round(meeting: Meeting) -> RoundView:
    seen = meeting.seen_by(ANA).floor.round
    assert seen is not None
    return seen


def outcome(meeting: Meeting, seat: SeatId) -> Outcome:
    assert meeting.room.floor.round is not None
    place = meeting.room.floor.round.place(seat)
    assert place is not None
    return place.outcome


def test_everybody_else_from_the_neighbour_on_and_the_sharer_last() -> None:
    meeting = feedback_to(BEN)

    assert meeting.seen_by(ANA).floor.mode is FloorMode.FEEDBACK
    assert turns_until_the_end(meeting) == [CYD, DEV, ANA, BEN]
    assert (meeting.room.floor.mode, meeting.holder) == (FloorMode.OPEN, None)


def test_everybody_sees_to_whom_and_when_the_answer_comes() -> None:
    meeting = feedback_to(BEN)
    assert the_round(meeting) == RoundView(1, 0, 3, prompt=None, sharer=BEN, answering=False)
    assert meeting.seen_by(ANA).floor.next == DEV

    meeting.all_do(ReleaseFloor(CYD), ReleaseFloor(DEV))
    assert meeting.seen_by(ANA).floor.next == BEN
    meeting.send(PassTurn(ANA, for_now=False))

    assert meeting.holder == BEN
    assert the_round(meeting) == RoundView(1, 3, 3, prompt=None, sharer=BEN, answering=True)


def test_turns_have_the_clock_that_was_asked_for() -> None:
    turn = feedback_to(turn_s=60).room.floor.turn

    assert turn is not None
    assert turn.length_ms == 60_000


@pytest.mark.parametrize("by", [BEN, DANA])
def test_the_sharer_and_a_facilitator_can_stop_it_and_the_sharer_has_the_last_word(by: SeatId) -> None:
    meeting = feedback_to(BEN)

    meeting.send(StopFeedback(by))

    assert (meeting.holder, the_round(meeting).answering) == (BEN, True)
    assert outcome(meeting, CYD) is Outcome.TAKEN
    assert meeting.send(StopFeedback(by)) == []
    meeting.send(ReleaseFloor(BEN))
    assert meeting.room.floor.round is None
    assert meeting.room.carried_over == (), "nobody is owed a turn to give feedback"


def test_nobody_else_can_stop_it() -> None:
    meeting = feedback_to(BEN)

    assert meeting.refused(StopFeedback(CYD)) is Refusal.NOT_PERMITTED
    meeting.send(StartRound(DANA, None))
    assert meeting.refused(StopFeedback(DANA)) is Refusal.WRONG_MODE
    meeting.send(EndRound(DANA))
    assert meeting.refused(StopFeedback(DANA)) is Refusal.WRONG_MODE


def test_it_needs_somebody_to_share_and_somebody_to_say_something() -> None:
    meeting = a_meeting(a_setup([ANA, BEN]))

    assert meeting.refused(StartFeedback(DANA, DANA, None)) is Refusal.NOT_PERMITTED
    meeting.drop(ANA)
    assert meeting.refused(StartFeedback(DANA, ANA, None)) is Refusal.NOT_PRESENT
    assert meeting.refused(StartFeedback(DANA, BEN, None)) is Refusal.NOBODY_PRESENT
    assert meeting.room.floor.mode is FloorMode.OPEN


def test_a_pass_for_now_comes_again_before_the_answer() -> None:
    meeting = feedback_to(BEN)

    meeting.send(PassTurn(CYD, for_now=True))

    assert turns_until_the_end(meeting) == [DEV, ANA, CYD, BEN]


def test_the_sharer_who_passes_has_passed() -> None:
    meeting = feedback_to(BEN)
    meeting.all_do(StopFeedback(BEN), PassTurn(BEN, for_now=True))

    assert meeting.room.floor.round is None


def test_who_comes_meanwhile_says_something_before_the_answer() -> None:
    meeting = a_meeting(a_setup(FOUR))
    meeting.all_do(Leave(DEV), StartFeedback(DANA, BEN, None))
    meeting.connect(DEV)
    meeting.send(Admit(DANA, DEV))

    assert turns_until_the_end(meeting) == [CYD, ANA, DEV, BEN]


def test_who_drops_is_offered_a_turn_on_return_and_is_owed_none_otherwise() -> None:
    meeting = feedback_to(BEN)
    meeting.drop(DEV)
    meeting.send(ReleaseFloor(CYD))
    assert outcome(meeting, DEV) is Outcome.MISSED
    meeting.connect(DEV)

    assert turns_until_the_end(meeting) == [ANA, DEV, BEN]


def test_a_sharer_who_is_away_at_the_end_has_no_answer_and_the_feedback_closes() -> None:
    meeting = feedback_to(BEN)
    meeting.drop(BEN)
    meeting.all_do(ReleaseFloor(CYD), ReleaseFloor(DEV), ReleaseFloor(ANA))

    assert (meeting.holder, meeting.room.floor.round) == (None, None)
    assert meeting.room.carried_over == ()


@pytest.mark.parametrize("go", [Leave(BEN), Remove(DANA, BEN)])
def test_there_is_no_feedback_to_somebody_who_has_gone(go: Leave | Remove) -> None:
    meeting = feedback_to(BEN)

    meeting.send(go)

    assert (meeting.holder, meeting.room.floor.round, meeting.room.floor.mode) == (None, None, FloorMode.OPEN)


def test_a_grant_to_the_sharer_is_not_the_answer() -> None:
    meeting = feedback_to(BEN)

    meeting.send(GrantFloor(DANA, BEN))
    assert not the_round(meeting).answering
    assert outcome(meeting, CYD) is Outcome.MISSED

    assert turns_until_the_end(meeting) == [BEN, DEV, ANA, CYD, BEN]


def test_the_sharer_can_be_given_the_answer_by_skipping_and_it_is_not_offered_twice() -> None:
    meeting = feedback_to(BEN)
    meeting.all_do(StopFeedback(DANA), SkipTurn(DANA))

    assert meeting.room.floor.round is None


def test_a_revoked_answer_closes_with_the_next_turn() -> None:
    meeting = feedback_to(BEN)
    meeting.all_do(StopFeedback(DANA), RevokeFloor(DANA), NextTurn(DANA))

    assert meeting.room.floor.round is None


def test_the_sharer_cannot_be_inserted_and_others_only_until_it_is_stopped() -> None:
    meeting = feedback_to(BEN)
    assert meeting.refused(InsertTurn(DANA, BEN)) is Refusal.WRONG_MODE

    meeting.all_do(InsertTurn(DANA, ANA), StopFeedback(DANA))

    assert meeting.refused(InsertTurn(DANA, ANA)) is Refusal.WRONG_MODE
    assert turns_until_the_end(meeting) == [BEN]


def test_an_inserted_turn_comes_next() -> None:
    meeting = feedback_to(BEN)
    meeting.send(InsertTurn(DANA, ANA))

    assert turns_until_the_end(meeting) == [CYD, ANA, DEV, BEN]


def test_feedback_from_a_round_closes_the_round_and_returns_to_what_was_before() -> None:
    meeting = a_meeting(a_setup(FOUR))
    meeting.all_do(SetFloorMode(DANA, FloorMode.QUEUE), StartRound(DANA, None), StartFeedback(DANA, ANA, None))

    assert set(meeting.room.carried_over) == {BEN, CYD, DEV}
    assert turns_until_the_end(meeting) == [BEN, CYD, DEV, ANA]
    assert meeting.room.floor.mode is FloorMode.QUEUE
    assert meeting.room.carried_over == (), "each has had a turn since"


def test_requests_wait_for_its_end() -> None:
    meeting = a_meeting(a_setup(FOUR))
    meeting.all_do(SetFloorMode(DANA, FloorMode.QUEUE), RequestFloor(CYD), StartFeedback(DANA, BEN, None))
    assert meeting.refused(RequestFloor(ANA)) is Refusal.WRONG_MODE

    turns_until_the_end(meeting)

    assert meeting.room.floor.mode is FloorMode.QUEUE
    assert [request.seat for request in meeting.room.floor.queue] == [CYD]


@pytest.mark.parametrize("end", [EndRound(DANA), EndSession(DANA), SetFloorMode(DANA, FloorMode.OPEN)])
def test_it_can_be_ended_without_an_answer(end: EndRound | EndSession | SetFloorMode) -> None:
    meeting = feedback_to(BEN)

    meeting.send(end)

    assert (meeting.holder, meeting.room.floor.round, meeting.room.carried_over) == (None, None, ())


def test_it_is_no_round_in_which_somebody_is_the_first() -> None:
    meeting = feedback_to(BEN)

    assert [(seat.rounds, seat.firsts) for seat in meeting.room.people] == [(0, 0)] * 4
    assert meeting.room.rounds == 1


def test_a_second_facilitator_can_run_it() -> None:
    meeting = a_meeting(a_setup([ANA, BEN], [DANA, ELI]))
    meeting.all_do(StartFeedback(ELI, BEN, None), StopFeedback(ELI))

    assert meeting.holder == BEN
