"""Whether people are all right, and that nobody else hears of the question."""

from dataclasses import replace

import pytest

from signaling.room import (
    CheckOn,
    CloseSideRoom,
    Command,
    FloorMode,
    Here,
    Leave,
    Link,
    OpenSideRoom,
    PersonView,
    React,
    ReactionKind,
    Refusal,
    ReportMedia,
    SeatId,
    SetDevices,
    SetFloorMode,
    SetShield,
    SignalSupport,
    SupportKind,
)
from tests.signaling.room.meeting import ANA, BEN, CYD, DANA, ELI, Meeting, a_meeting, a_setup, as_json

TEN_MIN_MS = 10 * 60_000
A_MINUTE_MS = 60_000


def report(links: Link | dict[SeatId, Link], speech_ms: dict[SeatId, int] | None = None) -> ReportMedia:
    links = links if isinstance(links, dict) else dict.fromkeys((ANA, BEN, CYD), links)
    return ReportMedia(speech_ms or {}, links)


def a_watched_meeting(link: Link = Link.GOOD) -> Meeting:
    """A group of which Ana alone has media that arrive; the others' are not known about."""
    meeting = a_meeting(a_setup(facilitators=[DANA, ELI]))
    meeting.send(report({ANA: link}))
    return meeting


def person(meeting: Meeting, seat: SeatId = ANA) -> PersonView:
    facilitation = meeting.seen_by(DANA).facilitation
    assert facilitation is not None
    return next(one for one in facilitation.people if one.seat == seat)


def is_asked(meeting: Meeting, seat: SeatId = ANA) -> bool:
    return meeting.seen_by(seat).me.check is not None


@pytest.mark.parametrize("link", [Link.GOOD, Link.WEAK])
def test_who_is_not_heard_of_for_ten_minutes_is_asked_privately(link: Link) -> None:
    meeting = a_watched_meeting(link)
    meeting.wait(TEN_MIN_MS - 1)
    assert not is_asked(meeting)
    before = [as_json(meeting.seen_by(seat)) for seat in (BEN, CYD)]

    meeting.wait(1)

    assert meeting.seen_by(ANA).me.check == meeting.now
    assert [as_json(meeting.seen_by(seat)) for seat in (BEN, CYD)] == before
    assert not person(meeting).unresponsive


def test_the_facilitators_are_told_when_there_is_no_answer_within_a_minute() -> None:
    meeting = a_watched_meeting()
    meeting.wait(TEN_MIN_MS + A_MINUTE_MS - 1)
    assert not person(meeting).unresponsive
    before = [as_json(meeting.seen_by(seat)) for seat in (BEN, CYD)]

    meeting.wait(1)

    assert person(meeting).unresponsive
    assert [as_json(meeting.seen_by(seat)) for seat in (BEN, CYD)] == before


@pytest.mark.parametrize(
    "sign",
    [
        Here(ANA),
        SetDevices(ANA, microphone=True, camera=True),
        React(ANA, ReactionKind.AGREE),
        SignalSupport(ANA, SupportKind.TAKE_A_MOMENT),
        report({}, {ANA: 40}),
    ],
    ids=lambda c: type(c).__name__,
)
def test_any_sign_of_life_answers(sign: Command) -> None:
    asked = a_watched_meeting()
    asked.wait(TEN_MIN_MS)
    asked.send(sign)
    assert not is_asked(asked)

    alarmed = a_watched_meeting()
    alarmed.wait(TEN_MIN_MS + A_MINUTE_MS)
    alarmed.send(sign)
    assert not person(alarmed).unresponsive

    lively = a_watched_meeting()
    lively.wait(TEN_MIN_MS - 1)
    lively.send(sign)
    lively.wait(TEN_MIN_MS - 1)
    assert not is_asked(lively)
    lively.wait(1)
    assert is_asked(lively)


def test_speech_counts_for_who_spoke_alone() -> None:
    meeting = a_watched_meeting()
    meeting.wait(TEN_MIN_MS - 1)

    meeting.send(report({}, {BEN: 5_000, ANA: 0}))
    meeting.wait(1)

    assert is_asked(meeting)


def test_here_is_noted_once_a_minute_at_most() -> None:
    meeting = a_watched_meeting()
    meeting.wait(A_MINUTE_MS - 1)
    assert meeting.send(Here(ANA)) == []
    meeting.wait(1)

    assert len(meeting.send(Here(ANA))) == 1


def test_a_return_is_a_sign_of_life() -> None:
    meeting = a_watched_meeting()
    meeting.wait(TEN_MIN_MS - 1)
    meeting.drop(ANA)
    meeting.connect(ANA)

    meeting.wait(TEN_MIN_MS - 1)

    assert not is_asked(meeting)


def test_a_frozen_network_is_shown_as_that_instead() -> None:
    meeting = a_watched_meeting(Link.FROZEN)
    meeting.wait(2 * TEN_MIN_MS)
    assert not is_asked(meeting)
    assert person(meeting).connection is Link.FROZEN

    alarmed = a_watched_meeting()
    alarmed.wait(TEN_MIN_MS + A_MINUTE_MS)
    alarmed.send(report(Link.FROZEN))
    assert (person(alarmed).connection, person(alarmed).unresponsive) == (Link.FROZEN, False)

    alarmed.send(report(Link.GOOD))
    alarmed.wait(TEN_MIN_MS - 1)
    assert not is_asked(alarmed), "silence counts from when media arrive again"


def test_nobody_is_asked_of_whose_media_nothing_is_known() -> None:
    meeting = a_watched_meeting()
    meeting.wait(2 * TEN_MIN_MS)

    assert not is_asked(meeting, BEN)
    assert person(meeting, BEN).connection is Link.UNKNOWN


def test_a_question_is_taken_back_when_the_network_freezes() -> None:
    meeting = a_watched_meeting()
    meeting.wait(TEN_MIN_MS)

    meeting.send(report(Link.FROZEN))
    meeting.wait(A_MINUTE_MS)

    assert not is_asked(meeting)
    assert not person(meeting).unresponsive


def test_good_and_weak_are_told_apart_without_starting_anew() -> None:
    meeting = a_watched_meeting()
    meeting.wait(TEN_MIN_MS - 1)

    meeting.send(report(Link.WEAK))
    meeting.wait(1)

    assert person(meeting).connection is Link.WEAK
    assert is_asked(meeting)


def test_never_in_a_silence_and_its_time_does_not_count() -> None:
    meeting = a_watched_meeting()
    meeting.wait(TEN_MIN_MS - 1)
    meeting.send(SetFloorMode(DANA, FloorMode.QUIET, 1200))
    meeting.wait(2 * TEN_MIN_MS)
    assert not is_asked(meeting)

    meeting.send(SetFloorMode(DANA, FloorMode.OPEN))
    meeting.wait(TEN_MIN_MS - 1)
    assert not is_asked(meeting)
    meeting.wait(1)
    assert is_asked(meeting)


def test_a_silence_takes_the_question_back() -> None:
    meeting = a_watched_meeting()
    meeting.wait(TEN_MIN_MS)

    meeting.send(SetFloorMode(DANA, FloorMode.QUIET))

    assert not is_asked(meeting)
    meeting.wait(A_MINUTE_MS)
    assert not person(meeting).unresponsive


def test_never_on_hold_and_its_time_does_not_count() -> None:
    meeting = a_watched_meeting()
    meeting.wait(TEN_MIN_MS - 5_000)
    meeting.drop(DANA, ELI)
    meeting.wait(TEN_MIN_MS)
    assert not is_asked(meeting)
    meeting.connect(DANA)

    meeting.wait(TEN_MIN_MS - 1)

    assert not is_asked(meeting)


def test_a_hold_takes_every_question_back() -> None:
    meeting = a_watched_meeting()
    meeting.send(CheckOn(DANA, ANA))
    meeting.drop(DANA, ELI)

    meeting.wait(A_MINUTE_MS)

    assert not is_asked(meeting)
    meeting.connect(DANA)
    assert not person(meeting).unresponsive


def test_nobody_is_asked_behind_a_shield() -> None:
    meeting = a_watched_meeting()
    meeting.send(SetShield(ANA, up=True))

    meeting.wait(2 * TEN_MIN_MS)

    assert not is_asked(meeting)


def test_nobody_is_asked_aside() -> None:
    meeting = a_watched_meeting()
    meeting.send(OpenSideRoom(DANA, ANA))
    meeting.wait(2 * TEN_MIN_MS)
    assert not is_asked(meeting)

    meeting.send(CloseSideRoom(DANA))
    meeting.wait(TEN_MIN_MS - 1)
    assert not is_asked(meeting)


def test_a_group_may_do_without() -> None:
    meeting = a_meeting(replace(a_setup(), unresponsive_after_ms=None))
    meeting.send(report(Link.GOOD))

    meeting.wait(80 * 60_000)

    assert not is_asked(meeting)


def test_a_facilitator_asks_by_hand_in_a_silence_too() -> None:
    meeting = a_watched_meeting(Link.UNKNOWN)
    meeting.send(SetFloorMode(DANA, FloorMode.QUIET))
    before = as_json(meeting.seen_by(BEN))

    meeting.send(CheckOn(DANA, ANA))
    assert is_asked(meeting)
    assert meeting.send(CheckOn(ELI, ANA)) == []
    meeting.wait(A_MINUTE_MS)

    assert person(meeting).unresponsive
    assert as_json(meeting.seen_by(BEN)) == before


def test_only_members_who_are_there_are_asked() -> None:
    meeting = a_watched_meeting()
    meeting.send(Leave(BEN))
    meeting.drop(CYD)

    assert meeting.refused(CheckOn(DANA, ELI)) is Refusal.NOT_PERMITTED
    assert meeting.refused(CheckOn(DANA, BEN)) is Refusal.NOT_PRESENT
    assert meeting.refused(CheckOn(DANA, CYD)) is Refusal.NOT_PRESENT
    assert meeting.refused(Here(BEN)) is Refusal.NOT_PRESENT
    assert meeting.refused(Here(DANA)) is Refusal.NOT_PERMITTED


def test_a_check_ends_with_the_connection() -> None:
    meeting = a_watched_meeting()
    meeting.send(CheckOn(DANA, ANA))
    meeting.drop(ANA)

    meeting.wait(A_MINUTE_MS)

    assert not person(meeting).unresponsive
