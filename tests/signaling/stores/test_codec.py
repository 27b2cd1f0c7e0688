"""Rooms and events as bytes and back."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.room import (
    Event,
    LockSet,
    RequestFloor,
    SendToLobby,
    SetFloorMode,
    SignalSupport,
    StartRound,
    SupportKind,
    open_room,
)
from signaling.room.floor import FloorMode
from signaling.stores import NotReadable, decode_event, decode_room, encode_event, encode_room
from tests.signaling.room.meeting import ANA, BEN, CYD, DANA, a_meeting, a_setup
from tests.signaling.room.steady import STEADY

# Shares of speech: JSON has no word for what is not a number.
st.register_type_strategy(float, st.floats(0, 1))


def test_a_new_room_comes_back_equal() -> None:
    room = open_room(a_setup())

    assert decode_room(encode_room(room)) == room


def test_a_room_in_full_swing_comes_back_equal() -> None:
    meeting = a_meeting()
    meeting.all_do(SetFloorMode(DANA, FloorMode.QUEUE), RequestFloor(CYD), StartRound(DANA, 120))
    meeting.all_do(SignalSupport(BEN, SupportKind.URGENT), SendToLobby(DANA, ANA))
    meeting.drop(DANA)

    restored = decode_room(encode_room(meeting.room))

    assert restored == meeting.room
    assert type(restored.seats[0].role) is type(meeting.room.seats[0].role)


@pytest.mark.parametrize("kind", get_args(Event), ids=lambda kind: kind.__name__)
def test_every_event_comes_back_equal(kind: type[Event]) -> None:
    @STEADY
    @given(st.from_type(kind))
    def comes_back(event: Event) -> None:
        assert decode_event(encode_event(event)) == event

    comes_back()


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"null", b'{"room": 7}', b"\xff\xfe"])
def test_what_is_no_room_is_told_apart(data: bytes) -> None:
    with pytest.raises(NotReadable):
        decode_room(data)


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b'["LockSet"]', b'["NoSuchThing", {}]', b'["LockSet", {}]', b'["LockSet", {"locked": 1}]', b"\xff"],
)
def test_what_is_no_event_is_told_apart(data: bytes) -> None:
    with pytest.raises(NotReadable):
        decode_event(data)


def test_a_field_of_a_later_version_is_ignored() -> None:
    assert decode_event(b'["LockSet", {"locked": true, "why": "late"}]') == LockSet(locked=True)
