"""What may happen next in a story, and how often: one list a subject, each with its own file."""

from collections.abc import Callable
from random import Random
from typing import TypeAlias

from tests.signaling.room.stories.care_happenings import CARE
from tests.signaling.room.stories.chronicle import Chronicle
from tests.signaling.room.stories.floor_happenings import FLOOR
from tests.signaling.room.stories.people_happenings import PEOPLE

Happening: TypeAlias = Callable[[Chronicle, Random], object]

HAPPENINGS: tuple[tuple[int, Happening], ...] = (*PEOPLE, *FLOOR, *CARE)
"""Each with its weight."""

_WEIGHTS = [weight for weight, _ in HAPPENINGS]
_ALL = [happening for _, happening in HAPPENINGS]


def step(session: Chronicle, random: Random) -> None:
    """One thing happens."""
    random.choices(_ALL, _WEIGHTS)[0](session, random)
