"""Speech-like sound, generated and encoded once, then looped."""

import array
import math
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import av
from av.audio.codeccontext import AudioCodecContext

SAMPLE_RATE = 48_000
FRAME_SAMPLES = 960
"""20 ms (RFC 7587 section 4.2)."""
BIT_RATE_BPS = 24_000
_PHRASE_S = 6.0
_TABLE = 2048
_HARMONICS = (1.0, 0.65, 0.5, 0.28, 0.2, 0.12, 0.08)


SILENCE_DBOV = 127
"""The least level that RFC 6464 knows, in -dBov."""


@dataclass(frozen=True, slots=True)
class Sound:
    """Encoded sound that can be looped."""

    packets: tuple[bytes, ...]
    """Opus, 20 ms each."""
    levels: tuple[int, ...]
    """Of each packet in -dBov (RFC 6464): 0 is the loudest, 127 silence."""


def pitch_hz(name: str) -> float:
    """A speaking pitch of one's own, 95 to 245 Hz.

    >>> 95 <= pitch_hz("Ana") <= 245
    True
    """
    return 95.0 + zlib.crc32(name.encode()) % 1000 * 0.15


@lru_cache(maxsize=64)
def phrase(name: str) -> Sound:
    """A few seconds of something like speech, in the voice of ``name``: five of words, and one for breath."""
    return _sound(speech(name))


@lru_cache(maxsize=1)
def silence() -> Sound:
    """A second of silence, in packets of the same size as those of speech."""
    return _sound(array.array("h", bytes(2 * SAMPLE_RATE)))


def _sound(samples: "array.array[int]") -> Sound:
    packets = tuple(_encode(samples))
    frames = (samples[number * FRAME_SAMPLES :][:FRAME_SAMPLES] for number in range(len(packets)))
    return Sound(packets, tuple(_level(frame) for frame in frames))


def _level(samples: "array.array[int]") -> int:
    """Root mean square in -dBov (RFC 6464 section 3); the encoder's delay is less than a packet and left out."""
    power = sum(sample * sample for sample in samples) / max(1, len(samples))
    return min(SILENCE_DBOV, round(-10 * math.log10(power / 32_767**2))) if power else SILENCE_DBOV


def speech(name: str) -> "array.array[int]":
    """Signed 16-bit mono samples at 48 kHz: harmonics under a syllable-like envelope, with words and a pause for breath."""
    pitch = pitch_hz(name)
    table = [
        sum(level * math.sin(2 * math.pi * number * step / _TABLE) for number, level in enumerate(_HARMONICS, 1))
        for step in range(_TABLE)
    ]
    scale = 9000 / max(map(abs, table))
    samples = array.array("h")
    phase = step = loudness = 0.0
    for index in range(round(_PHRASE_S * SAMPLE_RATE)):
        if index % 48 == 0:
            at_s = index / SAMPLE_RATE
            loudness = _envelope(at_s) * scale
            step = pitch * (1.0 + 0.06 * math.sin(2 * math.pi * 0.6 * at_s)) * _TABLE / SAMPLE_RATE
        phase = (phase + step) % _TABLE
        samples.append(int(table[int(phase)] * loudness))
    return samples


def _envelope(at_s: float) -> float:
    """Loudness 0..1: four syllables a second, words of four syllables, a breath before the phrase comes round."""
    if at_s > _PHRASE_S - 1.0:
        return 0.0
    syllable = math.sin(math.pi * (at_s * 4.0 % 1.0)) ** 2
    between_words = 0.15 if int(at_s * 4.0) % 5 == 4 else 1.0
    return syllable * between_words


def _encode(samples: "array.array[int]") -> Iterator[bytes]:
    encoder = av.CodecContext.create("libopus", "w")
    if not isinstance(encoder, AudioCodecContext):
        raise TypeError("libopus is not an audio encoder")
    encoder.bit_rate = BIT_RATE_BPS
    encoder.format = "s16"
    encoder.layout = "mono"
    encoder.sample_rate = SAMPLE_RATE
    encoder.time_base = Fraction(1, SAMPLE_RATE)
    encoder.options = {"application": "voip", "vbr": "off", "frame_duration": "20"}
    for start in range(0, len(samples), FRAME_SAMPLES):
        frame = av.AudioFrame(format="s16", layout="mono", samples=FRAME_SAMPLES)
        frame.sample_rate = SAMPLE_RATE
        frame.pts = start
        frame.time_base = Fraction(1, SAMPLE_RATE)
        frame.planes[0].update(samples[start : start + FRAME_SAMPLES].tobytes())
        yield from (bytes(packet) for packet in encoder.encode(frame))
