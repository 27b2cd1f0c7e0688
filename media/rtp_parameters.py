"""What clients send of mediasoup's ORTC dialect, as bounded frozen structures.

Field names are mediasoup's on the wire and ours here. Only what the relay uses is read; the rest is ignored.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct

Word = Annotated[str, Meta(max_length=128)]
PayloadType = Annotated[int, Meta(ge=0, le=127)]
Ssrc = Annotated[int, Meta(ge=1, le=0xFFFF_FFFF)]
ExtensionId = Annotated[int, Meta(ge=1, le=255)]
"""RFC 8285: 1..14 in one-byte headers, 1..255 in two-byte headers."""
ClockRate = Annotated[int, Meta(ge=1, le=384_000)]
Token = Annotated[str, Meta(min_length=1, max_length=32, pattern=r"^[!-~]+$")]
"""A MID; printable ASCII without space (RFC 8843, the token of RFC 4566)."""
Rid = Annotated[str, Meta(min_length=1, max_length=32, pattern=r"^[A-Za-z0-9_-]+$")]
"""RFC 8851 section 10."""
CodecSetting = Annotated[str, Meta(max_length=256)] | int | float | bool | None


class RtcpFeedback(Struct, frozen=True):
    """One kind of RTCP feedback (RFC 4585 section 4.2)."""

    type: Word
    parameter: Word | None = None


class RtpCodec(Struct, frozen=True, rename="camel"):
    """What a codec's capability and its use in a stream have in common."""

    mime_type: Word
    clock_rate: ClockRate
    channels: Annotated[int, Meta(ge=1, le=255)] | None = None
    parameters: Annotated[dict[Word, CodecSetting], Meta(max_length=32)] | None = None
    rtcp_feedback: Annotated[tuple[RtcpFeedback, ...], Meta(max_length=16)] | None = None

    def is_codec(self, mime_type: str, clock_rate: int, channels: int | None) -> bool:
        """Whether this is the codec named; MIME types know no case (RFC 2045 section 5.1)."""
        same_channels = channels is None or (self.channels or 1) == channels
        return self.mime_type.lower() == mime_type.lower() and self.clock_rate == clock_rate and same_channels

    def gives(self, feedback: str, parameter: str = "") -> bool:
        """Whether this feedback is listed."""
        return any(item.type == feedback and (item.parameter or "") == parameter for item in self.rtcp_feedback or ())

    @property
    def apt(self) -> int | None:
        """The payload type that an RTX codec repairs (RFC 4588 section 8.6)."""
        apt = (self.parameters or {}).get("apt")
        return apt if type(apt) is int else None


class RtpCodecParameters(RtpCodec, frozen=True, rename="camel", kw_only=True):
    """A codec in use."""

    payload_type: PayloadType


class RtpCodecCapability(RtpCodec, frozen=True, rename="camel", kw_only=True):
    """A codec that a device could receive."""

    preferred_payload_type: PayloadType | None = None


class RtpHeaderExtensionParameters(Struct, frozen=True):
    """A header extension in use."""

    uri: Word
    id: ExtensionId


class RtpHeaderExtension(Struct, frozen=True):
    """A header extension that a device knows, for one kind or for both."""

    uri: Word
    kind: Literal["audio", "video", ""] | None = None


class RtxParameters(Struct, frozen=True):
    """The retransmission stream of an encoding."""

    ssrc: Ssrc


class RtpEncodingParameters(Struct, frozen=True, rename="camel"):
    """One RTP stream of a track."""

    ssrc: Ssrc | None = None
    rid: Rid | None = None
    rtx: RtxParameters | None = None
    scale_resolution_down_by: Annotated[float, Meta(ge=1, le=64)] | None = None


class RtcpParameters(Struct, frozen=True):
    """RTCP settings of a track."""

    cname: Annotated[str, Meta(max_length=255)] | None = None


class RtpParameters(Struct, frozen=True, rename="camel"):
    """What a client says of a track that it sends."""

    codecs: Annotated[tuple[RtpCodecParameters, ...], Meta(min_length=1, max_length=32)]
    encodings: Annotated[tuple[RtpEncodingParameters, ...], Meta(min_length=1, max_length=3)]
    mid: Token | None = None
    header_extensions: Annotated[tuple[RtpHeaderExtensionParameters, ...], Meta(max_length=32)] = ()
    rtcp: RtcpParameters | None = None


class RtpCapabilities(Struct, frozen=True, rename="camel"):
    """What a device can receive."""

    codecs: Annotated[tuple[RtpCodecCapability, ...], Meta(max_length=128)]
    header_extensions: Annotated[tuple[RtpHeaderExtension, ...], Meta(max_length=64)] = ()


class DtlsFingerprint(Struct, frozen=True):
    """A certificate's digest (RFC 8122 section 5)."""

    algorithm: Annotated[str, Meta(max_length=16)]
    value: Annotated[str, Meta(max_length=191, pattern=r"^[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2})*$")]


class DtlsParameters(Struct, frozen=True):
    """How the client will take part in DTLS."""

    fingerprints: Annotated[tuple[DtlsFingerprint, ...], Meta(min_length=1, max_length=8)]
    role: Literal["auto", "client", "server"] = "auto"
