"""In which order a round goes: around, chosen, by lot, with turns inserted."""

import pytest

from signaling.room import InsertTurn, Leave, Outcome, PassTurn, Refusal, ReleaseFloor, RoundOrder, SeatId, StartRound
from tests.signaling.room.meeting import ANA, BEN, CYD, DANA, DEV, EIGHT, ELI, a_meeting, a_setup
from tests.signaling.room.rounds import a_round, outcomes, turns_until_the_end


@pytest.mark.parametrize(
    ("seats", "order"),
    [
        ((), [ANA, BEN, CYD, DEV]),
        ((CYD,), [CYD, ANA, BEN, DEV]),
        ((DEV, BEN), [DEV, BEN, ANA, CYD]),
        ((CYD, BEN, DEV, ANA), [CYD, BEN, DEV, ANA]),
    ],
)
def test_a_chosen_order_is_followed_around_the_circle(seats: tuple[SeatId, ...], order: list[SeatId]) -> None:
    meeting = a_meeting(a_setup([ANA, BEN, CYD, DEV]))

    meeting.send(StartRound(DANA, None, RoundOrder.CHOSEN, seats))

    assert turns_until_the_end(meeting) == order


def test_a_chosen_order_names_people_of_the_circle() -> None:
    meeting = a_meeting(a_setup([ANA, BEN, CYD], [DANA, ELI]))
    meeting.send(Leave(CYD))

    for seat, code in ((CYD, Refusal.NOT_PRESENT), (ELI, Refusal.NOT_PERMITTED), (DEV, Refusal.UNKNOWN_SEAT)):
        assert meeting.refused(StartRound(DANA, None, RoundOrder.CHOSEN, (ANA, seat))) is code
    meeting.send(StartRound(DANA, None, RoundOrder.CIRCLE, (DEV,)))
    assert meeting.holder == ANA


def test_who_is_owed_a_turn_comes_right_after_the_chosen() -> None:
    meeting = a_meeting(a_setup([ANA, BEN, CYD, DEV], owed=(DEV,)))

    meeting.send(StartRound(DANA, None, RoundOrder.CHOSEN, (BEN,)))

    assert turns_until_the_end(meeting) == [BEN, DEV, ANA, CYD]


def test_a_random_order_is_that_of_its_seed_and_everybody_has_a_turn() -> None:
    orders = []
    for seed in (1, 1, 2, 3, 4):
        meeting = a_meeting(a_setup(EIGHT))
        meeting.send(StartRound(DANA, None, RoundOrder.RANDOM, seed=seed))
        orders.append(turns_until_the_end(meeting))

    assert orders[0] == orders[1]
    assert len({tuple(order) for order in orders}) == 4
    assert all(sorted(order) == sorted(EIGHT) for order in orders)


def test_a_random_order_begins_with_who_is_owed_a_turn() -> None:
    for seed in range(8):
        meeting = a_meeting(a_setup(EIGHT, owed=(DEV, BEN)))
        meeting.send(StartRound(DANA, None, RoundOrder.RANDOM, seed=seed))
        assert turns_until_the_end(meeting)[:2] == [DEV, BEN]


def test_the_prompt_is_shown_to_the_circle() -> None:
    meeting = a_meeting()
    meeting.send(StartRound(DANA, None, prompt="What do you bring tonight?"))

    seen = meeting.seen_by(CYD).floor.round
    assert seen is not None
    assert seen.prompt == "What do you bring tonight?"


def test_an_inserted_turn_comes_after_this_one() -> None:
    meeting = a_meeting(a_setup([ANA, BEN, CYD, DEV]))
    meeting.all_do(StartRound(DANA, None), InsertTurn(DANA, DEV))
    assert meeting.seen_by(BEN).floor.next == DEV

    assert turns_until_the_end(meeting) == [ANA, DEV, BEN, CYD]


def test_who_had_a_turn_has_one_more_when_inserted() -> None:
    meeting = a_round()
    meeting.all_do(ReleaseFloor(ANA), InsertTurn(DANA, ANA), ReleaseFloor(BEN))
    assert meeting.holder == ANA
    meeting.send(PassTurn(ANA, for_now=True))

    assert outcomes(meeting)[ANA] is Outcome.TAKEN
    assert turns_until_the_end(meeting) == [CYD]


def test_the_holder_can_be_inserted_too() -> None:
    meeting = a_round()
    meeting.send(InsertTurn(DANA, ANA))

    assert turns_until_the_end(meeting) == [ANA, ANA, BEN, CYD]


def test_the_last_inserted_is_the_next_and_once_is_enough() -> None:
    meeting = a_meeting(a_setup([ANA, BEN, CYD, DEV]))
    meeting.all_do(StartRound(DANA, None), InsertTurn(DANA, CYD), InsertTurn(DANA, DEV))
    assert meeting.send(InsertTurn(DANA, DEV)) == []
    meeting.send(InsertTurn(DANA, CYD))

    assert turns_until_the_end(meeting) == [ANA, CYD, DEV, BEN]


def test_who_drops_after_being_inserted_has_the_turn_on_return() -> None:
    meeting = a_meeting(a_setup([ANA, BEN, CYD, DEV]))
    meeting.all_do(StartRound(DANA, None), InsertTurn(DANA, DEV))
    meeting.drop(DEV)
    meeting.send(ReleaseFloor(ANA))
    assert meeting.holder == BEN
    assert outcomes(meeting)[DEV] is Outcome.WAITING
    meeting.connect(DEV)

    assert turns_until_the_end(meeting) == [BEN, DEV, CYD]


def test_an_absent_person_before_an_inserted_one_has_missed_nothing_yet() -> None:
    meeting = a_meeting(a_setup([ANA, BEN, CYD, DEV]))
    meeting.all_do(StartRound(DANA, None), InsertTurn(DANA, DEV))
    meeting.drop(BEN)

    meeting.send(ReleaseFloor(ANA))

    assert meeting.holder == DEV
    assert outcomes(meeting)[BEN] is Outcome.WAITING


def test_somebody_there_is_inserted_into_a_round() -> None:
    meeting = a_meeting(a_setup([ANA, BEN, CYD], [DANA, ELI]))
    assert meeting.refused(InsertTurn(DANA, ANA)) is Refusal.WRONG_MODE
    meeting.send(StartRound(DANA, None))
    meeting.drop(CYD)

    assert meeting.refused(InsertTurn(DANA, CYD)) is Refusal.NOT_PRESENT
    assert meeting.refused(InsertTurn(DANA, ELI)) is Refusal.NOT_PERMITTED
