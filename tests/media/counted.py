"""What the relay might count."""

from collections.abc import Mapping, Sequence
from typing import Literal

from media import _relay


def counted(
    token: int,
    *,
    dropped: Mapping[str, int] | None = None,
    transports: Sequence[_relay.TransportStatistics] = (),
    streams: Sequence[_relay.StreamStatistics] = (),
) -> _relay.Statistics:
    """A snapshot with these in it."""
    return _relay.Statistics(
        token=token,
        thread_cpu_s=0.5,
        packets_received=1,
        packets_sent=2,
        packets_forwarded=3,
        bytes_received=4,
        bytes_sent=5,
        dropped=dict(dropped or {}),
        transports=list(transports),
        streams=list(streams),
    )


def leg(
    number: int,
    direction: Literal["in", "out"],
    *,
    encoding: int = 0,
    packets: int = 500,
    lost: int = 0,
    recovered: int = 0,
    jitter_ms: float = 2.0,
    rtt_ms: float | None = 40.0,
    speech_ms: int = 0,
) -> _relay.StreamStatistics:
    """Ten seconds of sound, unless it is said otherwise."""
    return _relay.StreamStatistics(
        id=number,
        direction=direction,
        encoding=encoding,
        packets=packets,
        bytes=100 * packets,
        packets_lost=lost,
        fraction_lost=0.0,
        jitter_ms=jitter_ms,
        rtt_ms=rtt_ms,
        retransmitted=recovered,
        nacked=0,
        keyframes_requested=0,
        dropped_by_policy=0,
        audio_level=None,
        speaking=False,
        speech_ms=speech_ms,
    )
