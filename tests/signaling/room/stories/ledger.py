"""A second set of books on what happens in a room, kept by the tests from events alone."""

from collections.abc import Sequence

from signaling.room import Command, Event, Room
from tests.signaling.room.stories.device_books import DeviceBooks
from tests.signaling.room.stories.figure_books import FigureBooks
from tests.signaling.room.stories.request_books import RequestBooks
from tests.signaling.room.stories.round_books import RoundBooks


class Ledger:
    """Notes every event and fails on one that may not follow what was noted before."""

    def __init__(self) -> None:
        self.requests = RequestBooks()
        self.rounds = RoundBooks()
        self.devices = DeviceBooks()
        self.figures = FigureBooks()

    def note(self, event: Event, before: Room, command: Command) -> None:
        """Check ``event``, an answer to ``command``, against the room just before it and the books."""
        self.requests.note(event, before, command)
        self.rounds.note(event, before, command)
        self.devices.note(event, before, command)
        self.figures.note(event)

    def note_command(self, command: Command, before: Room, events: Sequence[Event]) -> None:
        """Check that a command meant for another turn than the one in ``before`` did nothing."""
        meant = getattr(command, "turn", None)
        turn = before.floor.turn
        assert meant is None or (turn is not None and turn.number == meant) or not events, "stale"
