"""An order by lot."""

from collections import Counter

import pytest

from signaling.room.shuffle import shuffled

REFERENCE = {0: (0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F)}
"""The first numbers of SplitMix64 from a seed, as its authors publish them."""


@pytest.mark.parametrize("seed", REFERENCE)
def test_the_order_is_that_of_the_published_numbers(seed: int) -> None:
    expected = list("abcd")
    for last, number in zip((3, 2, 1), REFERENCE[seed], strict=True):
        other = number % (last + 1)
        expected[last], expected[other] = expected[other], expected[last]

    assert shuffled("abcd", seed) == expected


def test_everybody_comes_first_equally_often() -> None:
    firsts = Counter(shuffled("abcdefgh", seed)[0] for seed in range(4_000))

    assert all(400 < count < 600 for count in firsts.values())
    assert len(firsts) == 8


@pytest.mark.parametrize("things", ["", "a"])
def test_there_is_nothing_to_shuffle_in_fewer_than_two(things: str) -> None:
    assert shuffled(things, seed=5) == list(things)
