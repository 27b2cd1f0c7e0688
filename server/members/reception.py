"""What a member receives, counted packet by packet and not decoded."""

import asyncio
import itertools
import struct
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

from aiortc.rtp import RtcpPacket, RtcpRrPacket, RtcpSrPacket

from server.members.receiver_report import ReceivedStream

_HEADER = struct.Struct("!2xHLL")
"""Sequence number, timestamp and SSRC (RFC 3550 section 5.1)."""
_CLOCK_RATES = {"audio": 48_000, "video": 90_000}
_MAX_BLOCKS = 31
"""In one report (RFC 3550 section 6.4.2)."""
_OWN_SSRC = 1
"""Under which reports are sent; a member sends no media on the transport it receives on."""


class Reception:
    """Takes decrypted, authenticated RTP in the place of aiortc's decoders, which would cost a core for a full room."""

    def __init__(self) -> None:
        self._owners: dict[int, tuple[str, str]] = {}
        self._counts: Counter[tuple[str, str]] = Counter()
        self._streams: dict[int, ReceivedStream] = {}
        self._grown = asyncio.Event()
        self.unknown = 0
        """Packets under an SSRC that nobody announced."""

    def expect(self, ssrc: int, seat: str, kind: str) -> None:
        """Packets with this SSRC (RFC 3550 section 5.1) are this seat's from now on."""
        self._owners[ssrc] = (seat, kind)
        self._streams[ssrc] = ReceivedStream(ssrc, _CLOCK_RATES[kind])

    def counts(self) -> dict[str, dict[str, int]]:
        """Packets by sending seat and kind since the member began."""
        table: dict[str, dict[str, int]] = {}
        for (seat, kind), packets in self._counts.items():
            table.setdefault(seat, {"audio": 0, "video": 0})[kind] = packets
        return table

    async def grown(self) -> None:
        """Return when another packet has come."""
        self._grown.clear()
        await self._grown.wait()

    def attach(self, dtls: Any) -> None:
        """Take the RTP and RTCP of an aiortc DTLS transport from here on."""
        # The one place where packets are decrypted and not yet parsed; aiortc has no public hook there.
        dtls._handle_rtp_data = self._take
        dtls._handle_rtcp_data = self._take_rtcp

    def reports(self) -> Iterator[bytes]:
        """Receiver reports on all that comes, as they are due about every second."""
        now_s = time.monotonic()
        blocks = [block for stream in self._streams.values() if (block := stream.block(now_s)) is not None]
        for start in range(0, len(blocks), _MAX_BLOCKS):
            part = list(itertools.islice(blocks, start, start + _MAX_BLOCKS))
            yield bytes(RtcpRrPacket(ssrc=_OWN_SSRC, reports=part))

    async def _take(self, data: bytes, arrival_time_ms: int) -> None:
        if len(data) < _HEADER.size:
            return
        seq, timestamp, ssrc = _HEADER.unpack_from(data)
        owner = self._owners.get(ssrc)
        if owner is None:
            self.unknown += 1
        else:
            self._streams[ssrc].note_packet(seq, timestamp, time.monotonic())
            self._counts[owner] += 1
            self._grown.set()

    async def _take_rtcp(self, data: bytes) -> None:
        try:
            packets = RtcpPacket.parse(data)
        except ValueError:
            return
        for packet in packets:
            if isinstance(packet, RtcpSrPacket) and (stream := self._streams.get(packet.ssrc)) is not None:
                stream.note_sender_report(packet.sender_info.ntp_timestamp, time.monotonic())
