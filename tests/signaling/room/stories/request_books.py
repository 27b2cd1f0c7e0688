"""Books on requests for the floor."""

from collections import Counter

from signaling.room import (
    Command,
    Event,
    FloorGranted,
    FloorRequested,
    GrantFloor,
    QueueArranged,
    QueueOrderSet,
    RequestClosed,
    Room,
    SeatId,
)
from signaling.room.floor import FloorMode


class RequestBooks:
    """Invariant 7: every request has one end; and in a queue left to itself nobody waits beyond their limit."""

    def __init__(self) -> None:
        self.open: Counter[SeatId] = Counter()
        self._left_to_itself: set[SeatId] = set()
        """Requests made since a facilitator last changed the order by hand, of people there ever since."""
        self._grants: Counter[SeatId] = Counter()
        """To others, since the request was made."""

    def note(self, event: Event, before: Room, command: Command) -> None:
        """Check ``event`` against the books."""
        match event:
            case FloorRequested(request):
                assert self.open[request.seat] == 0
                self.open[request.seat] = 1
                self._grants[request.seat] = 0
                if not before.floor.arranged:
                    self._left_to_itself.add(request.seat)
            case RequestClosed(seat):
                assert self.open[seat] == 1
                self.open[seat] = 0
                self._left_to_itself.discard(seat)
            case QueueArranged() | QueueOrderSet():
                self._left_to_itself.clear()
            case FloorGranted(turn) if before.floor.mode is FloorMode.QUEUE:
                if isinstance(command, GrantFloor):
                    self._left_to_itself.clear()
                self._note_grant(turn.seat, before)
            case _:
                pass

    def _note_grant(self, granted: SeatId, before: Room) -> None:
        self._left_to_itself &= before.present
        for request in before.floor.queue:
            if request.seat != granted:
                self._grants[request.seat] += 1
                assert request.seat not in self._left_to_itself or self._grants[request.seat] < request.limit
