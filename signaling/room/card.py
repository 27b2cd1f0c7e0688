"""A member's emergency card: where they are now and a number to call, sealed to the facilitators."""

from dataclasses import dataclass

from signaling.room.ids import SeatId
from signaling.room.instant import Instant
from signaling.room.sealed import Sealed


@dataclass(frozen=True, slots=True)
class CardCopy:
    """The card as one facilitator's page can open it."""

    sealed: Sealed
    key: str
    """The facilitator's key when it was sealed: another device of theirs cannot open it."""


@dataclass(frozen=True, slots=True)
class CardOpening:
    """A facilitator opened the card; kept for the facilitators to see."""

    by: SeatId
    at: Instant


@dataclass(frozen=True, slots=True)
class Card:
    """What the room has of one person's card."""

    copies: tuple[CardCopy, ...] = ()
    openings: tuple[CardOpening, ...] = ()

    def copy_for(self, facilitator: SeatId, key: str | None) -> Sealed | None:
        """What ``facilitator`` can open with ``key``."""
        for copy in self.copies:
            if copy.sealed.seat == facilitator and copy.key == key:
                return copy.sealed
        return None

    @property
    def opened_by(self) -> tuple[SeatId, ...]:
        """Who opened it, each once, the first one first."""
        return tuple(dict.fromkeys(opening.by for opening in self.openings))
