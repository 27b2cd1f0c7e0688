"""A decision in the making."""

from signaling.room.events import Event
from signaling.room.evolve import evolve
from signaling.room.room import Room


class Draft:
    """The events decided so far, and the room that they lead to."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.events: list[Event] = []

    def record(self, event: Event) -> None:
        """Decide that ``event`` happens next."""
        self.events.append(event)
        self.room = evolve(self.room, event)
