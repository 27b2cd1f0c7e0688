"""Events of signaling/room/events/people.py applied to a room."""

from dataclasses import replace
from typing import assert_never

from signaling.room.consent import Answer
from signaling.room.events import people as e
from signaling.room.ids import SeatId
from signaling.room.instant import Instant
from signaling.room.room import Room
from signaling.room.seat import Seat, SeatState
from signaling.room.wellbeing import Wellbeing


def evolve_people(room: Room, event: e.PeopleEvent) -> Room:  # noqa: C901 - one arm an event, each one line
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
        case e.SeatRemoved():
            return _removed(room, event)
        case e.LeadPassed(to):
            return replace(room, lead=to)
        case e.LockSet(locked):
            return replace(room, locked=locked)
        case e.DevicesSet(seat, microphone, camera):
            return _devices_set(room, seat, microphone=microphone, camera=camera)
        case e.SeatMuted(seat):
            return _muted(room, seat)
        case e.MuteLifted(seat, asked):
            return _unmuted(room, seat, asked=asked)
        case e.GuestAnswered(guest, answer):
            return _answered(room, guest, answer)
        case e.SeatInvited(seat):
            return _invited(room, seat)
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
            late=event.late,
            key=None if fresh else seat.key,
            wellbeing=seat.wellbeing.heard(event.at) if not fresh else Wellbeing(event.at),
        )
    )


def _removed(room: Room, event: e.SeatRemoved) -> Room:
    room = _moved(room, event.seat, SeatState.REMOVED, event.at, connected=False)
    seat = room.find(event.seat)
    if seat is None:
        return room
    return room.with_seat(replace(seat, declined=event.declined, removed_for_good=event.for_good))


def _invited(room: Room, seat: Seat) -> Room:
    if room.find(seat.seat) is not None:
        return room
    return replace(room, seats=tuple(sorted((*room.seats, seat), key=lambda one: (one.order, one.seat))))


def _moved(room: Room, seat_id: SeatId, state: SeatState, at: Instant, *, connected: bool = True) -> Room:
    seat = room.find(seat_id)
    if seat is None:
        return room
    moved = _stated(seat, state, at)
    if not connected:
        moved = replace(moved, connection=None)
    if not moved.in_circle:
        moved = replace(
            moved,
            microphone=False,
            camera=False,
            unmute_asked=False,
            shielded=False,
            reaction=None,
            wellbeing=Wellbeing(),
        )
    return room.with_seat(moved)


def _stated(seat: Seat, state: SeatState, at: Instant) -> Seat:
    if seat.state is state:
        return seat
    attended = seat.attended or state in (SeatState.PRESENT, SeatState.AWAY)
    return replace(seat, state=state, since=at, late=False, attended=attended, wellbeing=seat.wellbeing.heard(at))


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


def _answered(room: Room, guest_id: SeatId, answer: Answer) -> Room:
    guest = room.find(guest_id)
    if guest is None:
        return room
    others = tuple(each for each in guest.answers if each.by != answer.by)
    return room.with_seat(replace(guest, answers=(*others, answer)))
