"""Events of signaling/room/events/floor.py applied to a room."""

from collections.abc import Mapping
from dataclasses import replace
from typing import assert_never

from signaling.room.events import floor as e
from signaling.room.evolve.turns import round_begun, turn_begun, turn_ended, turn_settled, with_place
from signaling.room.floor import FloorMode, QueueOrder, RequestOutcome
from signaling.room.ids import SeatId
from signaling.room.place import Place
from signaling.room.room import Room
from signaling.room.silence import Silence


def evolve_floor(room: Room, event: e.FloorEvent) -> Room:  # noqa: C901 - one arm an event, each one line
    """The room after ``event``. Total: never refuses, and an event about an unknown seat changes no seat."""
    floor = room.floor
    match event:
        case e.FloorModeSet(mode):
            silence = Silence() if mode is FloorMode.QUIET else None
            return replace(room, floor=replace(floor, mode=mode, silence=silence))
        case e.MicrophoneRuleSet(rule):
            return replace(room, microphone_rule=rule)
        case e.FloorRequested(request):
            return replace(room, floor=replace(floor, queue=(*floor.queue, request)))
        case e.RequestClosed(seat, outcome):
            return _request_closed(room, seat, outcome)
        case e.QueueOrderSet(order):
            return _queue_ordered(room, order)
        case e.QueueArranged(seat, arranged):
            return _queue_arranged(room, seat, arranged)
        case e.FloorGranted(turn):
            return turn_begun(room, turn, granted=True)
        case e.TurnOffered(turn):
            return turn_begun(room, turn, granted=False)
        case e.FloorReleased(seat, taken) | e.FloorRevoked(seat, taken):
            return turn_ended(room, seat, taken=taken)
        case e.ClockSet(turn):
            return replace(room, floor=replace(floor, turn=turn))
        case e.SilenceSet(silence):
            return replace(room, floor=replace(floor, silence=silence))
        case e.RoundStarted(begun):
            return round_begun(room, begun)
        case e.RoundJoined(seat):
            return with_place(room, Place(seat))
        case e.TurnInserted(seat):
            return _inserted(room, seat)
        case e.FeedbackStopped():
            running = None if floor.round is None else replace(floor.round, stopped=True, inserted=())
            return replace(room, floor=replace(floor, round=running))
        case e.TurnSettled(seat, outcome):
            return turn_settled(room, seat, outcome)
        case e.RoundClosed(_, mode, carried_over):
            closed = replace(floor, mode=mode, round=None, resume=FloorMode.OPEN)
            return replace(room, carried_over=carried_over, floor=closed)
        case e.SpeechCounted(speech_ms):
            return _spoken(room, speech_ms)
        case e.LastCallReached():
            return replace(room, last_call=True)
        case _:
            assert_never(event)


def _request_closed(room: Room, seat: SeatId, outcome: RequestOutcome) -> Room:
    queue = tuple(request for request in room.floor.queue if request.seat != seat)
    arranged = tuple(each for each in room.floor.arranged if each != seat)
    if outcome is RequestOutcome.CARRIED_OVER and seat not in room.carried_over:
        room = replace(room, carried_over=(*room.carried_over, seat))
    return replace(room, floor=replace(room.floor, queue=queue, arranged=arranged))


def _queue_ordered(room: Room, order: QueueOrder) -> Room:
    queue = tuple(replace(request, moved=False) for request in room.floor.queue)
    return replace(room, floor=replace(room.floor, queue=queue, queue_order=order, arranged=()))


def _queue_arranged(room: Room, seat: SeatId, arranged: tuple[SeatId, ...]) -> Room:
    queue = tuple(replace(request, moved=True) if request.seat == seat else request for request in room.floor.queue)
    return replace(room, floor=replace(room.floor, queue=queue, arranged=arranged))


def _inserted(room: Room, seat: SeatId) -> Room:
    running = room.floor.round
    if running is None:
        return room
    others = (each for each in running.inserted if each != seat)
    return replace(room, floor=replace(room.floor, round=replace(running, inserted=(seat, *others))))


def _spoken(room: Room, speech_ms: Mapping[SeatId, int]) -> Room:
    for seat in room.seats:
        if seat.seat in speech_ms:
            room = room.with_seat(replace(seat, speech_ms=seat.speech_ms + speech_ms[seat.seat]))
    return room
