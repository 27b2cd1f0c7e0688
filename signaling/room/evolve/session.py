"""Events of signaling/room/events/session.py applied to a room."""

from dataclasses import replace
from typing import assert_never

from signaling.room.events import session as e
from signaling.room.room import Phase, Room


def evolve_session(room: Room, event: e.SessionEvent) -> Room:
    """The room after ``event``. Total: never refuses, and an event about an unknown seat changes no seat."""
    match event:
        case e.HoldAnnounced(hold_at):
            return replace(room, hold_at=hold_at)
        case e.HoldAverted():
            return replace(room, hold_at=None)
        case e.PhaseChanged(phase):
            return _in_phase(room, phase)
        case _:
            assert_never(event)


def _in_phase(room: Room, phase: Phase) -> Room:
    hold_at = room.hold_at if phase in (Phase.OPEN, Phase.CLOSING) else None
    return replace(room, phase=phase, hold_at=hold_at)
