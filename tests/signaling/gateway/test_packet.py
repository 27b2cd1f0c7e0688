"""Socket.IO packets from the net."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.gateway.packet import FRAME_EVENT, Frame, StrictJson, StrictPacket


def read(encoded: str | bytes) -> Any:
    return StrictPacket(encoded_packet=encoded)


def test_an_event_is_a_frame() -> None:
    packet = read('2/room,7["command",{"id":"c-1","type":"leave"}]')

    assert packet.data == [FRAME_EVENT, Frame("command", {"id": "c-1", "type": "leave"}, 7)]
    assert packet.id is None


def test_an_event_without_an_id_is_not_acknowledged() -> None:
    assert read('2/room,["command",null]').data == [FRAME_EVENT, Frame("command", None, None)]


def test_connect_and_disconnect_stay_what_they_are() -> None:
    connect, disconnect = read('0/room,{"token":"t"}'), read("1/room,")

    assert (connect.packet_type, connect.data, connect.namespace) == (0, {"token": "t"}, "/room")
    assert (disconnect.packet_type, disconnect.namespace) == (1, "/room")


@pytest.mark.parametrize(
    "encoded",
    [
        "",
        b"\x00\x01",
        "9",
        "2",
        '2["command",{}]',
        '2/other,["command",{}]',
        "2/room,[]",
        '2/room,["a","b","c"]',
        "2/room,[1,2]",
        '3/room,1["ok"]',
        '51-/room,["command",{"_placeholder":true,"num":0}]',
        '2/room,["command",NaN]',
        "2/room," + "[" * 5000,
        "2/room," + "1" * 101 + "[]",
    ],
)
def test_anything_else_is_no_frame(encoded: str | bytes) -> None:
    packet = read(encoded)

    assert packet.data == [FRAME_EVENT, None]
    assert (packet.packet_type, packet.namespace, packet.id, packet.attachment_count) == (2, "/room", None, 0)


@given(st.text(max_size=40).map(lambda text: "2/room," + text) | st.text(max_size=40) | st.binary(max_size=20))
def test_reading_raises_nothing(encoded: str | bytes) -> None:
    packet = read(encoded)

    assert packet.packet_type in {0, 1} or packet.data[0] == FRAME_EVENT


def test_json_is_strict() -> None:
    for text in ("NaN", '"\\ud800"', "{} {}", "[" * 10_000):
        with pytest.raises(ValueError):  # noqa: PT011 - the words are msgspec's
            StrictJson.loads(text)

    assert StrictJson.loads(StrictJson.dumps({"name": "Бен"}, separators=(",", ":"))) == {"name": "Бен"}
