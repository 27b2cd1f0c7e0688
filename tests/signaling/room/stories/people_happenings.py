"""Coming, dropping, returning and leaving; the clock; any command by anybody."""

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import get_args

from signaling.room import (
    AdmitAll,
    Decline,
    EndSession,
    FacilitatorCommand,
    PersonCommand,
    Remove,
    SeatId,
    SetDevices,
    StartDebrief,
)
from tests.signaling.room.stories.cast import EVERYBODY, FACILITATORS, MEMBERS
from tests.signaling.room.stories.chronicle import Chronicle
from tests.signaling.room.stories.values import KINDS, values_of

WAITS_MS = (0, 1, 999, 5_000, 9_999, 10_000, 60_000, 600_000, 3_000_000)

CANNOT_BE_UNDONE = (EndSession, StartDebrief, Remove, Decline)
"""Rarer than the rest: after them a story has less to tell."""


def somebody(random: Random) -> SeatId:
    """Anybody of the cast."""
    return random.choice(EVERYBODY)


def command_somebody(session: Chronicle, random: Random) -> None:
    """Any command by anybody, what only facilitators may most often by one who may."""
    kind = random.choice(KINDS)
    make: Callable[..., PersonCommand] = kind
    drawn = make(**{name: random.choice(many) for name, many in values_of(kind).items()})
    if isinstance(drawn, CANNOT_BE_UNDONE) and random.random() < 0.8:
        return
    leads = isinstance(drawn, get_args(FacilitatorCommand)) and random.random() < 0.8
    session.apply(replace(drawn, by=session.in_charge()) if leads else drawn)


def gather(session: Chronicle, random: Random) -> None:
    """Whoever is gone returns and is let in, as far as there is room."""
    for seat in EVERYBODY:
        session.come_back(seat)
    session.apply(AdmitAll(session.in_charge()))


def lose_the_facilitators(session: Chronicle, random: Random) -> None:
    """Both drop, and after a while one of them returns."""
    for seat in FACILITATORS:
        session.drop(seat)
    session.wait(random.choice(WAITS_MS), in_time=True)
    session.come_back(random.choice(FACILITATORS))


def connect(session: Chronicle, random: Random) -> None:
    """Somebody's phone or laptop connects, taking the seat over or not."""
    session.connect(somebody(random), second=random.random() < 0.5, takeover=random.random() < 0.5)


def wait(session: Chronicle, random: Random) -> None:
    """The clock stands, creeps or leaps, with its ticks or without."""
    session.wait(random.choice(WAITS_MS), in_time=random.random() < 0.7)


PEOPLE = (
    (14, command_somebody),
    (2, gather),
    (2, lose_the_facilitators),
    (2, connect),
    (3, wait),
    (4, lambda session, random: session.come_back(somebody(random))),
    (3, lambda session, random: session.drop(somebody(random))),
    (2, lambda session, random: session.apply(SetDevices(random.choice(MEMBERS), microphone=True, camera=True))),
    (1, lambda session, random: session.tick()),
    (1, lambda session, random: session.restore()),
    (1, lambda session, random: session.hear_of_an_old_connection(somebody(random), random.randrange(6))),
)
