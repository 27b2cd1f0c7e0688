"""A second set of books on what happens in a room, kept by the tests from events alone."""

from collections import Counter

from signaling.room import (
    Command,
    Connect,
    DevicesSet,
    EndRound,
    EndSession,
    Event,
    FloorGranted,
    FloorRequested,
    Outcome,
    RequestClosed,
    Room,
    RoundClosed,
    RoundStarted,
    SeatConnected,
    SeatId,
    SeatMuted,
    SeatRemoved,
    SetDevices,
    SetFloorMode,
    StartRound,
    Tick,
    TurnOffered,
    TurnSettled,
)
from signaling.room.floor import FloorMode

SETTLED = (Outcome.TAKEN, Outcome.PASSED)
CUTS_A_ROUND = (EndRound, SetFloorMode, StartRound, EndSession, Tick)
"""Commands that close a round which may still have turns to offer."""


class Ledger:
    """Notes every event and fails on one that may not follow what was noted before."""

    def __init__(self) -> None:
        self.open_requests: Counter[SeatId] = Counter()
        self.silenced: set[SeatId] = set()
        """Muted and not opened by their owner since."""
        self.removed: set[SeatId] = set()
        self._chances: Counter[SeatId] = Counter()
        """Turns offered or granted in the running round."""
        self._offers: Counter[SeatId] = Counter()
        """Turns that the round itself offered."""
        self._last: dict[SeatId, Outcome] = {}

    def note(self, event: Event, before: Room, command: Command) -> None:
        """Check ``event``, an answer to ``command``, against the room just before it and the books."""
        self._note_request(event)
        self._note_turn(event, before, command)
        self._note_seat(event, before, command)

    def _note_request(self, event: Event) -> None:
        """Invariant 7: every request has one end."""
        match event:
            case FloorRequested(request):
                assert self.open_requests[request.seat] == 0
                self.open_requests[request.seat] = 1
            case RequestClosed(seat):
                assert self.open_requests[seat] == 1
                self.open_requests[seat] = 0
            case _:
                pass

    def _note_turn(self, event: Event, before: Room, command: Command) -> None:
        match event:
            case RoundStarted():
                self._chances.clear()
                self._offers.clear()
                self._last.clear()
            case TurnOffered(turn):
                self._note_offer(turn.seat, before)
            case FloorGranted(turn) if before.floor.mode is FloorMode.ROUND:
                self._chances[turn.seat] += 1
            case TurnSettled(seat, outcome):
                self._last[seat] = outcome
            case RoundClosed(carried_over=carried_over):
                self._note_owed(before, carried_over)
                if not isinstance(command, CUTS_A_ROUND):
                    self._note_natural_close(before)
            case _:
                pass

    def _note_offer(self, offered: SeatId, before: Room) -> None:
        """Invariant 1: nobody present has a second offer before everybody present had a first."""
        present = [seat.seat for seat in before.seats if seat.present and not seat.facilitates]
        assert offered in present
        if self._chances[offered] > 0:
            assert all(self._chances[seat] > 0 for seat in present)
            assert self._last[offered] in (Outcome.PASSED_FOR_NOW, Outcome.MISSED)
        self._chances[offered] += 1
        self._offers[offered] += 1
        assert self._offers[offered] <= 2, "after a second chance a turn is carried over"

    def _note_owed(self, before: Room, carried_over: tuple[SeatId, ...]) -> None:
        """Invariant 7 for turns: what the round did not get to is carried over, once, except to who was removed."""
        assert before.floor.round is not None
        owed = {place.seat for place in before.floor.round.places if self._last.get(place.seat) not in SETTLED}
        assert owed - self.removed <= set(carried_over)
        assert len(set(carried_over)) == len(carried_over)

    def _note_natural_close(self, before: Room) -> None:
        """Invariant 1: whoever is present had a turn, and whoever passed for now or missed it was offered it again."""
        for seat in before.seats:
            if seat.present and not seat.facilitates:
                outcome = self._last[seat.seat]
                assert outcome is not Outcome.PASSED_FOR_NOW
                assert outcome is not Outcome.MISSED or self._chances[seat.seat] >= 1

    def _note_seat(self, event: Event, before: Room, command: Command) -> None:
        match event:
            case SeatMuted(seat):
                self.silenced.add(seat)
            case DevicesSet(seat, microphone):
                assert isinstance(command, SetDevices)
                assert command.by == seat
                if microphone:
                    self.silenced.discard(seat)
            case SeatRemoved(seat):
                self.removed.add(seat)
            case SeatConnected(seat):
                assert isinstance(command, Connect)
                self._note_connection(seat, before, command)
            case _:
                pass

    def _note_connection(self, seat_id: SeatId, before: Room, command: Connect) -> None:
        """One seat, one device: another comes in only if the seat is free or its person says so."""
        seat = before.find(seat_id)
        assert seat is not None
        assert seat_id not in self.removed
        assert seat.device in (None, command.device) or not seat.connected or command.takeover
