"""The Rust relay, as Python sees it (media/relay/shell).

Every method only enqueues: the worker's own thread carries it out, in order, before the next packet it reads.
Ids are chosen by the caller, positive 32-bit, never used twice for the same kind within a worker.
An id that is unknown (closed meanwhile, say) makes a command do nothing.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple, Protocol, Self, TypeAlias, final

SrtpProfile: TypeAlias = Literal["AEAD_AES_256_GCM", "AEAD_AES_128_GCM", "AES128_CM_SHA1_80"]
Codec: TypeAlias = Literal["opus", "vp8"]
IceState: TypeAlias = Literal["connected", "disconnected"]

class Encoding(Protocol):
    """One RTP stream of a producer. A stream is known by SSRC, or learned from MID and RID (RFC 8852)."""

    @property
    def ssrc(self) -> int | None: ...
    @property
    def rtx_ssrc(self) -> int | None: ...
    @property
    def rid(self) -> str | None: ...

class HeaderExtensions(Protocol):
    """Ids negotiated for RTP header extensions (RFC 8285), 1..255; None where absent."""

    @property
    def mid(self) -> int | None: ...
    @property
    def rid(self) -> int | None: ...
    @property
    def repaired_rid(self) -> int | None: ...
    @property
    def abs_send_time(self) -> int | None: ...
    @property
    def transport_cc(self) -> int | None: ...
    @property
    def audio_level(self) -> int | None: ...

class RtpStream(Protocol):
    """What one side of a producer or consumer negotiated."""

    @property
    def codec(self) -> Codec: ...
    @property
    def payload_type(self) -> int: ...
    @property
    def rtx_payload_type(self) -> int | None: ...
    @property
    def clock_rate(self) -> int: ...
    @property
    def mid(self) -> str | None: ...
    @property
    def cname(self) -> str: ...
    @property
    def encodings(self) -> Sequence[Encoding]: ...
    @property
    def extensions(self) -> HeaderExtensions: ...
    @property
    def nack(self) -> bool: ...
    @property
    def pli(self) -> bool: ...
    @property
    def transport_cc(self) -> bool: ...

class DtlsReceived(NamedTuple):
    """A DTLS record from an address that has passed an ICE check."""

    transport: int
    datagram: bytes

class IceChanged(NamedTuple):
    transport: int
    state: IceState

class EncodingsWanted(NamedTuple):
    """Which of a producer's encodings anybody receives, the smallest first; all are wanted to begin with. Said on every change."""

    producer: int
    active: tuple[bool, ...]

class PictureStill(NamedTuple):
    """A receiver's path is too narrow for this picture, so that nothing of it is sent; or carries it again."""

    consumer: int
    still: bool

class StreamStatistics(NamedTuple):
    """One leg of a producer (a received encoding) or a consumer (what is sent); counters since it was opened."""

    id: int
    """Producer or consumer id."""
    direction: Literal["in", "out"]
    encoding: int
    """Index into the producer's encodings; for a consumer the encoding forwarded now."""
    packets: int
    bytes: int
    packets_lost: int
    """In: by sequence numbers. Out: as the receiver last reported (RFC 3550 section 6.4.1)."""
    fraction_lost: float
    jitter_ms: float
    rtt_ms: float | None
    retransmitted: int
    nacked: int
    keyframes_requested: int
    dropped_by_policy: int
    audio_level: int | None
    """RFC 6464 level of the last packet in -dBov, 0 (loudest) to 127; None where none has come for half a second."""
    speaking: bool
    """In, sound: the sender speaks, by its levels; until half a second after the last sound."""
    speech_ms: int
    """In, sound: how long the sender has spoken while policy let it through. Pauses up to half a second within speech count."""
    paused: bool = False
    """In: the sender was told that nobody receives the encoding. Out: the picture stands still for want of bandwidth."""
    saved_bits: int = 0
    """In: what the sender did not have to send because of that, by its rate before."""

class TransportStatistics(NamedTuple):
    transport: int
    state: IceState
    silent_ms: int | None
    """Since the last authentic datagram of the peer; None before the first."""

class PathStatistics(NamedTuple):
    """What one receiver's path carries, now. Rates are in bits a second on the wire, 44 bytes of overhead counted with each packet."""

    transport: int
    estimate_bps: int
    wanted_bps: int
    """What all that is shown would take, in the size in which it is."""
    sound_bps: int
    pictures_bps: int
    """Pictures as granted."""
    loss: float
    """Share of packets lost on the way, 0..1."""
    rtt_ms: float | None
    """With the time that the receiver holds back feedback."""
    probes: int
    """Since the transport was opened."""

class Statistics(NamedTuple):
    token: int
    thread_cpu_s: float
    """CPU time of the worker's thread (CLOCK_THREAD_CPUTIME_ID)."""
    packets_received: int
    packets_sent: int
    """RTP forwarded, without retransmissions, RTCP, STUN and DTLS: `packets_forwarded`."""
    packets_forwarded: int
    bytes_received: int
    bytes_sent: int
    dropped: dict[str, int]
    """By reason: "unknown_address", "stun_malformed", "stun_unauthenticated", "srtp_auth", "srtp_replay", "rtp_malformed",
    "rtcp_malformed", "unknown_ssrc", "policy", "send_failed", "dtls_flood" ...; under overload "overload_control",
    "overload_sound", "overload_first_picture", "overload_picture", "overload_last_picture", "receive_overflow"."""
    transports: list[TransportStatistics]
    streams: list[StreamStatistics]
    allocations: int = ...
    """Made by the worker's thread since it started: none for a packet in the steady state."""
    paths: Sequence[PathStatistics] = ()
    """Of transports that have consumers."""

class Overflowed(NamedTuple):
    """Events were dropped because Python did not drain them (bound: 4096); the caller asks for `statistics` again."""

    count: int  # type: ignore[assignment]  # hides tuple.count, which has no use here

Event: TypeAlias = DtlsReceived | IceChanged | EncodingsWanted | PictureStill | Statistics | Overflowed

@final
class Worker:
    """One thread with one UDP socket and the rooms placed on it; no GIL on its packet path."""

    def __new__(cls, host: str, port: int, *, offload: bool = True) -> Self:
        """Bind and start. `port` 0 takes a free one. Raises OSError where the address cannot be bound.

        `offload`: let the kernel cut runs of datagrams apart (UDP_SEGMENT), where it can.
        """

    @property
    def port(self) -> int: ...
    def fileno(self) -> int:
        """An eventfd, readable while `events` has something; valid until `close`."""

    def events(self) -> list[Event]:
        """Take what has happened since the last call, oldest first."""

    def close(self) -> None:
        """Stop and join the thread. Idempotent; every other method raises RuntimeError afterwards."""

    def open_router(self, router: int) -> None: ...
    def close_router(self, router: int) -> None:
        """Closes its transports, producers and consumers too."""

    def open_transport(self, transport: int, router: int, ice_ufrag: str, ice_pwd: str) -> None: ...
    def restart_ice(self, transport: int, ice_ufrag: str, ice_pwd: str) -> None:
        """Also answer checks for the new credentials; the old pair stays selected until a check with the new ones nominates another or finds it silent."""

    def close_transport(self, transport: int) -> None: ...
    def send_dtls(self, transport: int, datagram: bytes) -> None:
        """To the selected address; dropped while there is none."""

    def set_srtp(self, transport: int, profile: SrtpProfile, send_key: bytes, receive_key: bytes) -> None:
        """Keys as DTLS-SRTP gives them: master key followed by master salt (RFC 5764 section 4.2)."""

    def open_producer(self, producer: int, transport: int, stream: RtpStream) -> None: ...
    def close_producer(self, producer: int) -> None: ...
    def open_consumer(self, consumer: int, producer: int, transport: int, stream: RtpStream) -> None:
        """Starts disabled. `stream.encodings` has one entry: the SSRCs to send under."""

    def close_consumer(self, consumer: int) -> None: ...
    def set_enabled(self, producers: Sequence[tuple[int, bool]], consumers: Sequence[tuple[int, bool]]) -> None:
        """Apply a policy in one step between two packets. A disabled producer's media goes nowhere; an enabled video consumer starts at a key frame."""

    def set_preferred_encoding(self, consumer: int, encoding: int, priority: int = 0) -> None:
        """The highest encoding index of use (0 = smallest picture), as far as the receiver's path carries it; what is there is used until it arrives.

        Where the path does not carry everything, the highest `priority` (0..126) is served first, among equals who speaks.
        """

    def request_statistics(self, token: int, *, legs: bool = True) -> None:
        """Answered by one `Statistics` event with the same token; without `legs` its `transports` and `streams` are empty."""
