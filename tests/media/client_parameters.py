"""Objects as clients send them, recorded from mediasoup-client 3.24 on Chromium and from pymediasoup 1.5 on aiortc."""

import copy

MID = "urn:ietf:params:rtp-hdrext:sdes:mid"
RID = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
REPAIRED_RID = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"
ABS_SEND_TIME = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
TRANSPORT_CC = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
AUDIO_LEVEL = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"

CHROMIUM_AUDIO: dict[str, object] = {
    "mid": "0",
    "codecs": [
        {
            "mimeType": "audio/opus",
            "payloadType": 111,
            "clockRate": 48000,
            "channels": 2,
            "parameters": {"minptime": 10, "useinbandfec": 1, "usedtx": 0, "sprop-stereo": 0},
            "rtcpFeedback": [{"type": "nack", "parameter": ""}],
        }
    ],
    "headerExtensions": [
        {"uri": MID, "id": 4, "encrypt": False, "parameters": {}},
        {"uri": AUDIO_LEVEL, "id": 1, "encrypt": False, "parameters": {}},
    ],
    "encodings": [{"ssrc": 2_914_511_231, "dtx": False}],
    "rtcp": {"cname": "bPfkVWnrmc4MTMgD", "reducedSize": True},
    "msid": "- 3b2e",
}

CHROMIUM_SIMULCAST: dict[str, object] = {
    "mid": "1",
    "codecs": [
        {
            "mimeType": "video/VP8",
            "payloadType": 96,
            "clockRate": 90000,
            "parameters": {},
            "rtcpFeedback": [
                {"type": "transport-cc", "parameter": ""},
                {"type": "ccm", "parameter": "fir"},
                {"type": "nack", "parameter": ""},
                {"type": "nack", "parameter": "pli"},
            ],
        },
        {
            "mimeType": "video/rtx",
            "payloadType": 97,
            "clockRate": 90000,
            "parameters": {"apt": 96},
            "rtcpFeedback": [],
        },
    ],
    "headerExtensions": [
        {"uri": MID, "id": 4, "encrypt": False, "parameters": {}},
        {"uri": RID, "id": 10, "encrypt": False, "parameters": {}},
        {"uri": REPAIRED_RID, "id": 11, "encrypt": False, "parameters": {}},
        {"uri": ABS_SEND_TIME, "id": 2, "encrypt": False, "parameters": {}},
        {"uri": TRANSPORT_CC, "id": 3, "encrypt": False, "parameters": {}},
    ],
    "encodings": [
        {"rid": "r0", "active": True, "scaleResolutionDownBy": 4, "maxBitrate": 150000, "scalabilityMode": "L1T3"},
        {"rid": "r1", "active": True, "scaleResolutionDownBy": 2, "maxBitrate": 500000, "scalabilityMode": "L1T3"},
        {"rid": "r2", "active": True, "scaleResolutionDownBy": 1, "maxBitrate": 1500000, "scalabilityMode": "L1T3"},
    ],
    "rtcp": {"cname": "bPfkVWnrmc4MTMgD", "reducedSize": True},
}

PYMEDIASOUP_VIDEO: dict[str, object] = {
    "mid": "1",
    "msid": None,
    "codecs": [
        {
            "mimeType": "video/VP8",
            "clockRate": 90000,
            "channels": None,
            "rtcpFeedback": [{"type": "nack", "parameter": ""}, {"type": "nack", "parameter": "pli"}],
            "parameters": {},
            "payloadType": 97,
        },
        {
            "mimeType": "video/rtx",
            "clockRate": 90000,
            "channels": None,
            "rtcpFeedback": [],
            "parameters": {"apt": 97},
            "payloadType": 98,
        },
    ],
    "headerExtensions": [
        {"uri": MID, "id": 1, "encrypt": False, "parameters": {}},
        {"uri": ABS_SEND_TIME, "id": 3, "encrypt": False, "parameters": {}},
    ],
    "encodings": [
        {
            "ssrc": 1_003_112_201,
            "rid": None,
            "codecPayloadType": None,
            "rtx": {"ssrc": 902_281_116},
            "dtx": False,
            "scalabilityMode": None,
            "scaleResolutionDownBy": None,
        }
    ],
    "rtcp": {"cname": "{5ad8}", "reducedSize": True, "mux": True},
}

PYMEDIASOUP_AUDIO: dict[str, object] = {
    "mid": "0",
    "codecs": [
        {
            "mimeType": "audio/opus",
            "clockRate": 48000,
            "channels": 2,
            "rtcpFeedback": [],
            "parameters": {},
            "payloadType": 96,
        }
    ],
    "headerExtensions": [{"uri": MID, "id": 1}, {"uri": AUDIO_LEVEL, "id": 2}],
    "encodings": [{"ssrc": 77_001, "rid": None, "rtx": None}],
    "rtcp": {"cname": "{5ad8}", "reducedSize": True, "mux": True},
}

RECEIVER: dict[str, object] = {
    "codecs": [
        {
            "kind": "audio",
            "mimeType": "audio/opus",
            "preferredPayloadType": 100,
            "clockRate": 48000,
            "channels": 2,
            "parameters": {"minptime": 10, "useinbandfec": 1},
            "rtcpFeedback": [{"type": "transport-cc", "parameter": ""}],
        },
        {
            "kind": "video",
            "mimeType": "video/VP8",
            "preferredPayloadType": 101,
            "clockRate": 90000,
            "parameters": {},
            "rtcpFeedback": [
                {"type": "nack", "parameter": ""},
                {"type": "nack", "parameter": "pli"},
                {"type": "ccm", "parameter": "fir"},
                {"type": "goog-remb", "parameter": ""},
                {"type": "transport-cc", "parameter": ""},
            ],
        },
        {
            "kind": "video",
            "mimeType": "video/rtx",
            "preferredPayloadType": 102,
            "clockRate": 90000,
            "parameters": {"apt": 101},
            "rtcpFeedback": [],
        },
    ],
    "headerExtensions": [
        {"kind": "audio", "uri": MID, "preferredId": 1, "preferredEncrypt": False, "direction": "sendrecv"},
        {"kind": "video", "uri": MID, "preferredId": 1, "preferredEncrypt": False, "direction": "sendrecv"},
        {"kind": "audio", "uri": AUDIO_LEVEL, "preferredId": 6, "preferredEncrypt": False, "direction": "sendrecv"},
        {"kind": "video", "uri": TRANSPORT_CC, "preferredId": 5, "preferredEncrypt": False, "direction": "sendrecv"},
    ],
}

DTLS: dict[str, object] = {
    "role": "client",
    "fingerprints": [{"algorithm": "sha-256", "value": ":".join(["AB"] * 32)}],
}


def changed(original: dict[str, object], **changes: object) -> dict[str, object]:
    """A deep copy with some top-level fields replaced."""
    return {**copy.deepcopy(original), **changes}
