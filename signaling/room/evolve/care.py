"""Events of signaling/room/events/care.py applied to a room."""

from dataclasses import replace
from typing import assert_never

from signaling.room.events import care as e
from signaling.room.room import Room
from signaling.room.support import Signal


def evolve_care(room: Room, event: e.CareEvent) -> Room:
    """The room after ``event``. Total: never refuses, and an event about an unknown seat changes no seat."""
    match event:
        case e.SupportSignalled(signal):
            return _signalled(room, signal)
        case e.SupportAcknowledged(signal):
            seen = (replace(s, acknowledged=True) if s.signal == signal else s for s in room.support)
            return replace(room, support=tuple(seen))
        case _:
            assert_never(event)


def _signalled(room: Room, signal: Signal) -> Room:
    seat = room.find(signal.seat)
    if seat is None:
        return room
    others = tuple(each for each in room.support if (each.seat, each.kind) != (signal.seat, signal.kind))
    counted = room.with_seat(replace(seat, signals=seat.signals + 1))
    return replace(counted, support=(*others, signal))
