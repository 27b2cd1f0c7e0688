"""What this router speaks: codecs, RTCP feedback and RTP header extensions."""

from dataclasses import dataclass
from typing import Literal

from media.events import Json, Kind


@dataclass(frozen=True, slots=True)
class Codec:
    """A codec of the router, with the payload types that its consumers use."""

    name: Literal["opus", "vp8"]
    kind: Kind
    mime_type: str
    payload_type: int
    rtx_payload_type: int | None
    clock_rate: int
    channels: int | None
    parameters: dict[str, int]
    producer_feedback: tuple[tuple[str, str], ...]
    consumer_feedback: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Extension:
    """A header extension of the router, under the same id for every kind (RFC 8843 section 9.1)."""

    field: str
    uri: str
    id: int
    kinds: tuple[Kind, ...]
    direction: Literal["sendrecv", "recvonly"]
    """As the router uses it: `recvonly` ones are read from producers and not sent to consumers."""


# Payload types: 127 is mediasoup-client's for its probator, so it stays free.
# `cbr` asks senders for constant-rate Opus: packet sizes of variable-rate speech give phrases away.
OPUS = Codec(
    name="opus",
    kind="audio",
    mime_type="audio/opus",
    payload_type=100,
    rtx_payload_type=None,
    clock_rate=48_000,
    channels=2,
    parameters={"minptime": 10, "useinbandfec": 1, "cbr": 1},
    producer_feedback=(("nack", ""),),
    consumer_feedback=(),
)
_REPAIR = (("nack", ""), ("nack", "pli"), ("ccm", "fir"))
VP8 = Codec(
    name="vp8",
    kind="video",
    mime_type="video/VP8",
    payload_type=101,
    rtx_payload_type=102,
    clock_rate=90_000,
    channels=None,
    parameters={},
    producer_feedback=(*_REPAIR, ("transport-cc", "")),
    consumer_feedback=_REPAIR,
)
CODECS: dict[Kind, Codec] = {"audio": OPUS, "video": VP8}

ABS_SEND_TIME = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
TRANSPORT_CC = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
SENT_ANEW = frozenset({ABS_SEND_TIME, TRANSPORT_CC, "urn:ietf:params:rtp-hdrext:toffset"})
"""What tells when a packet was sent, and so differs when it is sent again."""

_BOTH: tuple[Kind, ...] = ("audio", "video")
_SDES = "urn:ietf:params:rtp-hdrext:sdes:"
# transport-cc becomes `sendrecv` (and joins both `consumer_feedback`s) with congestion control towards receivers.
EXTENSIONS = (
    Extension("mid", _SDES + "mid", 1, _BOTH, "sendrecv"),
    Extension("rid", _SDES + "rtp-stream-id", 2, ("video",), "recvonly"),
    Extension("repaired_rid", _SDES + "repaired-rtp-stream-id", 3, ("video",), "recvonly"),
    # Not for sound: it is sent again without RTX, and then must be the same to the last bit.
    Extension("abs_send_time", ABS_SEND_TIME, 4, ("video",), "recvonly"),
    Extension("transport_cc", TRANSPORT_CC, 5, ("video",), "recvonly"),
    Extension("audio_level", "urn:ietf:params:rtp-hdrext:ssrc-audio-level", 6, ("audio",), "sendrecv"),
)


def feedback_json(feedback: tuple[tuple[str, str], ...]) -> list[Json]:
    """RTCP feedback in mediasoup's JSON."""
    return [{"type": kind, "parameter": parameter} for kind, parameter in feedback]


def codec_json(codec: Codec, payload_type_key: str, feedback: tuple[tuple[str, str], ...]) -> dict[str, object]:
    """A codec in mediasoup's JSON."""
    described: dict[str, object] = {
        "mimeType": codec.mime_type,
        payload_type_key: codec.payload_type,
        "clockRate": codec.clock_rate,
        "parameters": dict(codec.parameters),
        "rtcpFeedback": feedback_json(feedback),
    }
    if codec.channels is not None:
        described["channels"] = codec.channels
    return described


def rtx_json(codec: Codec, payload_type_key: str) -> dict[str, object]:
    """The retransmission format of a codec in mediasoup's JSON (RFC 4588 section 8.6)."""
    return {
        "mimeType": f"{codec.kind}/rtx",
        payload_type_key: codec.rtx_payload_type,
        "clockRate": codec.clock_rate,
        "parameters": {"apt": codec.payload_type},
        "rtcpFeedback": [],
    }


def router_capabilities() -> Json:
    """The router's RtpCapabilities, a fresh object each time."""
    codecs: list[Json] = []
    for codec in CODECS.values():
        codecs.append({"kind": codec.kind, **codec_json(codec, "preferredPayloadType", codec.producer_feedback)})
        if codec.rtx_payload_type is not None:
            codecs.append({"kind": codec.kind, **rtx_json(codec, "preferredPayloadType")})
    extensions: list[Json] = [
        {
            "kind": kind,
            "uri": extension.uri,
            "preferredId": extension.id,
            "preferredEncrypt": False,
            "direction": extension.direction,
        }
        for kind in _BOTH
        for extension in EXTENSIONS
        if kind in extension.kinds
    ]
    return {"codecs": codecs, "headerExtensions": extensions}
