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
    """Of producers that it is read from."""
    sent_kinds: tuple[Kind, ...]
    """Of consumers that it is sent to."""

    def direction(self, kind: Kind) -> Literal["sendrecv", "recvonly", "sendonly"] | None:
        """As the router uses it with ``kind``; None: not at all."""
        if kind in self.kinds:
            return "sendrecv" if kind in self.sent_kinds else "recvonly"
        return "sendonly" if kind in self.sent_kinds else None


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
    # Transport-wide feedback is on what this router sends: see `transport_cc` below.
    producer_feedback=(("nack", ""), ("transport-cc", "")),
    consumer_feedback=(("transport-cc", ""),),
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
    consumer_feedback=(*_REPAIR, ("transport-cc", "")),
)
CODECS: dict[Kind, Codec] = {"audio": OPUS, "video": VP8}

ABS_SEND_TIME = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
TRANSPORT_CC = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
SENT_ANEW = frozenset({ABS_SEND_TIME, TRANSPORT_CC, "urn:ietf:params:rtp-hdrext:toffset"})
"""What tells when a packet was sent, and so differs when it is sent again."""

_BOTH: tuple[Kind, ...] = ("audio", "video")
_SDES = "urn:ietf:params:rtp-hdrext:sdes:"
EXTENSIONS = (
    Extension("mid", _SDES + "mid", 1, _BOTH, _BOTH),
    Extension("rid", _SDES + "rtp-stream-id", 2, ("video",), ()),
    Extension("repaired_rid", _SDES + "repaired-rtp-stream-id", 3, ("video",), ()),
    # Not of sound that comes in: it is sent again without RTX, and then must be the same to the last bit.
    Extension("abs_send_time", ABS_SEND_TIME, 4, ("video",), ()),
    Extension("transport_cc", TRANSPORT_CC, 5, ("video",), _BOTH),
    Extension("audio_level", "urn:ietf:params:rtp-hdrext:ssrc-audio-level", 6, ("audio",), ("audio",)),
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
            "direction": direction,
        }
        for kind in _BOTH
        for extension in EXTENSIONS
        if (direction := extension.direction(kind)) is not None
    ]
    return {"codecs": codecs, "headerExtensions": extensions}
