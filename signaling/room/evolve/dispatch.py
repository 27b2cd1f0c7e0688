"""One event, one change."""

from typing import assert_never

from signaling.room import events as e
from signaling.room.evolve.care import evolve_care
from signaling.room.evolve.floor import evolve_floor
from signaling.room.evolve.lines import evolve_lines
from signaling.room.evolve.people import evolve_people
from signaling.room.evolve.session import evolve_session
from signaling.room.room import Room


def evolve(room: Room, event: e.Event) -> Room:
    """The room after ``event``. Total: never refuses, and an event about an unknown seat changes no seat."""
    if isinstance(event, e.PeopleEvent):
        return evolve_people(room, event)
    if isinstance(event, e.SessionEvent):
        return evolve_session(room, event)
    if isinstance(event, e.FloorEvent):
        return evolve_floor(room, event)
    if isinstance(event, e.CareEvent):
        return evolve_care(room, event)
    if isinstance(event, e.LinesEvent):
        return evolve_lines(room, event)
    assert_never(event)
