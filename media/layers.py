"""How large a picture is of use to whoever looks at it."""

HEIGHTS = (180, 360, 720)
"""Picture heights of the encodings, the smallest first; a producer with fewer encodings has the lower ones."""


def wanted_encoding(encodings: int, width: int, height: int) -> int:
    """The smallest encoding that fills a tile, or the largest there is.

    How much of that a receiver gets is for the relay to say, which knows what its path carries.

    Args:
        encodings: How many the producer has.
        width: Of the tile, in device pixels.
        height: Likewise.

    >>> wanted_encoding(3, width=640, height=360)
    1
    >>> wanted_encoding(1, width=1280, height=720)
    0
    """
    heights = HEIGHTS[:encodings]
    # Tiles crop a 16:9 picture, so a wide tile needs more than its own height.
    needed = max(height, width * 9 // 16)
    return next((index for index, one in enumerate(heights) if one >= needed), len(heights) - 1)
