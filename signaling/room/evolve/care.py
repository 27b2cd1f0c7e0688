"""Events of signaling/room/events/care.py applied to a room."""

from collections.abc import Callable
from dataclasses import replace
from typing import assert_never

from signaling.room.events import care as e
from signaling.room.ids import SeatId
from signaling.room.instant import Instant
from signaling.room.room import Room
from signaling.room.seat import Seat
from signaling.room.side_room import SideRoom
from signaling.room.support import Signal
from signaling.room.wellbeing import Wellbeing


def evolve_care(room: Room, event: e.CareEvent) -> Room:  # noqa: C901 - one arm an event, each one line
    """The room after ``event``. Total: never refuses, and an event about an unknown seat changes no seat."""
    match event:
        case e.SupportSignalled(signal):
            return _signalled(room, signal)
        case e.SupportAcknowledged(signal, goes=goes):
            seen = (replace(s, acknowledged=True, goes=goes) if s.signal == signal else s for s in room.support)
            return replace(room, support=tuple(seen))
        case e.SupportCleared(signal):
            return replace(room, support=tuple(s for s in room.support if s.signal != signal))
        case e.ShieldSet(seat, up):
            return _changed(room, seat, lambda one: replace(one, shielded=up))
        case e.Reacted(seat, reaction):
            return _changed(room, seat, lambda one: replace(one, reaction=reaction))
        case e.ReactionFaded(seat):
            return _changed(room, seat, lambda one: replace(one, reaction=None))
        case e.SideRoomOpened(side_room):
            return _side_room_opened(room, side_room)
        case e.SideRoomClosed(at, held):
            return _side_room_closed(room, at, held=held)
        case e.SignOfLife(seat, at):
            return _wellbeing(room, seat, lambda one: one.heard(at))
        case e.LinkChanged(seat, link, at):
            return _wellbeing(room, seat, lambda one: one.connected(link, at))
        case e.WatchResumed(at):
            return _everybody(room, lambda one: replace(one, alive=at))
        case e.WatchSuspended(all_checks):
            return _everybody(room, lambda one: _unasked(one, even_by_hand=all_checks))
        case e.CheckAsked(seat, check):
            return _wellbeing(room, seat, lambda one: replace(one, check=check))
        case e.CheckUnanswered(seat):
            return _wellbeing(room, seat, lambda one: replace(one, check=None, unresponsive=True))
        case _:
            assert_never(event)


def _signalled(room: Room, signal: Signal) -> Room:
    seat = room.find(signal.seat)
    if seat is None:
        return room
    others = tuple(each for each in room.support if (each.seat, each.kind) != (signal.seat, signal.kind))
    counted = room.with_seat(replace(seat, signals=seat.signals + 1))
    return replace(counted, support=(*others, signal))


def _side_room_opened(room: Room, side_room: SideRoom) -> Room:
    apart = _wellbeing(room, side_room.seat, lambda one: replace(one, check=None))
    return replace(apart, side_room=side_room)


def _side_room_closed(room: Room, at: Instant, *, held: bool) -> Room:
    if room.side_room is None:
        return room
    back = room
    for each in room.side_room.pair:
        back = _wellbeing(back, each, lambda one: replace(one, alive=at))
        if held:
            back = _changed(back, each, _held)
    return replace(back, side_room=None)


def _held(seat: Seat) -> Seat:
    return replace(seat, held_closed=True, microphone=False) if seat.in_circle else seat


def _unasked(wellbeing: Wellbeing, *, even_by_hand: bool) -> Wellbeing:
    check = wellbeing.check
    if check is None or (check.by is not None and not even_by_hand):
        return wellbeing
    return replace(wellbeing, check=None)


def _everybody(room: Room, change: Callable[[Wellbeing], Wellbeing]) -> Room:
    return replace(room, seats=tuple(replace(seat, wellbeing=change(seat.wellbeing)) for seat in room.seats))


def _wellbeing(room: Room, seat: SeatId, change: Callable[[Wellbeing], Wellbeing]) -> Room:
    return _changed(room, seat, lambda one: replace(one, wellbeing=change(one.wellbeing)))


def _changed(room: Room, seat_id: SeatId, change: Callable[[Seat], Seat]) -> Room:
    seat = room.find(seat_id)
    return room if seat is None else room.with_seat(change(seat))
