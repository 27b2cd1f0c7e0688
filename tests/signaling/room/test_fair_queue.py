"""The order of the queue: by arrival, by fairness, by hand."""

import pytest

from signaling.room import (
    DenyRequest,
    GrantFloor,
    Leave,
    MoveRequest,
    NextTurn,
    QueueOrder,
    Reason,
    Refusal,
    ReleaseFloor,
    ReportMedia,
    RequestClosed,
    RequestFloor,
    RequestOutcome,
    RoomSetup,
    SeatId,
    SetFloorMode,
    SetQueueOrder,
    StartRound,
    WithdrawRequest,
)
from signaling.room.floor import FloorMode
from tests.signaling.room.meeting import ANA, BEN, CYD, DANA, DEV, EIGHT, EVA, Meeting, a_meeting, a_setup

FIVE = EIGHT[:5]


def a_queue(*asking: SeatId, order: QueueOrder = QueueOrder.FAIR, setup: RoomSetup | None = None) -> Meeting:
    """A queue of which everybody asked a second after the one before."""
    meeting = a_meeting(setup or a_setup(FIVE))
    meeting.all_do(SetFloorMode(DANA, FloorMode.QUEUE), SetQueueOrder(DANA, order))
    for seat in asking:
        meeting.wait(1_000)
        meeting.send(RequestFloor(seat))
    return meeting


def speak(meeting: Meeting, **seconds: int) -> None:
    meeting.send(ReportMedia({SeatId(f"seat-{name}"): s * 1000 for name, s in seconds.items()}, {}))


def queue(meeting: Meeting) -> list[tuple[SeatId, Reason]]:
    facilitation = meeting.seen_by(DANA).facilitation
    assert facilitation is not None
    return [(each.seat, each.reason) for each in facilitation.queue]


def order(meeting: Meeting) -> list[SeatId]:
    return [seat for seat, _ in queue(meeting)]


def test_before_anybody_has_spoken_a_fair_queue_is_one_by_arrival() -> None:
    assert queue(a_queue(CYD, ANA, BEN)) == [(seat, Reason.ARRIVAL) for seat in (CYD, ANA, BEN)]


def test_who_has_spoken_less_comes_first() -> None:
    meeting = a_queue(ANA, BEN, CYD)
    speak(meeting, ana=300, ben=60, dev=100, eva=100)

    assert queue(meeting) == [(CYD, Reason.DEFICIT), (BEN, Reason.DEFICIT), (ANA, Reason.ARRIVAL)]
    assert meeting.seen_by(CYD).me.queue_position == 1
    assert meeting.seen_by(ANA).me.queue_position == 3
    assert meeting.seen_by(EVA).floor.next == CYD


def test_the_same_queue_by_arrival_stays_as_it_came() -> None:
    meeting = a_queue(ANA, BEN, CYD, order=QueueOrder.ARRIVAL)
    speak(meeting, ana=300)

    assert queue(meeting) == [(seat, Reason.ARRIVAL) for seat in (ANA, BEN, CYD)]


def test_the_deficit_is_the_fair_share_minus_the_own_one() -> None:
    meeting = a_queue(ANA, BEN)
    speak(meeting, ana=300, ben=100, cyd=100)

    facilitation = meeting.seen_by(DANA).facilitation
    assert facilitation is not None

    assert {each.seat: each.deficit for each in facilitation.queue} == {ANA: -0.4, BEN: 0.0}


def test_a_facilitators_speech_is_nobodys_share() -> None:
    meeting = a_queue(ANA, BEN)
    speak(meeting, dana=3_000, ana=100, ben=100)

    facilitation = meeting.seen_by(DANA).facilitation
    assert facilitation is not None

    assert [each.deficit for each in facilitation.queue] == [-0.3, -0.3]
    assert meeting.seat(DANA).speech_ms == 0


@pytest.mark.parametrize(("minutes", "first"), [(4, CYD), (6, ANA)])
def test_a_tenth_more_of_all_speech_weighs_as_much_as_five_minutes_of_waiting(minutes: int, first: SeatId) -> None:
    meeting = a_queue(ANA)
    meeting.wait(minutes * 60_000)
    meeting.send(RequestFloor(CYD))

    speak(meeting, ana=150, cyd=100, ben=250)

    assert order(meeting)[0] == first


def test_earlier_sessions_count_less_than_this_one_and_the_latest_most() -> None:
    setup = a_setup(FIVE, earlier_shares={ANA: (0.8, 0.0), BEN: (0.0, 0.8)})
    meeting = a_queue(ANA, BEN, CYD, setup=setup)
    assert order(meeting) == [CYD, BEN, ANA]

    speak(meeting, ana=10, ben=10, cyd=980)

    assert order(meeting) == [BEN, ANA, CYD]


def test_of_earlier_sessions_four_count() -> None:
    setup = a_setup(FIVE, earlier_shares={ANA: (0.1, 0.2, 0.3, 0.4, 1.0, 1.0)})

    assert a_meeting(setup).seat(ANA).earlier_shares == (0.1, 0.2, 0.3, 0.4)


def test_nobody_waits_longer_than_for_as_many_grants_as_there_are_members() -> None:
    meeting = a_queue(ANA, *FIVE[1:])
    speak(meeting, ana=3_000)
    grants = []

    while ANA not in grants:
        meeting.send(NextTurn(DANA))
        assert meeting.holder is not None
        grants.append(meeting.holder)
        if meeting.holder != ANA:
            meeting.send(RequestFloor(meeting.holder))

    assert len(grants) == 5
    assert meeting.room.floor.request_of(ANA) is None


def test_who_is_due_for_having_waited_says_so() -> None:
    meeting = a_queue(ANA, BEN, CYD)
    speak(meeting, ana=3_000)
    for _ in range(4):
        meeting.send(NextTurn(DANA))
        assert meeting.holder is not None
        meeting.send(RequestFloor(meeting.holder))

    assert queue(meeting)[0] == (ANA, Reason.WAITED)


def test_a_moved_request_stays_where_it_was_put_and_says_so() -> None:
    meeting = a_queue(ANA, BEN, CYD, order=QueueOrder.ARRIVAL)

    meeting.send(MoveRequest(DANA, CYD, 1))
    meeting.wait(1_000)
    meeting.send(RequestFloor(DEV))
    assert queue(meeting) == [
        (CYD, Reason.MOVED),
        (ANA, Reason.ARRIVAL),
        (BEN, Reason.ARRIVAL),
        (DEV, Reason.ARRIVAL),
    ]
    meeting.all_do(NextTurn(DANA), RequestFloor(CYD))

    assert order(meeting) == [ANA, BEN, DEV, CYD], "a new request is a new place"


@pytest.mark.parametrize(("position", "expected"), [(1, [BEN, ANA, CYD]), (2, [ANA, BEN, CYD]), (64, [ANA, CYD, BEN])])
def test_positions_count_from_one_and_end_with_the_queue(position: int, expected: list[SeatId]) -> None:
    meeting = a_queue(ANA, BEN, CYD, order=QueueOrder.ARRIVAL)

    meeting.send(MoveRequest(DANA, BEN, position))

    assert order(meeting) == expected


def test_setting_the_order_again_undoes_what_was_arranged() -> None:
    meeting = a_queue(ANA, BEN, CYD, order=QueueOrder.ARRIVAL)
    meeting.send(MoveRequest(DANA, CYD, 1))

    meeting.send(SetQueueOrder(DANA, QueueOrder.ARRIVAL))

    assert queue(meeting) == [(seat, Reason.ARRIVAL) for seat in (ANA, BEN, CYD)]
    assert meeting.send(SetQueueOrder(DANA, QueueOrder.ARRIVAL)) == []


def test_who_leaves_leaves_the_arrangement_too() -> None:
    meeting = a_queue(ANA, BEN, CYD, order=QueueOrder.ARRIVAL)
    meeting.send(MoveRequest(DANA, CYD, 1))

    meeting.send(Leave(CYD))

    assert order(meeting) == [ANA, BEN]
    assert meeting.room.floor.arranged == (ANA, BEN)


def test_only_who_asks_is_moved_or_denied() -> None:
    meeting = a_queue(ANA)

    assert meeting.refused(MoveRequest(DANA, BEN, 1)) is Refusal.NOT_QUEUED
    assert meeting.refused(DenyRequest(DANA, BEN)) is Refusal.NOT_QUEUED
    assert meeting.refused(DenyRequest(DANA, SeatId("seat-zoe"))) is Refusal.UNKNOWN_SEAT
    assert meeting.refused(MoveRequest(DANA, SeatId("seat-zoe"), 1)) is Refusal.UNKNOWN_SEAT


def test_a_denied_request_is_gone_and_can_be_made_again() -> None:
    meeting = a_queue(ANA, BEN)

    assert meeting.send(DenyRequest(DANA, ANA)) == [RequestClosed(ANA, RequestOutcome.DENIED)]
    meeting.send(RequestFloor(ANA))

    assert order(meeting) == [BEN, ANA]


@pytest.mark.parametrize("mode", [FloorMode.PIECE, FloorMode.QUIET])
def test_a_request_waits_through_a_piece_and_a_silence(mode: FloorMode) -> None:
    meeting = a_queue(ANA, BEN)
    meeting.send(SetFloorMode(DANA, mode))

    assert meeting.refused(RequestFloor(CYD)) is Refusal.WRONG_MODE
    assert meeting.refused(WithdrawRequest(CYD)) is Refusal.WRONG_MODE
    meeting.all_do(WithdrawRequest(BEN), SetFloorMode(DANA, FloorMode.QUEUE))

    assert order(meeting) == [ANA]


def test_only_grants_in_the_queue_pass_somebody_over() -> None:
    meeting = a_queue(ANA, BEN, CYD)
    meeting.send(NextTurn(DANA))
    assert [request.passed_over for request in meeting.room.floor.queue] == [1, 1]

    meeting.all_do(StartRound(DANA, None), GrantFloor(DANA, DEV), ReleaseFloor(DEV))

    assert [request.passed_over for request in meeting.room.floor.queue] == [1, 1]


def test_the_limit_of_a_request_is_the_number_of_members_there() -> None:
    meeting = a_queue(ANA)
    meeting.all_do(Leave(DEV), RequestFloor(BEN))

    assert {request.seat: request.limit for request in meeting.room.floor.queue} == {ANA: 5, BEN: 4}
