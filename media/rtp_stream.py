"""What one leg of a track looks like on the wire, as the relay takes it (`_relay.RtpStream`)."""

from dataclasses import dataclass, fields
from typing import Literal


@dataclass(frozen=True, slots=True)
class Encoding:
    """One RTP stream: known by SSRC, or to be learned from MID and RID."""

    ssrc: int | None = None
    rtx_ssrc: int | None = None
    rid: str | None = None


@dataclass(frozen=True, slots=True)
class HeaderExtensions:
    """Negotiated ids of RTP header extensions, None where absent."""

    mid: int | None = None
    rid: int | None = None
    repaired_rid: int | None = None
    abs_send_time: int | None = None
    transport_cc: int | None = None
    audio_level: int | None = None

    def items(self) -> list[tuple[str, int]]:
        """Those that are there, by field name."""
        ids = ((entry.name, getattr(self, entry.name)) for entry in fields(self))
        return [(name, number) for name, number in ids if number is not None]


@dataclass(frozen=True, slots=True)
class RtpStream:
    """One side of a producer or consumer."""

    codec: Literal["opus", "vp8"]
    payload_type: int
    rtx_payload_type: int | None
    clock_rate: int
    mid: str | None
    cname: str
    encodings: tuple[Encoding, ...]
    extensions: HeaderExtensions
    nack: bool
    pli: bool
    transport_cc: bool

    @property
    def ssrcs(self) -> frozenset[int]:
        """Every SSRC named, of media and of retransmissions."""
        return frozenset(
            ssrc for encoding in self.encodings for ssrc in (encoding.ssrc, encoding.rtx_ssrc) if ssrc is not None
        )
