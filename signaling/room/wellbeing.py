"""Whether somebody is still with the group, as far as a server can tell."""

from dataclasses import dataclass, replace
from enum import StrEnum

from signaling.room.ids import SeatId
from signaling.room.instant import Instant, later

UNRESPONSIVE_AFTER_MS = 10 * 60_000
"""Without speech, input or reaction; the default of a group."""

ANSWER_MS = 60_000
"""How long somebody has for the private question before the facilitators are told."""


class Link(StrEnum):
    """How well a person's media arrive, in one honest word."""

    GOOD = "good"
    WEAK = "weak"
    FROZEN = "frozen"
    """They do not arrive."""
    UNKNOWN = "unknown"
    """Nothing has been reported yet."""


ARRIVING = frozenset({Link.GOOD, Link.WEAK})
"""Media arrive: then silence says something about the person and not about the network."""


@dataclass(frozen=True, slots=True)
class Check:
    """A private "are you all right?"."""

    asked: Instant
    by: SeatId | None
    """The facilitator who asked; ``None``: nothing was heard of the person for long."""

    @property
    def ends(self) -> Instant:
        """When the facilitators are told that it was not answered."""
        return later(self.asked, ANSWER_MS)


@dataclass(frozen=True, slots=True)
class Wellbeing:
    """What is known of one person."""

    alive: Instant | None = None
    """The last sign of life, or when it began to be looked for; ``None`` before the person ever came."""
    connection: Link = Link.UNKNOWN
    check: Check | None = None
    """Asked and not answered yet."""
    unresponsive: bool = False
    """A check went unanswered; until the next sign of life."""

    def heard(self, at: Instant) -> "Wellbeing":
        """After a sign of life."""
        return Wellbeing(at, self.connection)

    def connected(self, connection: Link, at: Instant) -> "Wellbeing":
        """After a change of the connection: who is frozen is not asked, and silence counts from when media arrive."""
        if connection in ARRIVING and self.connection in ARRIVING:
            return replace(self, connection=connection)
        return Wellbeing(at, connection)
