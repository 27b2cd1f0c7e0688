"""Coming, dropping, coming back, and devices."""

import pytest

from signaling.room import (
    ConnectionId,
    DeviceId,
    Disconnect,
    EndSession,
    Leave,
    Refusal,
    Remove,
    RequestFloor,
    SeatConnected,
    SeatId,
    SeatState,
    SetDevices,
    SetFloorMode,
    SetLock,
    SignalSupport,
    SupportKind,
)
from signaling.room.floor import FloorMode
from tests.signaling.room.meeting import ANA, BEN, CYD, DANA, ELI, Meeting, a_meeting, a_setup


def test_a_member_waits_in_the_lobby_and_a_facilitator_goes_straight_in() -> None:
    meeting = Meeting(a_setup())

    meeting.connect(ANA)
    meeting.connect(DANA)

    assert meeting.seat(ANA).state is SeatState.LOBBY
    assert meeting.seat(DANA).state is SeatState.PRESENT


def test_a_dropped_member_is_away_and_comes_back_to_the_same_place() -> None:
    meeting = a_meeting()
    meeting.all_do(SetDevices(BEN, microphone=True, camera=True))
    before = meeting.seen_by(DANA).circle

    meeting.drop(BEN)
    away = meeting.seen_by(DANA).circle
    meeting.connect(BEN)

    assert [seat.state for seat in away if seat.seat == BEN] == [SeatState.AWAY]
    assert meeting.seen_by(DANA).circle == before


def test_a_dropped_member_keeps_the_queue_place_and_the_turn() -> None:
    meeting = a_meeting()
    meeting.send(SetFloorMode(DANA, FloorMode.QUEUE))
    meeting.all_do(RequestFloor(BEN), RequestFloor(ANA))
    queue = meeting.room.floor.queue

    meeting.drop(BEN)
    meeting.wait(60_000)
    meeting.connect(BEN)

    assert meeting.room.floor.queue == queue
    assert meeting.seen_by(BEN).me.queue_position == 1


def test_somebody_who_waits_and_drops_keeps_the_place_in_the_lobby() -> None:
    meeting = a_meeting(a_setup([ANA]))
    late = a_meeting(a_setup([ANA, BEN], capacity=1))

    late.drop(BEN)
    waiting = late.seen_by(DANA).facilitation

    assert waiting is not None
    assert [(one.seat, one.connected) for one in waiting.lobby] == [(BEN, False)]
    assert meeting.room.waiting == ()


def test_news_of_an_old_connection_changes_nothing() -> None:
    meeting = a_meeting()
    old = meeting.seat(ANA).connection
    assert old is not None
    meeting.connect(ANA)

    assert meeting.send(Disconnect(ANA, old)) == []
    assert meeting.send(Disconnect(SeatId("nobody"), ConnectionId("none"))) == []
    assert meeting.seat(ANA).present


def test_the_same_connection_twice_changes_nothing() -> None:
    meeting = a_meeting()
    command = meeting.connecting(ANA)
    meeting.send(command)

    assert meeting.send(command) == []


def test_a_second_device_is_refused_until_it_takes_over() -> None:
    meeting = a_meeting()
    held = meeting.seat(ANA)

    assert meeting.refused(meeting.connecting(ANA, "laptop")) is Refusal.SEAT_IN_USE
    assert meeting.seat(ANA) == held

    (taken,) = meeting.connect(ANA, "laptop", takeover=True)
    assert isinstance(taken, SeatConnected)
    assert taken.replaced == DeviceId("device-seat-ana-phone")
    assert meeting.seat(ANA).present


def test_the_device_that_was_replaced_has_to_ask_as_well() -> None:
    meeting = a_meeting()
    meeting.connect(ANA, "laptop", takeover=True)

    assert meeting.refused(meeting.connecting(ANA, "phone")) is Refusal.SEAT_IN_USE


def test_another_device_takes_an_abandoned_seat_and_what_the_first_left_is_closed() -> None:
    meeting = a_meeting()
    meeting.drop(ANA)

    (returned,) = meeting.connect(ANA, "laptop")

    assert isinstance(returned, SeatConnected)
    assert returned.replaced == DeviceId("device-seat-ana-phone")


def test_a_fresh_device_starts_with_everything_closed_and_a_reload_does_not() -> None:
    meeting = a_meeting()
    meeting.send(SetDevices(ANA, microphone=True, camera=True))

    meeting.connect(ANA, "phone")
    assert (meeting.seat(ANA).microphone, meeting.seat(ANA).camera) == (True, True)

    meeting.connect(ANA, "laptop", takeover=True)
    assert (meeting.seat(ANA).microphone, meeting.seat(ANA).camera) == (False, False)


def test_who_left_is_out_of_the_circle_and_comes_back_by_the_lobby() -> None:
    meeting = a_meeting()

    meeting.send(Leave(ANA))
    assert [seat.seat for seat in meeting.seen_by(DANA).circle] == [DANA, BEN, CYD]

    meeting.connect(ANA)
    assert meeting.seat(ANA).state is SeatState.LOBBY


def test_a_facilitator_who_left_comes_straight_back() -> None:
    meeting = a_meeting(a_setup(facilitators=[DANA, ELI]))

    meeting.send(Leave(DANA))
    meeting.connect(DANA)

    assert meeting.seat(DANA).state is SeatState.PRESENT


def test_who_never_came_cannot_leave() -> None:
    assert Meeting(a_setup()).refused(Leave(ANA)) is Refusal.NOT_PRESENT


def test_a_removed_seat_cannot_connect_again() -> None:
    meeting = a_meeting()
    meeting.send(Remove(DANA, BEN))

    assert meeting.refused(meeting.connecting(BEN)) is Refusal.REMOVED
    assert meeting.refused(meeting.connecting(BEN, "laptop", takeover=True)) is Refusal.REMOVED


def test_a_locked_room_keeps_newcomers_out_but_nobody_who_was_in() -> None:
    meeting = a_meeting(a_setup([ANA, BEN], [DANA, ELI]))
    meeting.send(Leave(BEN))
    meeting.drop(ANA, ELI)
    meeting.send(SetLock(DANA, locked=True))

    assert meeting.refused(meeting.connecting(BEN)) is Refusal.ROOM_LOCKED
    meeting.connect(ANA)
    meeting.connect(ELI)
    assert meeting.seat(ANA).present
    assert meeting.seat(ELI).present


def test_nobody_connects_to_a_session_that_has_ended() -> None:
    meeting = a_meeting()
    meeting.send(EndSession(DANA))

    assert meeting.refused(meeting.connecting(ANA)) is Refusal.ENDED
    assert meeting.refused(Leave(ANA)) is Refusal.ENDED


def test_a_connection_that_ends_with_the_session_changes_nothing() -> None:
    meeting = a_meeting()
    connection = meeting.seat(ANA).connection
    assert connection is not None
    meeting.send(EndSession(DANA))

    assert meeting.send(Disconnect(ANA, connection)) == []


def test_a_stranger_to_the_room_is_refused() -> None:
    meeting = a_meeting()

    assert meeting.refused(meeting.connecting(SeatId("seat-zoe"))) is Refusal.UNKNOWN_SEAT


@pytest.mark.parametrize("seat", [ANA, DANA])
def test_who_is_away_can_do_nothing(seat: SeatId) -> None:
    meeting = a_meeting(a_setup(facilitators=[DANA, ELI]))
    meeting.drop(seat)

    assert meeting.refused(SetDevices(seat, microphone=True, camera=True)) is Refusal.NOT_PRESENT
    assert meeting.refused(Leave(seat)) is Refusal.NOT_PRESENT


def test_who_is_away_cannot_signal() -> None:
    meeting = a_meeting()
    meeting.drop(ANA)

    assert meeting.refused(SignalSupport(ANA, SupportKind.URGENT)) is Refusal.NOT_PRESENT
