"""Events applied to a room."""

from dataclasses import replace
from typing import assert_never

from signaling.room import events as e
from signaling.room.floor import Floor, FloorMode, RequestOutcome
from signaling.room.ids import SeatId
from signaling.room.instant import Instant
from signaling.room.room import Phase, Room
from signaling.room.round import SETTLED, Outcome, Place, Round
from signaling.room.seat import Seat, SeatState
from signaling.room.support import Signal
from signaling.room.turn import Turn


def evolve(room: Room, event: e.Event) -> Room:  # noqa: C901 - one arm an event, each one line
    """The room after ``event``. Total: never refuses, and an event about an unknown seat changes no seat."""
    match event:
        case e.SeatConnected():
            return _connected(room, event)
        case e.SeatDisconnected(seat, state, at):
            return _moved(room, seat, state, at, connected=False)
        case e.SeatAdmitted(seat, state, at):
            return _moved(room, seat, state, at)
        case e.SeatSentToLobby(seat, at):
            return _moved(room, seat, SeatState.LOBBY, at)
        case e.SeatLeft(seat, at):
            return _moved(room, seat, SeatState.LEFT, at, connected=False)
        case e.SeatRemoved(seat, at):
            return _moved(room, seat, SeatState.REMOVED, at, connected=False)
        case e.LeadPassed(to):
            return replace(room, lead=to)
        case e.LockSet(locked):
            return replace(room, locked=locked)
        case e.HoldAnnounced(hold_at):
            return replace(room, hold_at=hold_at)
        case e.HoldAverted():
            return replace(room, hold_at=None)
        case e.PhaseChanged(phase):
            return _in_phase(room, phase)
        case e.DevicesSet(seat, microphone, camera):
            return _devices_set(room, seat, microphone=microphone, camera=camera)
        case e.SeatMuted(seat):
            return _muted(room, seat)
        case e.MuteLifted(seat, asked):
            return _unmuted(room, seat, asked=asked)
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
        case e.SupportSignalled(signal):
            return _signalled(room, signal)
        case e.SupportAcknowledged(signal):
            seen = (replace(s, acknowledged=True) if s.signal == signal else s for s in room.support)
            return replace(room, support=tuple(seen))
        case _:
            assert_never(event)


def _connected(room: Room, event: e.SeatConnected) -> Room:
    seat = room.find(event.seat)
    if seat is None:
        return room
    fresh = seat.device != event.device
    return room.with_seat(
        replace(
            _stated(seat, event.state, event.at),
            device=event.device,
            connection=event.connection,
            microphone=seat.microphone and not fresh,
            camera=seat.camera and not fresh,
        )
    )


def _moved(room: Room, seat_id: SeatId, state: SeatState, at: Instant, *, connected: bool = True) -> Room:
    seat = room.find(seat_id)
    if seat is None:
        return room
    moved = _stated(seat, state, at)
    if not connected:
        moved = replace(moved, connection=None)
    if not moved.in_circle:
        moved = replace(moved, microphone=False, camera=False, unmute_asked=False)
    return room.with_seat(moved)


def _stated(seat: Seat, state: SeatState, at: Instant) -> Seat:
    return seat if seat.state is state else replace(seat, state=state, since=at)


def _in_phase(room: Room, phase: Phase) -> Room:
    hold_at = room.hold_at if phase in (Phase.OPEN, Phase.CLOSING) else None
    return replace(room, phase=phase, hold_at=hold_at)


def _devices_set(room: Room, seat_id: SeatId, *, microphone: bool, camera: bool) -> Room:
    seat = room.find(seat_id)
    if seat is None:
        return room
    changed = replace(seat, microphone=microphone, camera=camera)
    if microphone:
        changed = replace(changed, held_closed=False, unmute_asked=False)
    return room.with_seat(changed)


def _muted(room: Room, seat_id: SeatId) -> Room:
    seat = room.find(seat_id)
    if seat is None:
        return room
    return room.with_seat(replace(seat, muted=True, held_closed=True, microphone=False, unmute_asked=False))


def _unmuted(room: Room, seat_id: SeatId, *, asked: bool) -> Room:
    seat = room.find(seat_id)
    if seat is None:
        return room
    return room.with_seat(replace(seat, muted=False, unmute_asked=asked))


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


def _signalled(room: Room, signal: Signal) -> Room:
    seat = room.find(signal.seat)
    if seat is None:
        return room
    others = tuple(each for each in room.support if (each.seat, each.kind) != (signal.seat, signal.kind))
    counted = room.with_seat(replace(seat, signals=seat.signals + 1))
    return replace(counted, support=(*others, signal))


def _with_floor(room: Room, floor: Floor) -> Room:
    return replace(room, floor=floor)


def _resume(floor: Floor) -> FloorMode:
    return floor.resume if floor.mode is FloorMode.ROUND else floor.mode
