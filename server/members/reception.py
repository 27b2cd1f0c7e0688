"""What a member receives, counted packet by packet and not decoded."""

import asyncio
from collections import Counter
from typing import Any

_SSRC = slice(8, 12)
_MIN_RTP_BYTES = 12


class Reception:
    """Takes decrypted, authenticated RTP in the place of aiortc's decoders, which would cost a core for a full room."""

    def __init__(self) -> None:
        self._owners: dict[int, tuple[str, str]] = {}
        self._counts: Counter[tuple[str, str]] = Counter()
        self._grown = asyncio.Event()
        self.unknown = 0
        """Packets under an SSRC that nobody announced."""

    def expect(self, ssrc: int, seat: str, kind: str) -> None:
        """Packets with this SSRC (RFC 3550 section 5.1) are this seat's from now on."""
        self._owners[ssrc] = (seat, kind)

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
        """Take the RTP of an aiortc DTLS transport from here on."""
        # The one place where RTP is decrypted and not yet parsed; aiortc has no public hook there.
        dtls._handle_rtp_data = self._take

    async def _take(self, data: bytes, arrival_time_ms: int) -> None:
        if len(data) < _MIN_RTP_BYTES:
            return
        owner = self._owners.get(int.from_bytes(data[_SSRC], "big"))
        if owner is None:
            self.unknown += 1
        else:
            self._counts[owner] += 1
            self._grown.set()
