"""One pass of the circle: a go-round, or feedback to one who has shared."""

from collections.abc import Container
from dataclasses import dataclass, replace
from enum import StrEnum

from signaling.room.ids import SeatId
from signaling.room.place import Outcome, Place


class RoundOrder(StrEnum):
    """In which order turns are offered; whoever is owed one from before comes first in all of them but ``chosen``."""

    CIRCLE = "circle"
    """Around the circle, from whoever was the first of a round least often."""
    CHOSEN = "chosen"
    """As the facilitator says, then around the circle."""
    RANDOM = "random"


@dataclass(frozen=True, slots=True)
class Round:
    """A running round. Places are never dropped, so that a seat that leaves and comes back is not offered twice."""

    number: int
    """1 for the first round of the session."""
    turn_ms: int | None
    places: tuple[Place, ...]
    """In the order in which first turns are offered; latecomers at the end."""
    prompt: str | None = None
    """What the round is about, in the facilitator's words."""
    sharer: SeatId | None = None
    """To whom the others give feedback; that seat's own place is for the answer. ``None`` in a go-round."""
    stopped: bool = False
    """No more feedback is offered; the answer still is."""
    inserted: tuple[SeatId, ...] = ()
    """Whose turn comes before all others, by the facilitator's word."""

    def place(self, seat: SeatId) -> Place | None:
        """The place of ``seat``, or ``None`` when it has no part in the round."""
        return next((place for place in self.places if place.seat == seat), None)

    def with_place(self, changed: Place) -> "Round":
        """The round with one place changed, or added at the end."""
        if self.place(changed.seat) is None:
            return replace(self, places=(*self.places, changed))
        return replace(self, places=tuple(changed if p.seat == changed.seat else p for p in self.places))

    @property
    def turns(self) -> tuple[Place, ...]:
        """Every place but the sharer's."""
        return tuple(place for place in self.places if place.seat != self.sharer)

    @property
    def answering(self) -> bool:
        """Whether the sharer has the last word now."""
        place = None if self.sharer is None else self.place(self.sharer)
        return place is not None and place.outcome is Outcome.OFFERED

    def next_seat(self, present: Container[SeatId]) -> SeatId | None:
        """The seat to offer the next turn to, or ``None`` when the round has nobody left to offer one.

        First offers come before every second one; who passed for now comes before who missed a turn that was offered;
        the sharer answers last.
        """
        if self.stopped:
            return self._answer(present)
        inserted = next((seat for seat in self.inserted if seat in present), None)
        return inserted or self._due(present) or self._answer(present)

    def missing_before(self, seat: SeatId | None, present: Container[SeatId]) -> list[SeatId]:
        """Absent seats whose turn comes up before that of ``seat``, or before the end of the round for ``None``."""
        if seat in self.inserted:
            return []
        place = None if seat is None else self.place(seat)
        first_pass = place is not None and place.outcome is Outcome.WAITING and seat != self.sharer
        missing = []
        for each in self.places if seat is None else self.turns:
            if first_pass and each.seat == seat:
                break
            if each.outcome is Outcome.WAITING and each.seat not in present:
                missing.append(each.seat)
        return missing

    def _due(self, present: Container[SeatId]) -> SeatId | None:
        due = [(place.rank, place.seat) for place in self.turns if place.seat in present]
        ranked = [(rank, seat) for rank, seat in due if rank is not None]
        return min(ranked, key=lambda one: one[0])[1] if ranked else None

    def _answer(self, present: Container[SeatId]) -> SeatId | None:
        place = None if self.sharer is None else self.place(self.sharer)
        waits = place is not None and place.outcome is Outcome.WAITING
        return self.sharer if waits and self.sharer in present else None
