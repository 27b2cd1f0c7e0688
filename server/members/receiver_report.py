"""What a member reports of each stream it receives (RFC 3550 section 6.4.2)."""

from aiortc.rtp import RtcpReceiverInfo, clamp_packets_lost

_MID_UNITS_PER_S = 1 << 16
"""RTCP counts delays in 1/65536 s."""


class ReceivedStream:
    """Counts one stream's packets, as RFC 3550 appendix A has it."""

    def __init__(self, ssrc: int, clock_rate: int) -> None:
        """Nothing has come yet.

        Args:
            ssrc: The stream's.
            clock_rate: Of its timestamps, in ticks a second.
        """
        self._ssrc = ssrc
        self._clock_rate = clock_rate
        self._base: int | None = None
        self._highest = 0
        self._received = 0
        self._jitter = 0.0
        self._transit: int | None = None
        self._sender_report: tuple[int, float] | None = None
        self._at_last = (0, 0)

    def note_packet(self, seq: int, timestamp: int, now_s: float) -> None:
        """Take an RTP packet with these fields of its header."""
        self._received += 1
        if self._base is None:
            self._base = self._highest = seq
        step = (seq - self._highest + 0x8000) % 0x10000 - 0x8000
        if step < 0:
            return
        self._highest += step
        transit = int(now_s * self._clock_rate) - timestamp
        if self._transit is not None:
            distance = abs((transit - self._transit + (1 << 31)) % (1 << 32) - (1 << 31))
            self._jitter += (distance - self._jitter) / 16
        self._transit = transit

    def note_sender_report(self, ntp_timestamp: int, now_s: float) -> None:
        """Take a sender report with this NTP timestamp."""
        self._sender_report = ((ntp_timestamp >> 16) & 0xFFFF_FFFF, now_s)

    def block(self, now_s: float) -> RtcpReceiverInfo | None:
        """The block of the next report; None before the first packet."""
        if self._base is None:
            return None
        expected = self._highest - self._base + 1
        expected_now, received_now = expected - self._at_last[0], self._received - self._at_last[1]
        self._at_last = (expected, self._received)
        lost_now = max(0, expected_now - received_now)
        last_sr, came_s = self._sender_report or (0, now_s)
        return RtcpReceiverInfo(
            ssrc=self._ssrc,
            fraction_lost=min(255, 256 * lost_now // expected_now) if expected_now else 0,
            packets_lost=clamp_packets_lost(expected - self._received),
            highest_sequence=self._highest & 0xFFFF_FFFF,
            jitter=int(self._jitter),
            lsr=last_sr,
            dlsr=int((now_s - came_s) * _MID_UNITS_PER_S) & 0xFFFF_FFFF if last_sr else 0,
        )
