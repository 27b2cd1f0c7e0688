"""An order by lot, from a seed: the same seed gives the same order."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")

MASK = 2**64 - 1


def shuffled(things: Sequence[T], seed: int) -> list[T]:
    """``things`` in an order by lot (Fisher-Yates).

    Args:
        things: At most some dozens: beyond that 64 bits cannot reach every order.
        seed: 64 bits by chance.

    >>> shuffled("abcd", seed=1) == shuffled("abcd", seed=1)
    True
    """
    order = list(things)
    numbers = _split_mix(seed)
    for last in range(len(order) - 1, 0, -1):
        other = next(numbers) % (last + 1)
        order[last], order[other] = order[other], order[last]
    return order


def _split_mix(seed: int) -> Iterator[int]:
    """Numbers of 64 bits by SplitMix64 (Steele, Lea and Flood 2014), which spreads even small seeds."""
    state = seed & MASK
    while True:
        state = (state + 0x9E3779B97F4A7C15) & MASK
        mixed = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & MASK
        yield mixed ^ (mixed >> 31)
