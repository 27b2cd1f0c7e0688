"""A change of what flows."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Enabling:
    """Producers and consumers to start or stop, by their numbers at the worker, in one step between two packets."""

    producers: Sequence[tuple[int, bool]]
    consumers: Sequence[tuple[int, bool]]
