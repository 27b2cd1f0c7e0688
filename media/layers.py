"""Which encoding of each picture one receiver gets: as large as it is shown, within a fixed bit rate for all."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

HEIGHTS = (180, 360, 720)
"""Picture heights of the encodings, the smallest first; a producer with fewer encodings has the upper ones."""
RATES_BPS = (150_000, 500_000, 1_500_000)
"""What browsers send at these heights, about (the web client asks for these maxima)."""
CAP_BPS = 4_000_000
"""Video that one receiver gets at most: two large pictures and five small, or eight middle ones. A fixed cap stands in
for congestion control towards receivers."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One picture as a receiver shows it."""

    consumer: str
    encodings: int
    """How many the producer has."""
    width: int
    height: int
    """Device pixels; 0x0 is not shown."""
    priority: int
    """The higher is served first."""


def wanted_encoding(tile: Tile) -> int:
    """The smallest encoding that fills the tile.

    >>> wanted_encoding(Tile("c", encodings=3, width=640, height=360, priority=0))
    1
    >>> wanted_encoding(Tile("c", encodings=1, width=1280, height=720, priority=0))
    0
    """
    heights = HEIGHTS[-tile.encodings :]
    # Tiles crop a 16:9 picture, so a wide tile needs more than its own height.
    needed = max(tile.height, tile.width * 9 // 16)
    return next((index for index, height in enumerate(heights) if height >= needed), len(heights) - 1)


def choose_encodings(tiles: Sequence[Tile], cap_bps: int = CAP_BPS) -> dict[str, int]:
    """An encoding for each shown tile.

    Everybody gets the smallest; what is left of the cap goes to the highest priority first, and among equals step by
    step, so that none is large while another is small for no reason. The larger tile breaks ties.

    Returns:
        Consumer -> index into its producer's encodings; tiles that are not shown are absent.
    """
    shown = sorted(
        (tile for tile in tiles if tile.width > 0 and tile.height > 0),
        key=lambda tile: (-tile.width * tile.height, tile.consumer),
    )
    chosen = {tile.consumer: 0 for tile in shown}
    spent = sum(_rate(tile, 0) for tile in shown)
    for priority, step in itertools.product(sorted({tile.priority for tile in shown}, reverse=True), (1, 2)):
        for tile in (one for one in shown if one.priority == priority):
            extra = _rate(tile, step) - _rate(tile, step - 1)
            if step <= wanted_encoding(tile) and chosen[tile.consumer] == step - 1 and spent + extra <= cap_bps:
                chosen[tile.consumer] = step
                spent += extra
    return chosen


def _rate(tile: Tile, encoding: int) -> int:
    rates = RATES_BPS[-tile.encodings :]
    return rates[min(encoding, len(rates) - 1)]
