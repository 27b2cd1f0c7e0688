"""Negotiation by capabilities and parameters, as in mediasoup, without SDP.

Clients' objects come in as JSON values and go out as what the relay takes. They are read once, here; whatever is wrong
with them is one error, `InvalidParameters`.
"""

from dataclasses import dataclass
from typing import TypeVar

import msgspec

from media.errors import InvalidParameters
from media.events import Json, Kind
from media.rtp_capabilities import CODECS, EXTENSIONS, SENT_ANEW, Codec, codec_json, rtx_json
from media.rtp_parameters import (
    DtlsParameters,
    RtpCapabilities,
    RtpCodecParameters,
    RtpEncodingParameters,
    RtpHeaderExtensionParameters,
    RtpParameters,
)
from media.rtp_stream import Encoding, HeaderExtensions, RtpStream

_T = TypeVar("_T")
DIGESTS = frozenset({"sha-256", "sha-384", "sha-512"})
"""Of certificates. Browsers say SHA-256 (RFC 8122 section 5), pymediasoup the last that aiortc lists, SHA-512."""


@dataclass(frozen=True, slots=True)
class CodecSupport:
    """How well a device receives one codec of the router."""

    rtx: bool
    feedback: frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ReceiverCapabilities:
    """What a receiving device and this router have in common."""

    codecs: dict[Kind, CodecSupport]
    extensions: frozenset[tuple[Kind, str]]
    """Kinds and URIs."""


def _convert(raw: object, type_: type[_T], what: str) -> _T:
    try:
        return msgspec.convert(raw, type_, strict=True)
    except (msgspec.ValidationError, RecursionError, OverflowError) as exc:
        raise InvalidParameters(f"The {what} cannot be accepted.") from exc


def _require(condition: bool, text: str) -> None:  # noqa: FBT001 - reads as a sentence where it is called
    if not condition:
        raise InvalidParameters(text)


def parse_dtls_parameters(raw: object) -> DtlsParameters:
    """Read a client's DtlsParameters.

    Raises:
        InvalidParameters: malformed, or without a fingerprint by SHA-256 or better.
    """
    parameters = _convert(raw, DtlsParameters, "DTLS parameters")
    _require(
        any(item.algorithm.lower() in DIGESTS for item in parameters.fingerprints),
        "The DTLS parameters lack a fingerprint by SHA-256 or better.",
    )
    return parameters


def parse_capabilities(raw: object) -> ReceiverCapabilities:
    """Read a device's RtpCapabilities.

    Raises:
        InvalidParameters: malformed, or with no codec of this router.
    """
    capabilities = _convert(raw, RtpCapabilities, "RTP capabilities")
    codecs = {kind: support for kind, codec in CODECS.items() if (support := _support(capabilities, codec)) is not None}
    _require(bool(codecs), "The device can receive neither Opus nor VP8.")
    extensions = {
        (kind, extension.uri)
        for extension in capabilities.header_extensions
        for kind in CODECS
        if (extension.kind or kind) == kind
    }
    return ReceiverCapabilities(codecs=codecs, extensions=frozenset(extensions))


def _support(capabilities: RtpCapabilities, codec: Codec) -> CodecSupport | None:
    for offered in capabilities.codecs:
        if offered.is_codec(codec.mime_type, codec.clock_rate, codec.channels):
            break
    else:
        return None
    rtx = any(
        other.is_codec(f"{codec.kind}/rtx", codec.clock_rate, None) and other.apt == offered.preferred_payload_type
        for other in capabilities.codecs
        if offered.preferred_payload_type is not None
    )
    return CodecSupport(
        rtx=rtx,
        feedback=frozenset((item.type, item.parameter or "") for item in offered.rtcp_feedback or ()),
    )


def parse_producer(raw: object, kind: Kind) -> RtpStream:
    """Read the RtpParameters of a track that a client sends.

    Encodings are put in order of size, the smallest first, where the client states their scale; otherwise they stay in
    the client's order.

    Raises:
        InvalidParameters: malformed, contradictory, or in a codec that the router does not have.
    """
    parameters = _convert(raw, RtpParameters, "RTP parameters")
    codec = CODECS[kind]
    media = parameters.codecs[0]
    _require(
        media.is_codec(codec.mime_type, codec.clock_rate, codec.channels),
        f"The {kind} codec must be {codec.mime_type}.",
    )
    _require(
        len({entry.payload_type for entry in parameters.codecs}) == len(parameters.codecs),
        "A payload type is used twice.",
    )
    extensions = _producer_extensions(parameters.header_extensions, kind)
    rtx = _rtx_of(parameters.codecs, media) if codec.rtx_payload_type is not None else None
    stream = RtpStream(
        codec=codec.name,
        payload_type=media.payload_type,
        rtx_payload_type=None if rtx is None else rtx.payload_type,
        clock_rate=codec.clock_rate,
        mid=parameters.mid,
        cname=(parameters.rtcp.cname if parameters.rtcp else None) or "",
        encodings=_producer_encodings(parameters.encodings, has_rtx=rtx is not None),
        extensions=extensions,
        nack=media.gives("nack") and ("nack", "") in codec.producer_feedback and _can_resend(parameters, rtx),
        pli=media.gives("nack", "pli") and ("nack", "pli") in codec.producer_feedback,
        transport_cc=media.gives("transport-cc") and extensions.transport_cc is not None,
    )
    _check_encodings(stream, kind)
    return stream


def _can_resend(parameters: RtpParameters, rtx: RtpCodecParameters | None) -> bool:
    """Whether a packet may be asked for again.

    Without RTX it comes again under the same SRTP index, and must be the same to the last bit: under AES-GCM two
    different packets with one nonce betray the key that authenticates (RFC 7714 section 9.1). These extensions differ
    from sending to sending.
    """
    return rtx is not None or not {entry.uri for entry in parameters.header_extensions} & SENT_ANEW


def _rtx_of(codecs: tuple[RtpCodecParameters, ...], media: RtpCodecParameters) -> RtpCodecParameters | None:
    for entry in codecs:
        if entry.mime_type.lower().endswith("/rtx") and entry.apt == media.payload_type:
            return entry
    return None


def _producer_extensions(given: tuple[RtpHeaderExtensionParameters, ...], kind: Kind) -> HeaderExtensions:
    _require(len({entry.id for entry in given}) == len(given), "A header extension id is used twice.")
    _require(len({entry.uri for entry in given}) == len(given), "A header extension is listed twice.")
    by_uri = {entry.uri: entry.id for entry in given}
    return HeaderExtensions(
        **{
            extension.field: by_uri[extension.uri]
            for extension in EXTENSIONS
            if extension.uri in by_uri and kind in extension.kinds
        }
    )


def _producer_encodings(given: tuple[RtpEncodingParameters, ...], *, has_rtx: bool) -> tuple[Encoding, ...]:
    ordered = list(given)
    if all(entry.scale_resolution_down_by is not None for entry in given):
        ordered.sort(key=lambda entry: -(entry.scale_resolution_down_by or 0))
    return tuple(
        Encoding(ssrc=entry.ssrc, rtx_ssrc=entry.rtx.ssrc if entry.rtx and has_rtx else None, rid=entry.rid)
        for entry in ordered
    )


def _check_encodings(stream: RtpStream, kind: Kind) -> None:
    encodings = stream.encodings
    _require(kind == "video" or len(encodings) == 1, "Audio has one encoding.")
    _require(
        all(entry.ssrc is not None for entry in encodings) or all(entry.ssrc is None for entry in encodings),
        "Either every encoding has an SSRC or none has.",
    )
    ssrcs = [ssrc for entry in encodings for ssrc in (entry.ssrc, entry.rtx_ssrc) if ssrc is not None]
    _require(len(set(ssrcs)) == len(ssrcs), "An SSRC is used twice.")
    rids = [entry.rid for entry in encodings if entry.rid is not None]
    _require(len(set(rids)) == len(rids), "A RID is used twice.")
    if encodings[0].ssrc is None:
        _require(len(rids) == len(encodings), "An encoding has neither SSRC nor RID.")
        _require(
            None not in (stream.mid, stream.extensions.mid, stream.extensions.rid),
            "Encodings known by RID need a MID and both header extensions.",
        )


def _consumer_feedback(codec: Codec, support: CodecSupport) -> frozenset[tuple[str, str]]:
    """What a receiver may ask for: pictures are sent again only as RTX, never under the same SRTP index."""
    feedback = support.feedback & set(codec.consumer_feedback)
    can_resend = codec.kind == "audio" or (codec.rtx_payload_type is not None and support.rtx)
    return feedback if can_resend else feedback - {("nack", "")}


def consumer_stream(
    kind: Kind, receiver: ReceiverCapabilities, *, mid: str, cname: str, ssrc: int, rtx_ssrc: int
) -> RtpStream:
    """How a track of ``kind`` is sent to ``receiver``: always one continuous stream, in the router's payload types.

    Args:
        kind: Of the producer.
        receiver: What the device can do.
        mid: Unique within the receiving transport.
        cname: One for all tracks of the sending seat, so that lips stay in sync (RFC 3550 section 6.5.1).
        ssrc: Fresh within the receiving transport.
        rtx_ssrc: Likewise; used only where the device can do RTX.

    Raises:
        KeyError: the device cannot receive the kind.
    """
    codec, support = CODECS[kind], receiver.codecs[kind]
    rtx = codec.rtx_payload_type is not None and support.rtx
    feedback = _consumer_feedback(codec, support)
    extensions = HeaderExtensions(
        **{
            extension.field: extension.id
            for extension in EXTENSIONS
            if kind in extension.sent_kinds and (kind, extension.uri) in receiver.extensions
        }
    )
    return RtpStream(
        codec=codec.name,
        payload_type=codec.payload_type,
        rtx_payload_type=codec.rtx_payload_type if rtx else None,
        clock_rate=codec.clock_rate,
        mid=mid,
        cname=cname,
        encodings=(Encoding(ssrc=ssrc, rtx_ssrc=rtx_ssrc if rtx else None),),
        extensions=extensions,
        nack=("nack", "") in feedback,
        pli=("nack", "pli") in feedback,
        transport_cc=("transport-cc", "") in feedback and extensions.transport_cc is not None,
    )


def consumer_parameters(kind: Kind, receiver: ReceiverCapabilities, stream: RtpStream) -> Json:
    """The RtpParameters that tell ``receiver`` about a stream of `consumer_stream`."""
    codec, uris = CODECS[kind], {extension.field: extension.uri for extension in EXTENSIONS}
    support = receiver.codecs[kind]
    feedback = tuple(item for item in codec.consumer_feedback if item in _consumer_feedback(codec, support))
    codecs: list[Json] = [codec_json(codec, "payloadType", feedback)]
    encoding: dict[str, object] = {"ssrc": stream.encodings[0].ssrc}
    if stream.rtx_payload_type is not None:
        codecs.append(rtx_json(codec, "payloadType"))
        encoding["rtx"] = {"ssrc": stream.encodings[0].rtx_ssrc}
    return {
        "mid": stream.mid,
        "codecs": codecs,
        "headerExtensions": [
            {"uri": uris[field], "id": number, "encrypt": False, "parameters": {}}
            for field, number in stream.extensions.items()
        ],
        "encodings": [encoding],
        "rtcp": {"cname": stream.cname, "reducedSize": True, "mux": True},
    }
