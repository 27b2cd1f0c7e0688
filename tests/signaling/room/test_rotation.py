"""Who begins a round, over the weeks (invariant 8)."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations
from random import Random

import pytest

from signaling.room import ReleaseFloor, RoundOrder, SeatId, SkipTurn, StartFeedback, StartRound, open_room
from tests.signaling.room.meeting import ANA, BEN, CYD, DANA, DEV, EIGHT, Meeting, a_meeting, a_setup

WEEKS = 16


class Series:
    """The group from week to week: each session begins with what the one before left behind."""

    def __init__(self, members: Sequence[SeatId] = EIGHT) -> None:
        self.members = members
        self.week = 0
        self.begun: dict[SeatId, list[int]] = {seat: [] for seat in members}
        """For each member the weeks in which they had the first turn of a round."""
        self.attended: dict[SeatId, list[int]] = {seat: [] for seat in members}
        self._owed: tuple[SeatId, ...] = ()
        self._counts: dict[SeatId, tuple[int, int]] = {}

    def session(self, absent: Sequence[SeatId] = (), *, rounds: int = 1, skipping: Random | None = None) -> None:
        """One evening: whoever comes goes round; with ``skipping`` one turn in ten is not had."""
        meeting = self._gathered(absent)
        for _ in range(rounds):
            meeting.send(StartRound(DANA, None))
            assert meeting.holder is not None
            self.begun[meeting.holder].append(self.week)
            while (holder := meeting.holder) is not None:
                skip = skipping is not None and skipping.random() < 0.1
                meeting.send(SkipTurn(DANA) if skip else ReleaseFloor(holder))
        for seat in self.members:
            if seat not in absent:
                self.attended[seat].append(self.week)
        self._owed = meeting.room.carried_over
        self._counts = {seat.seat: (seat.rounds, seat.firsts) for seat in meeting.room.people} | {
            seat: self._counts.get(seat, (0, 0)) for seat in absent
        }
        self.week += 1

    def _gathered(self, absent: Sequence[SeatId]) -> Meeting:
        setup = a_setup(self.members, round_start=self.week, owed=self._owed)
        seats = [
            replace(seat, rounds=counts[0], firsts=counts[1]) if (counts := self._counts.get(seat.seat)) else seat
            for seat in setup.seats
        ]
        meeting = a_meeting(replace(setup, seats=[seat for seat in seats if seat.seat not in absent]))
        assert not meeting.room.waiting
        return meeting

    def spread(self, *, together: bool) -> int:
        """The greatest difference of first positions between members who attended equally.

        Equally: the same evenings (``together``), or equally many.
        """
        pairs = [
            (one, other)
            for one, other in combinations(self.members, 2)
            if (
                self.attended[one] == self.attended[other]
                if together
                else len(self.attended[one]) == len(self.attended[other])
            )
        ]
        return max((abs(len(self.begun[one]) - len(self.begun[other])) for one, other in pairs), default=0)


def test_when_everybody_always_comes_each_begins_twice_in_sixteen_weeks() -> None:
    series = Series()
    for _ in range(WEEKS):
        series.session()

    assert list(series.begun.values()) == [[n, n + 8] for n in range(8)]


@pytest.mark.parametrize("absence", [0.1, 0.25, 0.5])
@pytest.mark.parametrize("rounds", [1, 2])
@pytest.mark.parametrize("seed", range(12))
def test_invariant_8_who_comes_together_begins_equally_often(absence: float, rounds: int, seed: int) -> None:
    random, series = Random(seed), Series()
    for _ in range(WEEKS):
        series.session([seat for seat in EIGHT[1:] if random.random() < absence], rounds=rounds)

    assert series.spread(together=True) <= 1


@pytest.mark.parametrize("absence", [0.1, 0.2, 0.3])
@pytest.mark.parametrize("seed", range(12))
def test_invariant_8_who_comes_equally_often_begins_equally_often(absence: float, seed: int) -> None:
    random, series = Random(seed), Series()
    for _ in range(WEEKS):
        series.session([seat for seat in EIGHT if random.random() < absence] if series.week else ())

    assert series.spread(together=False) <= 1


def test_who_was_away_in_their_week_begins_before_anybody_does_twice() -> None:
    series = Series()
    series.session(absent=[ANA])
    for _ in range(7):
        series.session()

    assert series.begun[BEN] == [0]
    assert [len(weeks) for weeks in series.begun.values()] == [1] * 8


def test_somebody_new_begins_when_the_turn_comes_and_not_every_week() -> None:
    meeting = a_meeting(a_setup([ANA, BEN, CYD]))
    seats = [
        replace(seat, rounds=30, firsts=15) if seat.seat in (ANA, BEN) else seat
        for seat in a_setup([ANA, BEN, CYD]).seats
    ]
    meeting = a_meeting(replace(a_setup([ANA, BEN, CYD]), seats=seats))
    begun = []
    for _ in range(9):
        meeting.send(StartRound(DANA, None))
        begun.append(meeting.holder)
        while (holder := meeting.holder) is not None:
            meeting.send(ReleaseFloor(holder))

    assert begun[0] == CYD
    assert begun.count(CYD) <= 5


def test_owed_turns_come_first_whoever_begins_and_each_once() -> None:
    random, series = Random(7), Series()
    for _ in range(WEEKS):
        series.session([seat for seat in EIGHT if random.random() < 0.2], skipping=random)

    assert sum(len(weeks) for weeks in series.begun.values()) == WEEKS


def test_a_session_ends_with_what_the_next_one_needs() -> None:
    setup = a_setup([ANA, BEN, CYD, DEV], owed=(DEV, SeatId("seat-gone"), CYD, DEV))
    assert open_room(setup).carried_over == (DEV, CYD)

    meeting = a_meeting(setup)
    meeting.send(StartRound(DANA, None))
    order = []
    while (holder := meeting.holder) is not None:
        order.append(holder)
        meeting.send(SkipTurn(DANA) if holder == CYD else ReleaseFloor(holder))

    assert order == [DEV, CYD, ANA, BEN, CYD]
    assert meeting.room.carried_over == (CYD,)
    assert [(seat.rounds, seat.firsts) for seat in meeting.room.people] == [(1, 0), (1, 0), (1, 0), (1, 1)]


def test_who_is_owed_and_does_not_come_stays_owed() -> None:
    setup = a_setup([ANA, BEN], owed=(BEN,), capacity=1)
    meeting = a_meeting(setup)
    meeting.all_do(StartRound(DANA, None), ReleaseFloor(ANA))

    assert meeting.room.carried_over == (BEN,)


def test_feedback_begins_with_nobody() -> None:
    meeting = a_meeting()
    meeting.send(StartFeedback(DANA, BEN, None))

    assert all(seat.firsts == seat.rounds == 0 for seat in meeting.room.people)


def test_a_guest_begins_only_where_there_is_no_member() -> None:
    meeting = a_meeting(a_setup([BEN], guests=[CYD], round_start=1))
    meeting.send(StartRound(DANA, None))
    assert meeting.holder == BEN

    meeting.drop(BEN)
    meeting.send(StartRound(DANA, None))

    assert meeting.holder == CYD
    assert meeting.seat(CYD).rounds == 0


def test_who_is_first_by_choice_or_by_lot_counts_as_first() -> None:
    meeting = a_meeting()
    meeting.send(StartRound(DANA, None, RoundOrder.CHOSEN, (BEN,)))
    assert [seat.firsts for seat in meeting.room.people] == [0, 1, 0]

    meeting.send(StartRound(DANA, None, RoundOrder.RANDOM, seed=3))

    assert sum(seat.firsts for seat in meeting.room.people) == 2
