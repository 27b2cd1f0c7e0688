"""Clients' parameters are read as meant, or refused with one error."""

import copy
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.errors import InvalidParameters
from media.events import Kind
from media.ortc import (
    consumer_parameters,
    consumer_stream,
    parse_capabilities,
    parse_dtls_parameters,
    parse_producer,
)
from media.rtp_capabilities import SENT_ANEW, router_capabilities
from media.rtp_stream import Encoding, HeaderExtensions, RtpStream
from tests.media.client_parameters import (
    AUDIO_LEVEL,
    CHROMIUM_AUDIO,
    CHROMIUM_SIMULCAST,
    DTLS,
    MID,
    PYMEDIASOUP_AUDIO,
    PYMEDIASOUP_VIDEO,
    RECEIVER,
    TRANSPORT_CC,
    changed,
)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=20,
)
PARSERS: list[tuple[Callable[[Any], object], dict[str, object]]] = [
    (lambda raw: parse_producer(raw, "video"), CHROMIUM_SIMULCAST),
    (lambda raw: parse_producer(raw, "audio"), CHROMIUM_AUDIO),
    (parse_capabilities, RECEIVER),
    (parse_dtls_parameters, DTLS),
]


def paths(value: object, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Where something can be replaced within a JSON value."""
    found = [at] if at else []
    if isinstance(value, dict):
        for key, inner in value.items():
            found += paths(inner, (*at, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            found += paths(inner, (*at, index))
    return found


def replaced(value: Any, path: tuple[str | int, ...], by: object) -> Any:
    copied = copy.deepcopy(value)
    inner = copied
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = by
    return copied


def test_simulcast_of_chromium_is_known_by_rid_smallest_first() -> None:
    stream = parse_producer(CHROMIUM_SIMULCAST, "video")

    assert stream == RtpStream(
        codec="vp8",
        payload_type=96,
        rtx_payload_type=97,
        clock_rate=90_000,
        mid="1",
        cname="bPfkVWnrmc4MTMgD",
        encodings=(Encoding(rid="r0"), Encoding(rid="r1"), Encoding(rid="r2")),
        extensions=HeaderExtensions(mid=4, rid=10, repaired_rid=11, abs_send_time=2, transport_cc=3),
        nack=True,
        pli=True,
        transport_cc=True,
    )


def test_encodings_listed_largest_first_are_turned_round() -> None:
    encodings = CHROMIUM_SIMULCAST["encodings"]
    assert isinstance(encodings, list)

    stream = parse_producer(changed(CHROMIUM_SIMULCAST, encodings=encodings[::-1]), "video")

    assert [encoding.rid for encoding in stream.encodings] == ["r0", "r1", "r2"]


def test_audio_of_chromium_carries_its_level() -> None:
    stream = parse_producer(CHROMIUM_AUDIO, "audio")

    assert (stream.payload_type, stream.rtx_payload_type, stream.transport_cc, stream.nack) == (111, None, False, True)
    assert stream.extensions == HeaderExtensions(mid=4, audio_level=1)
    assert stream.ssrcs == {2_914_511_231}


@pytest.mark.parametrize("uri", sorted(SENT_ANEW))
def test_sound_that_would_differ_when_sent_again_is_never_asked_for_again(uri: str) -> None:
    extensions = CHROMIUM_AUDIO["headerExtensions"]
    assert isinstance(extensions, list)
    stream = parse_producer(changed(CHROMIUM_AUDIO, headerExtensions=[*extensions, {"uri": uri, "id": 9}]), "audio")
    assert not stream.nack
    video = parse_producer(changed(CHROMIUM_SIMULCAST), "video")
    assert video.nack


def test_pymediasoup_is_known_by_ssrc() -> None:
    video, audio = parse_producer(PYMEDIASOUP_VIDEO, "video"), parse_producer(PYMEDIASOUP_AUDIO, "audio")

    assert video.encodings == (Encoding(ssrc=1_003_112_201, rtx_ssrc=902_281_116),)
    assert (video.nack, video.pli, video.transport_cc) == (True, True, False)
    assert audio.extensions == HeaderExtensions(mid=1, audio_level=2)


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        ("audio", CHROMIUM_SIMULCAST),
        ("video", CHROMIUM_AUDIO),
        ("video", changed(CHROMIUM_SIMULCAST, encodings=[])),
        ("video", changed(CHROMIUM_SIMULCAST, encodings=[{"rid": f"r{n}"} for n in range(4)])),
        ("video", changed(CHROMIUM_SIMULCAST, encodings=[{"rid": "r0"}, {"rid": "r0"}])),
        ("video", changed(CHROMIUM_SIMULCAST, encodings=[{"rid": "r0"}, {"ssrc": 5}])),
        ("video", changed(CHROMIUM_SIMULCAST, encodings=[{}])),
        ("video", changed(CHROMIUM_SIMULCAST, encodings=[{"ssrc": 0}])),
        ("video", changed(CHROMIUM_SIMULCAST, encodings=[{"ssrc": 1 << 32}])),
        ("video", changed(CHROMIUM_SIMULCAST, encodings=[{"ssrc": 5}, {"ssrc": 5}])),
        ("video", changed(PYMEDIASOUP_VIDEO, encodings=[{"ssrc": 5, "rtx": {"ssrc": 5}}])),
        ("video", changed(CHROMIUM_SIMULCAST, mid=None)),
        ("video", changed(CHROMIUM_SIMULCAST, mid="a b")),
        ("video", changed(CHROMIUM_SIMULCAST, mid="m" * 33)),
        ("video", changed(CHROMIUM_SIMULCAST, headerExtensions=[{"uri": MID, "id": 4}])),
        ("video", changed(CHROMIUM_SIMULCAST, headerExtensions=[{"uri": MID, "id": 4}, {"uri": "b", "id": 4}])),
        ("video", changed(CHROMIUM_SIMULCAST, headerExtensions=[{"uri": MID, "id": 4}, {"uri": MID, "id": 5}])),
        ("video", changed(CHROMIUM_SIMULCAST, headerExtensions=[{"uri": MID, "id": 0}])),
        ("audio", changed(CHROMIUM_AUDIO, encodings=[{"ssrc": 1}, {"ssrc": 2}])),
        ("audio", changed(CHROMIUM_AUDIO, codecs=[])),
        ("audio", changed(CHROMIUM_AUDIO, codecs=[{"mimeType": "audio/opus", "payloadType": 128, "clockRate": 48000}])),
        ("audio", changed(CHROMIUM_AUDIO, codecs=[{"mimeType": "audio/PCMU", "payloadType": 0, "clockRate": 8000}])),
        ("audio", None),
        ("audio", []),
    ],
)
def test_contradictory_parameters_are_refused(kind: Kind, raw: object) -> None:
    with pytest.raises(InvalidParameters) as refusal:
        parse_producer(raw, kind)
    assert refusal.value.code == "invalid_parameters"


@pytest.mark.parametrize(
    "raw",
    [
        changed(DTLS, fingerprints=[]),
        changed(DTLS, fingerprints=[{"algorithm": "sha-1", "value": "AB:CD"}]),
        changed(DTLS, fingerprints=[{"algorithm": "sha-256", "value": "not hexadecimal"}]),
        changed(DTLS, role="actpass"),
        {},
    ],
)
def test_dtls_parameters_need_a_good_fingerprint(raw: object) -> None:
    with pytest.raises(InvalidParameters):
        parse_dtls_parameters(raw)


def test_a_device_without_our_codecs_is_refused() -> None:
    with pytest.raises(InvalidParameters):
        parse_capabilities({"codecs": [{"kind": "video", "mimeType": "video/H264", "clockRate": 90000}]})


@pytest.mark.parametrize("which", range(len(PARSERS)))
@given(raw=json_values)
def test_arbitrary_json_is_refused_with_the_one_error(which: int, raw: object) -> None:
    parse, _ = PARSERS[which]
    with pytest.raises(InvalidParameters):
        parse(raw)


@pytest.mark.parametrize("which", range(len(PARSERS)))
@given(data=st.data())
def test_one_wrong_value_raises_nothing_else(which: int, data: st.DataObject) -> None:
    parse, valid = PARSERS[which]
    path = data.draw(st.sampled_from(paths(valid)))
    raw = replaced(valid, path, data.draw(json_values | st.just(2**70) | st.just("x" * 300)))
    with suppress(InvalidParameters):
        assert len(repr(parse(raw))) < 20_000


def test_router_capabilities_are_json_and_readable_as_a_receivers() -> None:
    capabilities = parse_capabilities(json.loads(json.dumps(router_capabilities())))

    assert set(capabilities.codecs) == {"audio", "video"}
    assert capabilities.codecs["video"].rtx


def test_a_consumer_is_one_stream_in_the_routers_numbers() -> None:
    receiver = parse_capabilities(RECEIVER)

    stream = consumer_stream("video", receiver, mid="3", cname="c", ssrc=70_000, rtx_ssrc=70_001)

    assert stream.encodings == (Encoding(ssrc=70_000, rtx_ssrc=70_001),)
    assert (stream.payload_type, stream.rtx_payload_type) == (101, 102)
    assert stream.extensions == HeaderExtensions(mid=1, transport_cc=5)
    assert (stream.nack, stream.pli, stream.transport_cc) == (True, True, True)
    assert consumer_parameters("video", receiver, stream) == {
        "mid": "3",
        "codecs": [
            {
                "mimeType": "video/VP8",
                "payloadType": 101,
                "clockRate": 90_000,
                "parameters": {},
                "rtcpFeedback": [
                    {"type": "nack", "parameter": ""},
                    {"type": "nack", "parameter": "pli"},
                    {"type": "ccm", "parameter": "fir"},
                    {"type": "transport-cc", "parameter": ""},
                ],
            },
            {
                "mimeType": "video/rtx",
                "payloadType": 102,
                "clockRate": 90_000,
                "parameters": {"apt": 101},
                "rtcpFeedback": [],
            },
        ],
        "headerExtensions": [
            {"uri": MID, "id": 1, "encrypt": False, "parameters": {}},
            {"uri": TRANSPORT_CC, "id": 5, "encrypt": False, "parameters": {}},
        ],
        "encodings": [{"ssrc": 70_000, "rtx": {"ssrc": 70_001}}],
        "rtcp": {"cname": "c", "reducedSize": True, "mux": True},
    }


def test_a_consumer_of_sound_keeps_the_level_and_no_feedback() -> None:
    receiver = parse_capabilities(RECEIVER)

    stream = consumer_stream("audio", receiver, mid="0", cname="c", ssrc=70_000, rtx_ssrc=70_001)
    parameters = consumer_parameters("audio", receiver, stream)

    assert stream.ssrcs == {70_000}
    assert parameters["headerExtensions"] == [
        {"uri": MID, "id": 1, "encrypt": False, "parameters": {}},
        {"uri": AUDIO_LEVEL, "id": 6, "encrypt": False, "parameters": {}},
    ]


def test_a_device_without_rtx_gets_none() -> None:
    codecs = RECEIVER["codecs"]
    assert isinstance(codecs, list)
    receiver = parse_capabilities(changed(RECEIVER, codecs=codecs[:2]))

    stream = consumer_stream("video", receiver, mid="0", cname="c", ssrc=70_000, rtx_ssrc=70_001)

    assert (stream.rtx_payload_type, stream.encodings) == (None, (Encoding(ssrc=70_000),))
    assert not stream.nack, "under the same SRTP index no packet is sent again"
    assert "'nack', 'parameter': ''" not in str(consumer_parameters("video", receiver, stream))
