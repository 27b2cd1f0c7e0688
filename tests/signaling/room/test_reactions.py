"""A quiet word to the circle."""

from dataclasses import replace

from signaling.room import Admit, Leave, React, Reaction, ReactionKind, Refusal, SendToLobby, later
from tests.signaling.room.meeting import ANA, BEN, CYD, DANA, Meeting, a_meeting, a_setup


def the_reaction(meeting: Meeting) -> ReactionKind | None:
    return next(seat.reaction for seat in meeting.seen_by(BEN).circle if seat.seat == ANA)


def test_a_reaction_is_seen_by_the_circle_for_eight_seconds() -> None:
    meeting = a_meeting()
    meeting.send(React(ANA, ReactionKind.WITH_YOU))

    meeting.wait(7_999)
    assert the_reaction(meeting) is ReactionKind.WITH_YOU
    meeting.wait(1)
    assert the_reaction(meeting) is None


def test_another_one_takes_its_place() -> None:
    meeting = a_meeting()
    meeting.send(React(ANA, ReactionKind.WITH_YOU))
    meeting.wait(5_000)

    meeting.send(React(ANA, ReactionKind.THANK_YOU))

    assert meeting.seat(ANA).reaction == Reaction(ReactionKind.THANK_YOU, later(meeting.now, 8_000))
    meeting.wait(7_999)
    assert the_reaction(meeting) is ReactionKind.THANK_YOU


def test_facilitators_react_too() -> None:
    meeting = a_meeting()

    meeting.send(React(DANA, ReactionKind.AGREE))

    assert [seat.reaction for seat in meeting.seen_by(BEN).circle if seat.seat == DANA] == [ReactionKind.AGREE]


def test_a_group_may_do_without_reactions() -> None:
    meeting = a_meeting(replace(a_setup(), reactions=False))

    assert not meeting.seen_by(ANA).room.reactions
    assert meeting.refused(React(ANA, ReactionKind.AGREE)) is Refusal.REACTIONS_OFF


def test_there_are_none_on_hold_and_none_from_the_lobby() -> None:
    meeting = a_meeting()
    meeting.send(Leave(CYD))
    meeting.connect(CYD)
    assert meeting.refused(React(CYD, ReactionKind.AGREE)) is Refusal.NOT_PRESENT
    meeting.drop(DANA)
    meeting.wait(10_000)

    assert meeting.refused(React(ANA, ReactionKind.AGREE)) is Refusal.WRONG_PHASE


def test_none_is_left_of_who_goes() -> None:
    meeting = a_meeting()

    meeting.all_do(React(ANA, ReactionKind.AGREE), SendToLobby(DANA, ANA), Admit(DANA, ANA))

    assert the_reaction(meeting) is None
