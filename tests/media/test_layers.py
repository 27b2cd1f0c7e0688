"""Pictures are asked for as large as they are shown."""

import pytest

from media.layers import wanted_encoding


@pytest.mark.parametrize(("height", "encoding"), [(90, 0), (180, 0), (181, 1), (360, 1), (400, 2), (2160, 2)])
def test_the_smallest_that_fills_the_tile_is_wanted(height: int, encoding: int) -> None:
    assert wanted_encoding(3, height * 16 // 9, height) == encoding


def test_a_wide_tile_needs_more_than_its_height() -> None:
    assert wanted_encoding(3, width=1280, height=200) == 2


def test_a_producer_with_fewer_encodings_has_the_lower_ones() -> None:
    assert [wanted_encoding(2, 320, height) for height in (180, 360, 720)] == [0, 1, 1]
    assert wanted_encoding(1, 1280, 720) == 0
