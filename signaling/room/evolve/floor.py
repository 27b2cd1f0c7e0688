"""Events of signaling/room/events/floor.py applied to a room."""

from dataclasses import replace
from typing import assert_never

from signaling.room.events import floor as e
from signaling.room.floor import Floor, FloorMode, RequestOutcome
from signaling.room.ids import SeatId
from signaling.room.room import Room
from signaling.room.round import SETTLED, Outcome, Place, Round
from signaling.room.turn import Turn


def evolve_floor(room: Room, event: e.FloorEvent) -> Room:  # noqa: C901 - one arm an event, each one line
    """The room after ``event``. Total: never refuses, and an event about an unknown seat changes no seat."""
    match event:
        case e.FloorModeSet(mode):
            return _with_floor(room, replace(room.floor, mode=mode))
        case e.MicrophoneRuleSet(rule):
            return replace(room, microphone_rule=rule)
        case e.FloorRequested(request):
            return _with_floor(room, replace(room.floor, queue=(*room.floor.queue, request)))
        case e.RequestClosed(seat, outcome):
            return _request_closed(room, seat, outcome)
        case e.FloorGranted(turn) | e.TurnOffered(turn):
            return _turn_begun(room, turn)
        case e.FloorReleased() | e.FloorRevoked():
            return _with_floor(room, replace(room.floor, turn=None))
        case e.ClockSet(turn):
            return _with_floor(room, replace(room.floor, turn=turn))
        case e.RoundStarted(begun):
            floor = replace(room.floor, mode=FloorMode.ROUND, round=begun, resume=_resume(room.floor))
            return _with_floor(replace(room, rounds=begun.number), floor)
        case e.RoundJoined(seat):
            return _with_place(room, Place(seat))
        case e.TurnSettled(seat, outcome):
            return _turn_settled(room, seat, outcome)
        case e.RoundClosed(_, mode, carried_over):
            closed = replace(room.floor, mode=mode, round=None, resume=FloorMode.OPEN)
            return _with_floor(replace(room, carried_over=carried_over), closed)
        case _:
            assert_never(event)


def _request_closed(room: Room, seat: SeatId, outcome: RequestOutcome) -> Room:
    queue = tuple(request for request in room.floor.queue if request.seat != seat)
    if outcome is RequestOutcome.CARRIED_OVER and seat not in room.carried_over:
        room = replace(room, carried_over=(*room.carried_over, seat))
    return _with_floor(room, replace(room.floor, queue=queue))


def _turn_begun(room: Room, turn: Turn) -> Room:
    running = room.floor.round
    place = None if running is None else running.place(turn.seat)
    if place is not None and not place.settled:
        room = _with_place(room, place.offered())
    return _with_floor(room, replace(room.floor, turn=turn))


def _turn_settled(room: Room, seat: SeatId, outcome: Outcome) -> Room:
    running = room.floor.round
    place = None if running is None else running.place(seat)
    if place is None:
        return room
    if outcome in SETTLED:
        room = replace(room, carried_over=tuple(each for each in room.carried_over if each != seat))
    return _with_place(room, replace(place, outcome=outcome))


def _with_place(room: Room, place: Place) -> Room:
    running = room.floor.round
    if running is None:
        return room
    changed: Round = running.with_place(place)
    return _with_floor(room, replace(room.floor, round=changed))


def _with_floor(room: Room, floor: Floor) -> Room:
    return replace(room, floor=floor)


def _resume(floor: Floor) -> FloorMode:
    return floor.resume if floor.mode is FloorMode.ROUND else floor.mode
