"""A quiet word to the circle that takes nobody the floor."""

from dataclasses import dataclass
from enum import StrEnum

from signaling.room.instant import Instant

REACTION_MS = 8_000
"""How long it is seen."""


class ReactionKind(StrEnum):
    """The small set there is."""

    THANK_YOU = "thank_you"
    WITH_YOU = "with_you"
    AGREE = "agree"


@dataclass(frozen=True, slots=True)
class Reaction:
    """One seat's reaction, until it fades."""

    kind: ReactionKind
    until: Instant
