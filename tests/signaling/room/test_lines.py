"""Written lines: to whom they may go, and that nobody else learns of them."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from signaling.room import (
    LINE_LIFE_MS,
    LINES_A_MINUTE,
    Audience,
    Chat,
    Disconnect,
    KeyView,
    Leave,
    Refusal,
    Sealed,
    SeatId,
    SetChat,
    SetKey,
    Write,
)
from signaling.room.line import Addressee
from tests.signaling.room.meeting import ANA, BEN, CYD, DANA, DEV, ELI, Meeting, a_meeting, a_setup, as_json

EVERYBODY = (DANA, ELI, ANA, BEN, CYD)


def key_of(seat: SeatId) -> str:
    return f"key-of-{seat}"


def a_group(chat: Chat = Chat.OFF) -> Meeting:
    """Dana, Eli, Ana, Ben and Cyd, and Dev in the lobby, all with keys."""
    meeting = a_meeting(replace(a_setup([ANA, BEN, CYD, DEV], [DANA, ELI], capacity=3), chat=chat))
    meeting.all_do(*(SetKey(seat, key_of(seat)) for seat in (*EVERYBODY, DEV)))
    return meeting


def a_line(by: SeatId, to: Addressee, readers: Sequence[SeatId]) -> Write:
    return Write(by, to, [Sealed(seat, f"box-for-{seat}") for seat in readers])


def keys_of(meeting: Meeting, viewer: SeatId) -> list[SeatId]:
    return [key.seat for key in meeting.seen_by(viewer).room.keys]


def test_a_member_writes_to_the_facilitators_and_nobody_else_hears_of_it() -> None:
    meeting = a_group()
    before = [as_json(meeting.seen_by(seat)) for seat in (ANA, BEN, CYD, DEV)]

    meeting.send(a_line(ANA, Audience.FACILITATORS, [DANA, ELI]))

    for facilitator in (DANA, ELI):
        (line,) = meeting.seen_by(facilitator).me.lines
        assert line["from"] == ANA
        assert (line["to"], line["at_ms"], line["box"]) == ("facilitators", meeting.now, f"box-for-{facilitator}")
    assert [as_json(meeting.seen_by(seat)) for seat in (ANA, BEN, CYD, DEV)] == before


def test_a_facilitator_writes_to_one_member() -> None:
    meeting = a_group()
    before = [as_json(meeting.seen_by(seat)) for seat in (DANA, ELI, BEN, CYD, DEV)]

    meeting.send(a_line(DANA, ANA, [ANA]))

    (line,) = meeting.seen_by(ANA).me.lines
    assert (line["from"], line["to"], line["box"]) == (DANA, "me", f"box-for-{ANA}")
    assert [as_json(meeting.seen_by(seat)) for seat in (DANA, ELI, BEN, CYD, DEV)] == before


def test_who_waits_and_who_is_held_can_write_to_the_facilitators() -> None:
    meeting = a_group()
    meeting.send(a_line(DEV, Audience.FACILITATORS, [DANA]))
    meeting.send(a_line(DANA, DEV, [DEV]))
    meeting.drop(DANA, ELI)
    meeting.wait(10_000)

    meeting.send(a_line(BEN, Audience.FACILITATORS, [DANA]))
    meeting.connect(DANA)

    assert [line["from"] for line in meeting.seen_by(DANA).me.lines] == [DEV, BEN]
    assert [line["from"] for line in meeting.seen_by(DEV).me.lines] == [DANA]


def test_a_member_writes_to_no_other_member() -> None:
    meeting = a_group(Chat.ALL)
    before = meeting.room

    assert meeting.refused(a_line(ANA, BEN, [BEN])) is Refusal.NOT_PERMITTED
    assert meeting.refused(a_line(ANA, DANA, [DANA])) is Refusal.NOT_PERMITTED
    assert meeting.refused(a_line(ANA, Audience.FACILITATORS, [DANA, BEN])) is Refusal.NOT_PERMITTED
    assert meeting.refused(a_line(ANA, Audience.ALL, [DEV])) is Refusal.NOT_PERMITTED
    assert meeting.refused(a_line(DANA, ANA, [BEN])) is Refusal.NOT_PERMITTED
    assert meeting.room == before


def test_a_line_to_all_goes_to_the_circle_where_the_group_has_that() -> None:
    meeting = a_group()
    assert meeting.refused(a_line(ANA, Audience.ALL, [BEN])) is Refusal.CHAT_OFF
    meeting.send(SetChat(DANA, Chat.ALL))
    assert meeting.seen_by(ANA).room.chat is Chat.ALL

    meeting.send(a_line(ANA, Audience.ALL, [BEN, DANA]))

    assert [line["to"] for seat in (BEN, DANA) for line in meeting.seen_by(seat).me.lines] == ["all", "all"]
    assert meeting.seen_by(CYD).me.lines == ()
    assert meeting.refused(a_line(DEV, Audience.ALL, [BEN])) is Refusal.CHAT_OFF
    assert meeting.send(SetChat(DANA, Chat.ALL)) == []


def test_a_line_goes_after_a_minute() -> None:
    meeting = a_group()
    meeting.send(a_line(ANA, Audience.FACILITATORS, [DANA]))

    meeting.wait(LINE_LIFE_MS - 1)
    assert len(meeting.seen_by(DANA).me.lines) == 1
    meeting.wait(1)

    assert meeting.seen_by(DANA).me.lines == ()
    assert meeting.room.lines == ()


def test_ten_lines_a_minute_are_enough() -> None:
    meeting = a_group()
    for _ in range(LINES_A_MINUTE):
        meeting.send(a_line(ANA, Audience.FACILITATORS, [DANA]))
    before = meeting.room
    assert meeting.refused(a_line(ANA, Audience.FACILITATORS, [DANA])) is Refusal.TOO_MANY_REQUESTS
    assert meeting.room == before
    meeting.send(a_line(BEN, Audience.FACILITATORS, [DANA]))

    meeting.wait(LINE_LIFE_MS)
    meeting.send(a_line(ANA, Audience.FACILITATORS, [DANA]))

    assert len({line["line"] for line in meeting.seen_by(DANA).me.lines}) == 1


def test_lines_are_told_apart_and_their_names_tell_nothing_of_others() -> None:
    quiet, lively = a_group(Chat.ALL), a_group(Chat.ALL)
    for _ in range(3):
        lively.send(a_line(DANA, ANA, [ANA]))
    for meeting in (quiet, lively):
        meeting.wait(5)
        meeting.send(a_line(DANA, Audience.ALL, [BEN]))
        meeting.send(a_line(DANA, Audience.ALL, [BEN]))

    assert as_json(quiet.seen_by(BEN)) == as_json(lively.seen_by(BEN))
    assert len({line["line"] for line in quiet.seen_by(BEN).me.lines}) == 2


@pytest.mark.parametrize(
    ("chat", "viewer", "keys"),
    [
        (Chat.OFF, ANA, [DANA, ELI]),
        (Chat.OFF, DEV, [DANA, ELI]),
        (Chat.OFF, DANA, [ELI, ANA, BEN, CYD, DEV]),
        (Chat.ALL, ANA, [DANA, ELI, BEN, CYD]),
        (Chat.ALL, DEV, [DANA, ELI]),
        (Chat.ALL, DANA, [ELI, ANA, BEN, CYD, DEV]),
    ],
)
def test_the_keys_that_somebody_may_seal_to(chat: Chat, viewer: SeatId, keys: list[SeatId]) -> None:
    assert keys_of(a_group(chat), viewer) == keys


def test_a_key_outlives_a_reload_and_not_another_device() -> None:
    meeting = a_group()
    meeting.drop(DANA)
    meeting.connect(DANA)
    assert meeting.seen_by(ANA).room.keys[0] == KeyView(DANA, key_of(DANA))

    meeting.connect(DANA, "laptop", takeover=True)
    assert keys_of(meeting, ANA) == [ELI]
    meeting.send(SetKey(DANA, "another-key"))

    assert meeting.seen_by(ANA).room.keys[0] == KeyView(DANA, "another-key")
    assert meeting.send(SetKey(DANA, "another-key")) == []


def test_nothing_is_sealed_to_who_has_gone() -> None:
    meeting = a_group(Chat.ALL)
    meeting.all_do(Leave(ELI), Leave(BEN))
    dev = meeting.seat(DEV).connection
    assert dev is not None
    meeting.send(Disconnect(DEV, dev))

    assert keys_of(meeting, ANA) == [DANA, CYD]
    assert keys_of(meeting, DANA) == [ANA, CYD]


def test_only_who_is_there_writes_and_has_a_key() -> None:
    meeting = a_group()
    meeting.send(Leave(ANA))

    assert meeting.refused(a_line(ANA, Audience.FACILITATORS, [DANA])) is Refusal.NOT_PRESENT
    assert meeting.refused(SetKey(ANA, "key")) is Refusal.NOT_PRESENT
    assert meeting.refused(SetChat(BEN, Chat.ALL)) is Refusal.NOT_PERMITTED


def test_a_line_to_nobody_known_is_refused() -> None:
    meeting = a_group()

    assert meeting.refused(a_line(DANA, SeatId("seat-zoe"), [ANA])) is Refusal.UNKNOWN_SEAT
    assert meeting.refused(a_line(ANA, Audience.FACILITATORS, [SeatId("seat-zoe")])) is Refusal.UNKNOWN_SEAT
