"""Coming late."""

from dataclasses import replace

import pytest

from signaling.room import Admit, AdmitAll, Leave, OpenRoom, Refusal, SeatState, SendToLobby
from tests.signaling.room.meeting import ANA, BEN, CYD, DANA, Meeting, a_setup

TEN_MIN_MS = 10 * 60_000


def a_room_that_began(*, late_after_ms: int | None = TEN_MIN_MS) -> Meeting:
    """Dana and Ana in the open room."""
    meeting = Meeting(replace(a_setup(), late_after_ms=late_after_ms))
    meeting.connect(DANA)
    meeting.send(OpenRoom(DANA))
    meeting.connect(ANA)
    meeting.send(Admit(DANA, ANA))
    return meeting


@pytest.mark.parametrize(("after_ms", "late"), [(TEN_MIN_MS - 1, False), (TEN_MIN_MS, True)])
def test_who_comes_after_that_is_late(after_ms: int, late: bool) -> None:
    meeting = a_room_that_began()
    meeting.wait(after_ms)

    meeting.connect(BEN)

    assert meeting.seen_by(BEN).me.late is late
    facilitation = meeting.seen_by(DANA).facilitation
    assert facilitation is not None
    assert [(one.seat, one.late) for one in facilitation.lobby] == [(BEN, late)]


def test_who_is_late_is_admitted_by_name_only() -> None:
    meeting = a_room_that_began()
    meeting.connect(BEN)
    meeting.wait(TEN_MIN_MS)
    meeting.connect(CYD)

    meeting.send(AdmitAll(DANA))
    assert meeting.seat(BEN).present
    assert meeting.seat(CYD).state is SeatState.LOBBY
    assert meeting.refused(AdmitAll(DANA)) is Refusal.NOT_IN_LOBBY

    meeting.send(Admit(DANA, CYD))
    assert meeting.seat(CYD).present
    assert not meeting.seen_by(CYD).me.late


def test_who_waited_in_time_is_not_late_for_a_reload() -> None:
    meeting = a_room_that_began()
    meeting.connect(BEN)
    meeting.wait(TEN_MIN_MS)

    meeting.drop(BEN)
    meeting.connect(BEN)

    assert not meeting.seen_by(BEN).me.late


def test_who_is_late_stays_so_over_a_reload() -> None:
    meeting = a_room_that_began()
    meeting.wait(TEN_MIN_MS)
    meeting.connect(BEN)

    meeting.drop(BEN)
    meeting.connect(BEN)

    assert meeting.seen_by(BEN).me.late


def test_who_was_there_already_is_late_only_after_leaving() -> None:
    meeting = a_room_that_began()
    meeting.wait(TEN_MIN_MS)
    meeting.drop(ANA)
    meeting.connect(ANA)
    meeting.send(SendToLobby(DANA, ANA))
    assert not meeting.seen_by(ANA).me.late

    meeting.send(Leave(ANA))
    meeting.connect(ANA)

    assert meeting.seen_by(ANA).me.late


def test_nobody_is_late_for_a_room_that_has_not_begun() -> None:
    meeting = Meeting(replace(a_setup(), late_after_ms=TEN_MIN_MS))
    meeting.wait(TEN_MIN_MS)

    meeting.connect(ANA)

    assert not meeting.seen_by(ANA).me.late


def test_a_group_may_do_without() -> None:
    meeting = a_room_that_began(late_after_ms=None)
    meeting.wait(80 * 60_000)

    meeting.connect(BEN)

    assert not meeting.seen_by(BEN).me.late
