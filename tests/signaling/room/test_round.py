"""Go-rounds."""

import pytest

from signaling.room import (
    Admit,
    EndRound,
    EndSession,
    GrantFloor,
    Leave,
    Mute,
    NextTurn,
    Outcome,
    PassTurn,
    Refusal,
    ReleaseFloor,
    Remove,
    RevokeFloor,
    RoundView,
    SeatId,
    SendToLobby,
    SetFloorMode,
    SkipTurn,
    StartRound,
)
from signaling.room.floor import FloorMode
from tests.signaling.room.meeting import ANA, BEN, CYD, DANA, DEV, ELI, Meeting, a_meeting, a_setup
from tests.signaling.room.rounds import a_round, outcomes, turns_until_the_end


@pytest.mark.parametrize(
    ("round_start", "order"),
    [(0, [ANA, BEN, CYD]), (1, [BEN, CYD, ANA]), (2, [CYD, ANA, BEN]), (3, [ANA, BEN, CYD])],
)
def test_each_member_once_around_the_circle_from_the_weeks_start(round_start: int, order: list[SeatId]) -> None:
    meeting = a_round(round_start=round_start)

    assert turns_until_the_end(meeting) == order
    assert meeting.room.floor.mode is FloorMode.OPEN
    assert meeting.room.carried_over == ()


def test_the_start_falls_to_the_next_when_the_first_is_not_there() -> None:
    meeting = a_meeting(a_setup(round_start=1))
    meeting.all_do(Leave(BEN), StartRound(DANA, None))

    assert turns_until_the_end(meeting) == [CYD, ANA]


def test_facilitators_are_not_in_the_round_and_guests_are() -> None:
    meeting = a_meeting(a_setup([ANA], [DANA, ELI], guests=[BEN]))
    meeting.send(StartRound(DANA, None))

    assert turns_until_the_end(meeting) == [ANA, BEN]


def test_everybody_sees_how_far_the_round_is_and_who_is_next() -> None:
    meeting = a_round()
    meeting.send(ReleaseFloor(ANA))

    floor = meeting.seen_by(CYD).floor

    assert (floor.holder, floor.next) == (BEN, CYD)
    assert floor.round == RoundView(number=1, taken=1, total=3, prompt=None, sharer=None, answering=False)
    assert [seat.seat for seat in meeting.seen_by(CYD).circle if seat.next] == [CYD]


def test_a_round_needs_somebody_to_offer_a_turn_to() -> None:
    meeting = a_meeting(a_setup([ANA]))
    meeting.drop(ANA)

    assert meeting.refused(StartRound(DANA, None)) is Refusal.NOBODY_PRESENT
    assert Meeting(a_setup([])).room.seats[0].seat == DANA


def test_a_group_without_members_has_no_round() -> None:
    meeting = a_meeting(a_setup([]))

    assert meeting.refused(StartRound(DANA, None)) is Refusal.NOBODY_PRESENT


def test_a_pass_is_final() -> None:
    meeting = a_round()

    meeting.send(PassTurn(ANA, for_now=False))

    assert turns_until_the_end(meeting) == [BEN, CYD]
    assert meeting.room.carried_over == ()


def test_a_pass_for_now_is_offered_again_before_the_round_closes() -> None:
    meeting = a_round()
    meeting.send(PassTurn(ANA, for_now=True))

    assert outcomes(meeting)[ANA] is Outcome.PASSED_FOR_NOW
    assert turns_until_the_end(meeting) == [BEN, CYD, ANA]


def test_a_second_pass_for_now_is_a_pass() -> None:
    meeting = a_round((ANA, BEN))
    meeting.all_do(PassTurn(ANA, for_now=True), ReleaseFloor(BEN))
    assert meeting.holder == ANA

    meeting.send(PassTurn(ANA, for_now=True))

    assert meeting.room.floor.round is None
    assert meeting.room.carried_over == ()


def test_only_the_one_whose_turn_it_is_passes() -> None:
    meeting = a_round()

    assert meeting.refused(PassTurn(BEN, for_now=False)) is Refusal.NOT_YOUR_TURN
    assert meeting.refused(ReleaseFloor(BEN)) is Refusal.NOT_YOUR_TURN


def test_there_is_nothing_to_pass_outside_a_round() -> None:
    meeting = a_meeting()
    meeting.send(GrantFloor(DANA, ANA))

    assert meeting.refused(PassTurn(ANA, for_now=False)) is Refusal.WRONG_MODE
    assert meeting.refused(EndRound(DANA)) is Refusal.WRONG_MODE


def test_who_is_away_at_their_turn_and_returns_has_it_at_the_end() -> None:
    meeting = a_round(away=(BEN,))
    meeting.send(ReleaseFloor(ANA))
    assert meeting.holder == CYD
    assert outcomes(meeting)[BEN] is Outcome.MISSED

    meeting.connect(BEN)

    assert turns_until_the_end(meeting) == [CYD, BEN]


def test_who_is_away_to_the_end_is_carried_over() -> None:
    meeting = a_round(away=(ANA,))

    assert turns_until_the_end(meeting) == [BEN, CYD]
    assert meeting.room.carried_over == (ANA,)


def test_a_turn_in_a_later_round_settles_what_was_carried_over() -> None:
    meeting = a_round(away=(ANA,))
    turns_until_the_end(meeting)
    meeting.connect(ANA)

    meeting.send(StartRound(DANA, None))
    assert meeting.room.floor.round is not None
    assert meeting.room.floor.round.number == 2
    meeting.send(ReleaseFloor(ANA))

    assert meeting.room.carried_over == ()


def test_a_skipped_turn_is_offered_again_and_carried_over_when_skipped_twice() -> None:
    meeting = a_round()
    meeting.send(SkipTurn(DANA))
    assert outcomes(meeting)[ANA] is Outcome.MISSED
    meeting.all_do(ReleaseFloor(BEN), ReleaseFloor(CYD))
    assert meeting.holder == ANA

    meeting.send(SkipTurn(DANA))

    assert meeting.room.floor.round is None
    assert meeting.room.carried_over == (ANA,)


def test_first_offers_come_before_second_ones() -> None:
    meeting = a_round(away=(BEN,))
    meeting.all_do(SkipTurn(DANA), PassTurn(CYD, for_now=True))
    assert meeting.holder == CYD, "nobody else is left who was not offered a turn"
    meeting.connect(BEN)

    assert meeting.seen_by(DANA).floor.next == BEN
    assert turns_until_the_end(meeting) == [CYD, BEN, ANA]


def test_a_dropped_holder_keeps_the_turn_until_the_facilitator_goes_on() -> None:
    meeting = a_round()
    meeting.drop(ANA)
    meeting.wait(60_000)
    assert meeting.holder == ANA

    meeting.send(NextTurn(DANA))
    assert outcomes(meeting)[ANA] is Outcome.MISSED
    meeting.connect(ANA)

    assert turns_until_the_end(meeting) == [BEN, CYD, ANA]


def test_next_means_that_the_turn_was_taken() -> None:
    meeting = a_round()

    meeting.send(NextTurn(DANA))

    assert outcomes(meeting)[ANA] is Outcome.TAKEN
    assert meeting.holder == BEN


@pytest.mark.parametrize("go", [Leave(ANA), Remove(DANA, ANA), SendToLobby(DANA, ANA)])
def test_the_round_goes_on_when_the_holder_goes(go: Leave | Remove | SendToLobby) -> None:
    meeting = a_round()

    meeting.send(go)

    assert meeting.holder == BEN
    assert ANA not in outcomes(meeting)
    assert meeting.seen_by(BEN).floor.round == RoundView(
        number=1, taken=0, total=2, prompt=None, sharer=None, answering=False
    )


def test_who_left_is_owed_the_turn_and_who_was_removed_is_not() -> None:
    meeting = a_round()
    meeting.all_do(Leave(BEN), Remove(DANA, CYD))

    meeting.send(ReleaseFloor(ANA))

    assert meeting.room.carried_over == (BEN,)


def test_who_comes_during_the_round_has_the_last_turn() -> None:
    meeting = a_meeting(a_setup([ANA, BEN, CYD, DEV]))
    meeting.all_do(Leave(DEV), StartRound(DANA, None))
    meeting.connect(DEV)
    meeting.send(Admit(DANA, DEV))

    assert turns_until_the_end(meeting) == [ANA, BEN, CYD, DEV]


def test_a_newcomer_is_offered_a_first_turn_before_anybodys_second() -> None:
    meeting = a_meeting(a_setup([ANA, BEN, CYD]))
    meeting.all_do(Leave(CYD), StartRound(DANA, None), PassTurn(ANA, for_now=True))
    meeting.connect(CYD)
    meeting.send(Admit(DANA, CYD))

    assert turns_until_the_end(meeting) == [BEN, CYD, ANA]


def test_who_leaves_after_the_turn_and_returns_is_not_offered_another() -> None:
    meeting = a_round()
    meeting.all_do(ReleaseFloor(ANA), Leave(ANA))
    meeting.connect(ANA)
    meeting.send(Admit(DANA, ANA))

    assert turns_until_the_end(meeting) == [BEN, CYD]


def test_who_leaves_before_the_turn_and_returns_has_it() -> None:
    meeting = a_round()
    meeting.send(Leave(CYD))
    meeting.connect(CYD)
    meeting.send(Admit(DANA, CYD))

    assert turns_until_the_end(meeting) == [ANA, BEN, CYD]


def test_a_grant_out_of_order_is_that_members_turn_and_the_interrupted_one_comes_again() -> None:
    meeting = a_round()

    meeting.send(GrantFloor(DANA, CYD))

    assert outcomes(meeting) == {ANA: Outcome.MISSED, BEN: Outcome.WAITING, CYD: Outcome.OFFERED}
    assert turns_until_the_end(meeting) == [CYD, BEN, ANA]


def test_a_grant_between_turns_leaves_the_turns_that_were_taken() -> None:
    meeting = a_round()
    meeting.all_do(ReleaseFloor(ANA), GrantFloor(DANA, ANA))

    meeting.send(PassTurn(ANA, for_now=True))

    assert outcomes(meeting)[ANA] is Outcome.TAKEN
    assert turns_until_the_end(meeting) == [CYD, BEN]


def test_a_revoked_turn_waits_for_the_facilitator_and_comes_again() -> None:
    meeting = a_round()

    meeting.send(RevokeFloor(DANA))
    assert meeting.holder is None
    assert meeting.refused(SkipTurn(DANA)) is Refusal.NOBODY_HOLDS
    meeting.send(NextTurn(DANA))

    assert turns_until_the_end(meeting) == [BEN, CYD, ANA]


def test_an_offer_lifts_the_block() -> None:
    meeting = a_meeting()
    meeting.all_do(Mute(DANA, ANA), StartRound(DANA, None))

    assert not meeting.seat(ANA).muted
    assert meeting.seat(ANA).unmute_asked, "and shows a prompt: only she opens it"


def test_a_round_from_a_queue_returns_to_the_queue() -> None:
    meeting = a_meeting()
    meeting.all_do(GrantFloor(DANA, BEN), StartRound(DANA, None))
    assert meeting.holder == ANA

    turns_until_the_end(meeting)

    assert meeting.room.floor.mode is FloorMode.QUEUE


@pytest.mark.parametrize("mode", [FloorMode.OPEN, FloorMode.QUEUE])
def test_choosing_a_mode_ends_the_round(mode: FloorMode) -> None:
    meeting = a_round()

    meeting.send(SetFloorMode(DANA, mode))

    assert (meeting.room.floor.mode, meeting.room.floor.round, meeting.holder) == (mode, None, None)
    assert meeting.room.carried_over == (BEN, CYD)


@pytest.mark.parametrize("end", [EndRound(DANA), EndSession(DANA)])
def test_who_had_no_turn_when_the_round_is_ended_is_carried_over(end: EndRound | EndSession) -> None:
    meeting = a_round()
    meeting.send(PassTurn(ANA, for_now=True))

    meeting.send(end)

    assert meeting.room.floor.round is None
    assert meeting.room.carried_over == (ANA, CYD), "Ben was having his turn"


def test_a_turn_by_grant_settles_what_was_carried_over() -> None:
    meeting = a_meeting(a_setup(owed=(BEN,)))

    meeting.all_do(GrantFloor(DANA, BEN), ReleaseFloor(BEN))

    assert meeting.room.carried_over == ()


def test_a_second_round_closes_the_first_and_keeps_where_to_return_to() -> None:
    meeting = a_round()

    meeting.send(StartRound(DANA, 60))

    assert meeting.room.rounds == 2
    assert set(meeting.room.carried_over) == {BEN, CYD}
    assert turns_until_the_end(meeting) == [BEN, CYD, ANA], "whom the first round owes a turn comes first"
    assert meeting.room.floor.mode is FloorMode.OPEN
    assert meeting.room.carried_over == ()
