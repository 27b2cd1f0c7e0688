"""One seat's part in a round."""

from dataclasses import dataclass
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
    def rank(self) -> int | None:
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
