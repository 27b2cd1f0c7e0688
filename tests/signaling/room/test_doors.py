"""Lobby, admission, lock, capacity, removal."""

import pytest

from signaling.room import (
    Admit,
    AdmitAll,
    Decline,
    DeviceId,
    Leave,
    OpenRoom,
    Phase,
    Refusal,
    Remove,
    RequestFloor,
    SeatId,
    SeatRemoved,
    SeatState,
    SendToLobby,
    SetDevices,
    SetFloorMode,
    SetLock,
)
from signaling.room.floor import FloorMode
from tests.signaling.room.meeting import ANA, BEN, CYD, DANA, DEV, ELI, Meeting, a_meeting, a_setup


def a_lobby(*waiting: SeatId, capacity: int = 8, opened: bool = True) -> Meeting:
    """Dana is there, everybody else waits, in the order given."""
    meeting = Meeting(a_setup([ANA, BEN, CYD, DEV], capacity=capacity))
    meeting.connect(DANA)
    if opened:
        meeting.send(OpenRoom(DANA))
    for seat in waiting:
        meeting.connect(seat)
        meeting.wait(1_000)
    return meeting


def states(meeting: Meeting) -> dict[SeatId, SeatState]:
    return {seat.seat: seat.state for seat in meeting.room.seats if not seat.facilitates}


def test_the_room_opens_once() -> None:
    meeting = a_lobby(opened=False)
    meeting.send(OpenRoom(DANA))

    assert meeting.room.phase is Phase.OPEN
    assert meeting.refused(OpenRoom(DANA)) is Refusal.WRONG_PHASE


def test_nobody_is_admitted_before_the_room_is_open() -> None:
    meeting = a_lobby(ANA, opened=False)

    assert meeting.refused(Admit(DANA, ANA)) is Refusal.NOT_OPEN
    assert meeting.refused(AdmitAll(DANA)) is Refusal.NOT_OPEN
    assert meeting.refused(Decline(DANA, ANA)) is Refusal.NOT_OPEN


def test_one_is_admitted_and_the_other_waits_on() -> None:
    meeting = a_lobby(ANA, BEN)

    meeting.send(Admit(DANA, BEN))

    assert states(meeting)[ANA] is SeatState.LOBBY
    assert states(meeting)[BEN] is SeatState.PRESENT


def test_who_does_not_wait_cannot_be_admitted_or_declined() -> None:
    meeting = a_lobby()

    assert meeting.refused(Admit(DANA, ANA)) is Refusal.NOT_IN_LOBBY
    assert meeting.refused(Decline(DANA, ANA)) is Refusal.NOT_IN_LOBBY
    assert meeting.refused(AdmitAll(DANA)) is Refusal.NOT_IN_LOBBY
    assert meeting.refused(Admit(DANA, SeatId("seat-zoe"))) is Refusal.UNKNOWN_SEAT


def test_all_are_admitted_as_far_as_there_is_room_the_longest_waiting_first() -> None:
    meeting = a_lobby(CYD, ANA, BEN, capacity=2)

    meeting.send(AdmitAll(DANA))

    assert states(meeting) == {
        CYD: SeatState.PRESENT,
        ANA: SeatState.PRESENT,
        BEN: SeatState.LOBBY,
        DEV: SeatState.EXPECTED,
    }


def test_a_full_room_takes_nobody_until_somebody_leaves() -> None:
    meeting = a_lobby(ANA, BEN, capacity=1)
    meeting.send(Admit(DANA, ANA))

    assert meeting.refused(Admit(DANA, BEN)) is Refusal.ROOM_FULL
    assert meeting.refused(AdmitAll(DANA)) is Refusal.ROOM_FULL

    meeting.send(Leave(ANA))
    meeting.send(Admit(DANA, BEN))
    assert states(meeting)[BEN] is SeatState.PRESENT


def test_who_dropped_out_of_a_full_room_still_has_the_place() -> None:
    meeting = a_lobby(ANA, BEN, capacity=1)
    meeting.send(Admit(DANA, ANA))
    meeting.drop(ANA)

    assert meeting.refused(Admit(DANA, BEN)) is Refusal.ROOM_FULL
    meeting.connect(ANA)
    assert meeting.seat(ANA).present


def test_facilitators_are_not_counted() -> None:
    meeting = a_meeting(a_setup([ANA, BEN], [DANA, ELI], capacity=2))

    assert len(meeting.room.circle) == 4


def test_who_dropped_in_the_lobby_is_admitted_by_name_only_and_then_away() -> None:
    meeting = a_lobby(ANA, BEN)
    meeting.drop(ANA)

    meeting.send(AdmitAll(DANA))
    assert states(meeting)[ANA] is SeatState.LOBBY
    assert meeting.refused(AdmitAll(DANA)) is Refusal.NOT_IN_LOBBY

    meeting.send(Admit(DANA, ANA))
    assert states(meeting)[ANA] is SeatState.AWAY


def test_who_is_declined_cannot_come_back_tonight() -> None:
    meeting = a_lobby(ANA)

    events = meeting.send(Decline(DANA, ANA))

    assert events == [SeatRemoved(ANA, meeting.now, declined=True, for_good=False)]
    assert (meeting.seat(ANA).declined, meeting.seat(ANA).removed_for_good) == (True, False)
    assert meeting.refused(meeting.connecting(ANA)) is Refusal.REMOVED


def test_who_is_sent_back_waits_with_nothing_open() -> None:
    meeting = a_meeting()
    meeting.send(SetDevices(ANA, microphone=True, camera=True))

    meeting.send(SendToLobby(DANA, ANA))

    ana = meeting.seat(ANA)
    assert (ana.state, ana.microphone, ana.camera) == (SeatState.LOBBY, False, False)
    assert ANA not in meeting.policy.seats
    meeting.send(Admit(DANA, ANA))
    assert meeting.seat(ANA).present


@pytest.mark.parametrize("for_good", [False, True])
def test_removal_says_what_is_to_be_revoked(for_good: bool) -> None:
    meeting = a_meeting()

    events = meeting.send(Remove(DANA, BEN, for_good=for_good))

    assert events == [SeatRemoved(BEN, meeting.now, declined=False, for_good=for_good)]
    assert (meeting.seat(BEN).declined, meeting.seat(BEN).removed_for_good) == (False, for_good)
    assert meeting.seat(BEN).device == DeviceId("device-seat-ben-phone")
    assert not meeting.seat(BEN).connected
    assert BEN not in meeting.policy.seats


def test_removal_reaches_into_the_lobby_and_to_a_dropped_connection() -> None:
    meeting = a_lobby(ANA, BEN)
    meeting.send(Admit(DANA, BEN))
    meeting.drop(BEN)

    meeting.all_do(Remove(DANA, ANA), Remove(DANA, BEN))

    assert states(meeting)[ANA] is SeatState.REMOVED
    assert states(meeting)[BEN] is SeatState.REMOVED


def test_who_is_not_there_cannot_be_removed_or_sent_back() -> None:
    meeting = a_lobby(ANA)

    assert meeting.refused(Remove(DANA, BEN)) is Refusal.NOT_PRESENT
    assert meeting.refused(SendToLobby(DANA, ANA)) is Refusal.NOT_PRESENT


def test_no_facilitator_puts_another_out() -> None:
    meeting = a_meeting(a_setup(facilitators=[DANA, ELI]))

    assert meeting.refused(Remove(DANA, ELI)) is Refusal.NOT_PERMITTED
    assert meeting.refused(SendToLobby(ELI, DANA)) is Refusal.NOT_PERMITTED


def test_a_removed_request_is_withdrawn() -> None:
    meeting = a_meeting()
    meeting.all_do(SetFloorMode(DANA, FloorMode.QUEUE), RequestFloor(ANA), RequestFloor(BEN))

    meeting.send(Remove(DANA, ANA))

    assert [request.seat for request in meeting.room.floor.queue] == [BEN]


def test_locking_a_locked_room_is_no_change() -> None:
    meeting = a_meeting()
    meeting.send(SetLock(DANA, locked=True))

    assert meeting.send(SetLock(DANA, locked=True)) == []
    meeting.send(SetLock(DANA, locked=False))
    assert not meeting.room.locked


def test_a_locked_room_still_lets_in_who_already_waits() -> None:
    meeting = a_lobby(ANA)
    meeting.send(SetLock(DANA, locked=True))

    meeting.send(Admit(DANA, ANA))

    assert states(meeting)[ANA] is SeatState.PRESENT


def test_who_waits_keeps_the_place_over_a_reload_though_the_room_was_locked_meanwhile() -> None:
    meeting = a_lobby(ANA)
    meeting.send(SetLock(DANA, locked=True))
    meeting.drop(ANA)

    meeting.connect(ANA)

    assert states(meeting)[ANA] is SeatState.LOBBY
