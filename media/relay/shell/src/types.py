"""The plain types of `media._relay`, run in its namespace at import; documented in `_relay.pyi`."""

from collections.abc import Sequence
from typing import Literal, NamedTuple, Protocol, TypeAlias

# Written as unions: so stubtest understands literals.
SrtpProfile: TypeAlias = Literal["AEAD_AES_256_GCM"] | Literal["AEAD_AES_128_GCM"] | Literal["AES128_CM_SHA1_80"]
Codec: TypeAlias = Literal["opus"] | Literal["vp8"]
IceState: TypeAlias = Literal["connected"] | Literal["disconnected"]


class Encoding(Protocol):
    @property
    def ssrc(self): ...
    @property
    def rtx_ssrc(self): ...
    @property
    def rid(self): ...


class HeaderExtensions(Protocol):
    @property
    def mid(self): ...
    @property
    def rid(self): ...
    @property
    def repaired_rid(self): ...
    @property
    def abs_send_time(self): ...
    @property
    def transport_cc(self): ...
    @property
    def audio_level(self): ...


class RtpStream(Protocol):
    @property
    def codec(self): ...
    @property
    def payload_type(self): ...
    @property
    def rtx_payload_type(self): ...
    @property
    def clock_rate(self): ...
    @property
    def mid(self): ...
    @property
    def cname(self): ...
    @property
    def encodings(self): ...
    @property
    def extensions(self): ...
    @property
    def nack(self): ...
    @property
    def pli(self): ...
    @property
    def transport_cc(self): ...


class DtlsReceived(NamedTuple):
    transport: int
    datagram: bytes


class IceChanged(NamedTuple):
    transport: int
    state: IceState


class EncodingsWanted(NamedTuple):
    producer: int
    active: tuple[bool, ...]


class PictureStill(NamedTuple):
    consumer: int
    still: bool


class StreamStatistics(NamedTuple):
    id: int
    direction: Literal["in", "out"]
    encoding: int
    packets: int
    bytes: int
    packets_lost: int
    fraction_lost: float
    jitter_ms: float
    rtt_ms: float | None
    retransmitted: int
    nacked: int
    keyframes_requested: int
    dropped_by_policy: int
    audio_level: int | None
    speaking: bool
    speech_ms: int
    paused: bool = False
    saved_bits: int = 0


class TransportStatistics(NamedTuple):
    transport: int
    state: IceState
    silent_ms: int | None


class PathStatistics(NamedTuple):
    transport: int
    estimate_bps: int
    wanted_bps: int
    sound_bps: int
    pictures_bps: int
    loss: float
    rtt_ms: float | None
    probes: int


class Statistics(NamedTuple):
    token: int
    thread_cpu_s: float
    packets_received: int
    packets_sent: int
    packets_forwarded: int
    bytes_received: int
    bytes_sent: int
    dropped: dict[str, int]
    transports: list[TransportStatistics]
    streams: list[StreamStatistics]
    allocations: int = 0
    paths: Sequence[PathStatistics] = ()


class Overflowed(NamedTuple):
    count: int


Event: TypeAlias = DtlsReceived | IceChanged | EncodingsWanted | PictureStill | Statistics | Overflowed
