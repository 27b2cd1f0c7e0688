"""From what the relay counts on somebody's legs to one word about their connection."""

from collections.abc import Sequence
from dataclasses import dataclass

from media.events import ConnectionQuality

WEAK_LOSS = 0.05
"""Share of sound lost on the way up to us or down to them; retransmission and FEC hide most of less."""
WEAK_JITTER_MS = 60.0
"""Of sound: players then hold back more than a syllable."""
WEAK_RTT_MS = 500.0
"""Beyond it people begin to talk over each other."""
FROZEN_SILENCE_MS = 8_000
"""Browsers check their path at least every 6 s (RFC 7675 section 5.1), and report on what they receive more often."""
MIN_PACKETS = 50
"""A share of fewer packets says nothing."""


@dataclass(frozen=True, slots=True)
class Leg:
    """One RTP stream to or from a person since the last look."""

    expected: int
    """Packets that should have come, in this span."""
    lost: int
    """Those that did not come by way of this person's network, in this span."""
    jitter_ms: float
    rtt_ms: float | None


@dataclass(frozen=True, slots=True)
class Path:
    """One transport of a person that has worked at some time."""

    connected: bool
    silent_ms: int


def quality(paths: Sequence[Path], up: Sequence[Leg], down: Sequence[Leg]) -> ConnectionQuality:
    """A word for a person's connection.

    Args:
        paths: Their transports, at least one.
        up: Their sound, or their picture where they send no sound, as it reaches us.
        down: Others' sound, or pictures, as they reach them.

    >>> quality([Path(connected=True, silent_ms=20)], [Leg(500, 50, 3.0, 40.0)], [])
    <ConnectionQuality.WEAK: 'weak'>
    """
    if any(not path.connected for path in paths) or all(path.silent_ms >= FROZEN_SILENCE_MS for path in paths):
        return ConnectionQuality.FROZEN
    return ConnectionQuality.WEAK if _is_weak(up) or _is_weak(down) else ConnectionQuality.GOOD


def _is_weak(legs: Sequence[Leg]) -> bool:
    counted = [leg for leg in legs if leg.expected >= MIN_PACKETS]
    expected = sum(leg.expected for leg in counted)
    lost = sum(leg.lost for leg in counted)
    round_trips = [leg.rtt_ms for leg in counted if leg.rtt_ms is not None]
    return (
        lost > WEAK_LOSS * expected
        # One leg's figure may be its other end's fault; all of them are this person's.
        or min((leg.jitter_ms for leg in counted), default=0.0) > WEAK_JITTER_MS
        or min(round_trips, default=0.0) > WEAK_RTT_MS
    )
