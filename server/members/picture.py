"""A moving picture with a name on it, drawn and encoded once, then looped."""

import colorsys
import math
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import av
from av.video.codeccontext import VideoCodecContext

from server.members.lettering import ROWS, dots

WIDTH, HEIGHT = 320, 180
FRAMES_PER_S = 15
BIT_RATE_BPS = 100_000
_LOOP_FRAMES = 60
_DOT = 4
_BALL_RADIUS = 16
_BALL_LUMA, _TEXT_LUMA = 200, 235


@dataclass(frozen=True, slots=True)
class Colour:
    """BT.601 limited range, as VP8 has it."""

    luma: int
    blue: int
    red: int


def colour(name: str) -> Colour:
    """A calm, darkish colour of one's own.

    >>> colour("Ana") == colour("Ana")
    True
    """
    red, green, blue = colorsys.hls_to_rgb(zlib.crc32(name.encode()) % 360 / 360, 0.36, 0.35)
    luma = 0.299 * red + 0.587 * green + 0.114 * blue
    return Colour(
        luma=round(16 + 219 * luma),
        blue=round(128 + 224 * 0.564 * (blue - luma)),
        red=round(128 + 224 * 0.713 * (red - luma)),
    )


@lru_cache(maxsize=64)
def moving_picture(name: str) -> tuple[bytes, ...]:
    """VP8 frames of four seconds at `FRAMES_PER_S`; the first is a key frame, so the loop can begin again anywhere."""
    return tuple(_encode(_frame(name, number) for number in range(_LOOP_FRAMES)))


def _frame(name: str, number: int) -> av.VideoFrame:
    tint = colour(name)
    frame = av.VideoFrame(WIDTH, HEIGHT, "yuv420p")
    luma = [bytearray([tint.luma]) * WIDTH for _ in range(HEIGHT)]
    _draw_ball(luma, number)
    _draw_name(luma, name)
    _fill(frame, 0, luma)
    for plane, value in ((1, tint.blue), (2, tint.red)):
        _fill(frame, plane, [bytearray([value]) * (WIDTH // 2)] * (HEIGHT // 2))
    frame.pts = number
    frame.time_base = Fraction(1, FRAMES_PER_S)
    return frame


def _draw_ball(luma: list[bytearray], number: int) -> None:
    """A ball that swings from side to side once in the loop."""
    turn = 2 * math.pi * number / _LOOP_FRAMES
    centre_x = round(WIDTH / 2 + (WIDTH / 2 - 24) * math.sin(turn))
    centre_y = round(48 + 16 * math.cos(2 * turn))
    for dy in range(-_BALL_RADIUS, _BALL_RADIUS + 1):
        half = math.isqrt(_BALL_RADIUS**2 - dy**2)
        luma[centre_y + dy][centre_x - half : centre_x + half + 1] = bytes([_BALL_LUMA]) * (2 * half + 1)


def _draw_name(luma: list[bytearray], name: str) -> None:
    rows = dots(name[: WIDTH // (6 * _DOT) - 1])
    left, top = (WIDTH - len(rows[0]) * _DOT) // 2, HEIGHT - (ROWS + 4) * _DOT
    for row, line in enumerate(rows):
        for column, dot in enumerate(line):
            if dot == "#":
                start = left + column * _DOT
                for y in range(top + row * _DOT, top + (row + 1) * _DOT):
                    luma[y][start : start + _DOT] = bytes([_TEXT_LUMA]) * _DOT


def _fill(frame: av.VideoFrame, plane: int, rows: list[bytearray]) -> None:
    """Copy rows into a plane, whose lines may be padded."""
    line_size = frame.planes[plane].line_size
    frame.planes[plane].update(b"".join(bytes(row).ljust(line_size, b"\0") for row in rows))


def _encode(frames: Iterator[av.VideoFrame]) -> Iterator[bytes]:
    encoder = av.CodecContext.create("libvpx", "w")
    if not isinstance(encoder, VideoCodecContext):
        raise TypeError("libvpx is not a video encoder")
    encoder.width, encoder.height = WIDTH, HEIGHT
    encoder.pix_fmt = "yuv420p"
    encoder.bit_rate = BIT_RATE_BPS
    encoder.time_base = Fraction(1, FRAMES_PER_S)
    encoder.gop_size = _LOOP_FRAMES * 2
    encoder.thread_count = 1
    encoder.options = {"deadline": "realtime", "cpu-used": "-6", "lag-in-frames": "0", "auto-alt-ref": "0"}
    for frame in frames:
        yield from (bytes(packet) for packet in encoder.encode(frame))
    yield from (bytes(packet) for packet in encoder.encode(None))
