"""The floor by request: queue, grants, modes, microphone rule."""

from signaling.room import (
    FloorGranted,
    GrantFloor,
    Leave,
    MicrophoneRule,
    Mute,
    NextTurn,
    Refusal,
    ReleaseFloor,
    RequestClosed,
    RequestFloor,
    RequestOutcome,
    RevokeFloor,
    SeatId,
    SendToLobby,
    SetDevices,
    SetFloorMode,
    SetMicrophoneRule,
    SkipTurn,
    StartRound,
    WithdrawRequest,
)
from signaling.room.floor import FloorMode
from tests.signaling.room.meeting import ANA, BEN, CYD, DANA, ELI, Meeting, a_meeting, a_setup


def a_queue(*waiting: SeatId) -> Meeting:
    """Queue mode, with requests in the order given."""
    meeting = a_meeting()
    meeting.send(SetFloorMode(DANA, FloorMode.QUEUE))
    for seat in waiting:
        meeting.wait(1_000)
        meeting.send(RequestFloor(seat))
    return meeting


def queue(meeting: Meeting) -> list[SeatId]:
    return [request.seat for request in meeting.room.floor.queue]


def test_there_is_nothing_to_ask_for_where_everybody_talks_freely() -> None:
    meeting = a_meeting()

    assert meeting.refused(RequestFloor(ANA)) is Refusal.WRONG_MODE
    assert meeting.refused(WithdrawRequest(ANA)) is Refusal.WRONG_MODE
    assert meeting.refused(NextTurn(DANA)) is Refusal.WRONG_MODE


def test_the_queue_is_in_order_of_arrival_and_each_sees_only_the_own_place() -> None:
    meeting = a_queue(CYD, ANA)

    assert queue(meeting) == [CYD, ANA]
    assert meeting.seen_by(CYD).me.queue_position == 1
    assert meeting.seen_by(ANA).me.queue_position == 2
    assert meeting.seen_by(BEN).me.queue_position is None
    assert meeting.seen_by(BEN).floor.next == CYD


def test_a_request_is_made_once_and_can_be_taken_back() -> None:
    meeting = a_queue(ANA)

    assert meeting.refused(RequestFloor(ANA)) is Refusal.ALREADY_QUEUED
    assert meeting.send(WithdrawRequest(ANA)) == [RequestClosed(ANA, RequestOutcome.WITHDRAWN)]
    assert meeting.refused(WithdrawRequest(ANA)) is Refusal.NOT_QUEUED


def test_next_grants_the_first_and_takes_the_floor_from_who_had_it() -> None:
    meeting = a_queue(CYD, ANA)

    meeting.send(NextTurn(DANA))
    assert (meeting.holder, queue(meeting)) == (CYD, [ANA])
    meeting.send(NextTurn(DANA))
    assert (meeting.holder, queue(meeting)) == (ANA, [])
    meeting.send(NextTurn(DANA))
    assert meeting.holder is None
    assert meeting.refused(NextTurn(DANA)) is Refusal.NOBODY_PRESENT


def test_next_passes_over_who_is_away_and_keeps_the_place() -> None:
    meeting = a_queue(CYD, ANA)
    meeting.drop(CYD)

    assert meeting.seen_by(DANA).floor.next == ANA
    meeting.send(NextTurn(DANA))

    assert (meeting.holder, queue(meeting)) == (ANA, [CYD])


def test_a_grant_out_of_order_answers_the_request() -> None:
    meeting = a_queue(CYD, ANA)

    events = meeting.send(GrantFloor(DANA, ANA))

    assert events[0] == RequestClosed(ANA, RequestOutcome.GRANTED)
    assert isinstance(events[1], FloorGranted)
    assert (meeting.holder, queue(meeting)) == (ANA, [CYD])


def test_a_grant_needs_no_request_and_opens_the_queue() -> None:
    meeting = a_meeting()

    meeting.send(GrantFloor(DANA, BEN))

    assert meeting.room.floor.mode is FloorMode.QUEUE
    assert meeting.holder == BEN
    assert meeting.seen_by(BEN).me.turn == "offered"


def test_a_facilitator_can_be_granted_the_floor_and_be_done() -> None:
    meeting = a_meeting(a_setup(facilitators=[DANA, ELI]))

    meeting.send(GrantFloor(DANA, ELI))
    assert meeting.holder == ELI
    meeting.send(ReleaseFloor(ELI))

    assert meeting.holder is None


def test_a_grant_to_the_holder_only_answers_the_request() -> None:
    meeting = a_queue(ANA)
    meeting.send(GrantFloor(DANA, ANA))
    turn = meeting.room.floor.turn
    meeting.send(RequestFloor(ANA))

    meeting.send(GrantFloor(DANA, ANA))

    assert (meeting.room.floor.turn, queue(meeting)) == (turn, [])


def test_nobody_who_is_not_there_is_granted_the_floor() -> None:
    meeting = a_queue(ANA)
    meeting.drop(ANA)

    assert meeting.refused(GrantFloor(DANA, ANA)) is Refusal.NOT_PRESENT
    assert meeting.refused(GrantFloor(DANA, SeatId("seat-zoe"))) is Refusal.UNKNOWN_SEAT
    assert queue(meeting) == [ANA]


def test_only_the_holder_is_done() -> None:
    meeting = a_queue(ANA)
    meeting.send(NextTurn(DANA))

    assert meeting.refused(ReleaseFloor(BEN)) is Refusal.NOT_YOUR_TURN
    meeting.send(ReleaseFloor(ANA))
    assert meeting.holder is None


def test_the_queue_waits_for_the_facilitator_when_the_holder_is_done() -> None:
    meeting = a_queue(ANA, BEN)
    meeting.send(NextTurn(DANA))

    meeting.send(ReleaseFloor(ANA))

    assert (meeting.holder, queue(meeting)) == (None, [BEN])


def test_the_floor_is_revoked_once() -> None:
    meeting = a_queue(ANA)
    meeting.send(NextTurn(DANA))

    meeting.send(RevokeFloor(DANA))

    assert meeting.holder is None
    assert meeting.refused(RevokeFloor(DANA)) is Refusal.NOBODY_HOLDS


def test_requests_are_denied_when_everybody_may_talk_again() -> None:
    meeting = a_queue(ANA, BEN)
    meeting.send(NextTurn(DANA))

    events = meeting.send(SetFloorMode(DANA, FloorMode.OPEN))

    assert RequestClosed(BEN, RequestOutcome.DENIED) in events
    assert (meeting.holder, queue(meeting)) == (None, [])


def test_choosing_the_same_mode_again_changes_nothing() -> None:
    meeting = a_queue(ANA, BEN)
    meeting.send(NextTurn(DANA))

    assert meeting.send(SetFloorMode(DANA, FloorMode.QUEUE)) == []


def test_a_round_has_a_command_of_its_own() -> None:
    meeting = a_meeting()

    assert meeting.refused(SetFloorMode(DANA, FloorMode.ROUND)) is Refusal.WRONG_MODE
    assert meeting.refused(SkipTurn(DANA)) is Refusal.WRONG_MODE


def test_who_leaves_with_the_floor_or_a_request_leaves_neither_behind() -> None:
    meeting = a_queue(ANA, BEN)
    meeting.send(NextTurn(DANA))

    events = meeting.send(Leave(BEN))
    meeting.send(SendToLobby(DANA, ANA))

    assert RequestClosed(BEN, RequestOutcome.WITHDRAWN) in events
    assert (meeting.holder, queue(meeting)) == (None, [])


def test_gentle_lets_everybody_be_heard_whoever_has_the_floor() -> None:
    meeting = a_queue(ANA)
    meeting.send(NextTurn(DANA))

    assert meeting.heard() == {ANA, BEN, CYD, DANA}


def test_strict_lets_only_the_holder_and_the_facilitators_be_heard() -> None:
    meeting = a_queue(ANA)
    meeting.all_do(SetMicrophoneRule(DANA, MicrophoneRule.STRICT), NextTurn(DANA))

    assert meeting.heard() == {ANA, DANA}
    assert meeting.policy.sends[BEN].video
    assert not meeting.seen_by(BEN).me.may_speak

    meeting.send(RevokeFloor(DANA))
    assert meeting.heard() == {DANA}
    assert meeting.send(SetMicrophoneRule(DANA, MicrophoneRule.STRICT)) == []


def test_a_grant_lifts_the_block_but_opens_no_microphone() -> None:
    meeting = a_queue(ANA)
    meeting.all_do(SetDevices(ANA, microphone=True, camera=False), Mute(DANA, ANA), NextTurn(DANA))

    assert not meeting.seat(ANA).muted
    assert meeting.seen_by(ANA).me.may_speak
    assert ANA not in meeting.heard()

    meeting.send(SetDevices(ANA, microphone=True, camera=False))
    assert ANA in meeting.heard()


def test_requests_made_during_a_round_open_the_queue_after_it() -> None:
    meeting = a_meeting(a_setup([ANA, BEN]))
    meeting.all_do(StartRound(DANA, None), RequestFloor(ANA), NextTurn(DANA), NextTurn(DANA))

    assert meeting.room.floor.mode is FloorMode.QUEUE
    assert queue(meeting) == [ANA]
