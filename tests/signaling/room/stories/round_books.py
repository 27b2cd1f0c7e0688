"""Books on turns in go-rounds and feedback."""

from collections import Counter

from signaling.room import (
    Command,
    EndRound,
    EndSession,
    Event,
    FloorGranted,
    Outcome,
    Room,
    RoundClosed,
    RoundStarted,
    SeatId,
    SeatRemoved,
    SetFloorMode,
    StartDebrief,
    StartFeedback,
    StartRound,
    StopFeedback,
    Tick,
    TurnOffered,
    TurnSettled,
)

SETTLED = (Outcome.TAKEN, Outcome.PASSED)
CUTS_A_ROUND = (EndRound, SetFloorMode, StartRound, StartFeedback, StopFeedback, EndSession, StartDebrief, Tick)
"""Commands that close a round which may still have turns to offer."""


class RoundBooks:
    """Invariant 1, and what a round owes."""

    def __init__(self) -> None:
        self._chances: Counter[SeatId] = Counter()
        """Turns offered or granted in the running round."""
        self._offers: Counter[SeatId] = Counter()
        """Turns that the round itself offered."""
        self._last: dict[SeatId, Outcome] = {}
        self._removed: set[SeatId] = set()
        self._stopped = False

    def note(self, event: Event, before: Room, command: Command) -> None:
        """Check ``event``, an answer to ``command``, against the room just before it and the books."""
        match event:
            case RoundStarted():
                self._chances.clear()
                self._offers.clear()
                self._last.clear()
                self._stopped = False
            case TurnOffered(turn):
                self._note_offer(turn.seat, before)
            case FloorGranted(turn) if before.floor.round is not None:
                self._chances[turn.seat] += before.floor.round.sharer != turn.seat
            case TurnSettled(seat, outcome):
                self._last[seat] = outcome
            case SeatRemoved(seat):
                self._removed.add(seat)
            case RoundClosed(carried_over=carried_over):
                self._note_close(before, command, carried_over)
            case _:
                pass
        self._stopped = self._stopped or isinstance(command, StopFeedback)

    def _note_offer(self, offered: SeatId, before: Room) -> None:
        """Nobody there has a second offer before everybody there had a first; the sharer is last, once."""
        running = before.floor.round
        assert running is not None
        there = {seat.seat for seat in before.people if seat.seat in before.present}
        assert offered in there
        if offered in running.inserted and not running.stopped:
            self._chances[offered] += 1
            return
        if offered == running.sharer:
            assert running.stopped or all(self._chances[seat] > 0 for seat in there - {offered})
        elif self._chances[offered] > 0:
            assert all(self._chances[seat] > 0 for seat in there - {running.sharer})
            assert self._last[offered] in (Outcome.PASSED_FOR_NOW, Outcome.MISSED)
        self._chances[offered] += 1
        self._offers[offered] += 1
        assert self._offers[offered] <= (1 if offered == running.sharer else 2)

    def _note_close(self, before: Room, command: Command, carried_over: tuple[SeatId, ...]) -> None:
        """Invariant 7 for turns: what a go-round did not get to is carried over, once, except to who was removed."""
        running = before.floor.round
        assert running is not None
        assert len(set(carried_over)) == len(carried_over)
        if running.sharer is not None:
            assert carried_over == before.carried_over
        else:
            owed = {place.seat for place in running.places if self._last.get(place.seat) not in SETTLED}
            assert owed - self._removed <= set(carried_over)
        gone = running.sharer is not None and running.sharer not in before.present
        if not (isinstance(command, CUTS_A_ROUND) or self._stopped or gone):
            self._note_natural_close(before)

    def _note_natural_close(self, before: Room) -> None:
        """Whoever is there had a turn, and whoever passed for now or missed it was offered it again."""
        for seat in before.people:
            if seat.seat in before.present:
                outcome = self._last[seat.seat]
                assert outcome is not Outcome.PASSED_FOR_NOW
                assert outcome is not Outcome.MISSED or self._chances[seat.seat] >= 1
