"""Whether the members of a group let a guest join."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from signaling.room.ids import SeatId


class Consent(StrEnum):
    """What facilitators learn of the members' answers; never whose they are."""

    OPEN = "open"
    """Answers are missing: nothing is told of those that are there."""
    AGREED = "agreed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Answer:
    """What one member says to a guest's joining."""

    by: SeatId
    agree: bool


def missing(answers: Sequence[Answer], members: Collection[SeatId]) -> int:
    """How many of ``members`` have not answered."""
    return len(set(members) - {answer.by for answer in answers})


def consent(answers: Sequence[Answer], members: Collection[SeatId]) -> Consent:
    """The result, once every one of ``members`` has answered, present or not; a group without members agrees.

    >>> ana, ben = SeatId("ana"), SeatId("ben")
    >>> consent([Answer(ana, agree=False)], [ana, ben]).value
    'open'
    >>> consent([Answer(ana, agree=True), Answer(ben, agree=True)], [ana, ben]).value
    'agreed'
    """
    if missing(answers, members):
        return Consent.OPEN
    agreed = all(answer.agree for answer in answers if answer.by in members)
    return Consent.AGREED if agreed else Consent.REFUSED
