"""A go-round: one pass of the circle in which every member is offered a turn."""

from collections.abc import Container
from dataclasses import dataclass, replace
from enum import StrEnum

from signaling.room.ids import SeatId


class Outcome(StrEnum):
    """What became of a seat's turn."""

    WAITING = "waiting"
    OFFERED = "offered"
    TAKEN = "taken"
    PASSED = "passed"
    PASSED_FOR_NOW = "passed_for_now"
    MISSED = "missed"
    """Away when it came, skipped or interrupted; offered again at the end, then carried over."""


SETTLED = frozenset({Outcome.TAKEN, Outcome.PASSED})
"""Outcomes after which nothing is owed to the seat."""


@dataclass(frozen=True, slots=True)
class Place:
    """One seat's part in a round."""

    seat: SeatId
    outcome: Outcome = Outcome.WAITING
    offers: int = 0
    again: bool = False
    """Whether it has had its second chance after passing for now or missing its turn."""

    @property
    def settled(self) -> bool:
        """Whether the seat had what it wanted of this round."""
        return self.outcome in SETTLED

    @property
    def _rank(self) -> int | None:
        """Which pass of the round this place is due in, first offers before any second; ``None`` when it is not due."""
        if self.outcome is Outcome.WAITING:
            return 0
        if self.again:
            return None
        if self.outcome is Outcome.MISSED:
            return 1 if self.offers == 0 else 3
        return 2 if self.outcome is Outcome.PASSED_FOR_NOW else None

    def offered(self) -> "Place":
        """The place with the turn held out to its seat."""
        return Place(
            self.seat, Outcome.OFFERED, self.offers + 1, again=self.again or self.outcome is not Outcome.WAITING
        )


@dataclass(frozen=True, slots=True)
class Round:
    """A running round. Places are never dropped, so that a seat that leaves and comes back is not offered twice."""

    number: int
    """1 for the first round of the session."""
    turn_ms: int | None
    places: tuple[Place, ...]
    """In the order of the circle from the round's start; latecomers at the end."""

    def place(self, seat: SeatId) -> Place | None:
        """The place of ``seat``, or ``None`` when it has no part in the round."""
        return next((place for place in self.places if place.seat == seat), None)

    def with_place(self, changed: Place) -> "Round":
        """The round with one place changed, or added at the end."""
        if self.place(changed.seat) is None:
            return replace(self, places=(*self.places, changed))
        return replace(self, places=tuple(changed if p.seat == changed.seat else p for p in self.places))

    def next_seat(self, present: Container[SeatId]) -> SeatId | None:
        """The seat to offer the next turn to, or ``None`` when the round has nobody left to offer one.

        First offers come before every second one; who passed for now comes before who missed a turn that was offered.
        """
        due = [(place._rank, place.seat) for place in self.places if place.seat in present]
        ranked = [(rank, seat) for rank, seat in due if rank is not None]
        return min(ranked, key=lambda one: one[0])[1] if ranked else None

    def missing_before(self, seat: SeatId | None, present: Container[SeatId]) -> list[SeatId]:
        """Absent seats whose turn comes up before that of ``seat``, or before the end of the round for ``None``."""
        place = None if seat is None else self.place(seat)
        first_pass = place is not None and place.outcome is Outcome.WAITING
        missing = []
        for each in self.places:
            if first_pass and each.seat == seat:
                break
            if each.outcome is Outcome.WAITING and each.seat not in present:
                missing.append(each.seat)
        return missing
