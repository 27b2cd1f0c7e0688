"""Everything that can happen in a room."""

from typing import TypeAlias

from signaling.room.events.care import CareEvent
from signaling.room.events.floor import FloorEvent
from signaling.room.events.lines import LinesEvent
from signaling.room.events.people import PeopleEvent
from signaling.room.events.session import SessionEvent

Event: TypeAlias = PeopleEvent | SessionEvent | FloorEvent | CareEvent | LinesEvent
