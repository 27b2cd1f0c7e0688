"""Guests: in only with everybody's consent, and nobody learns whose was missing."""

from collections.abc import Sequence

import pytest

from signaling.room import (
    Admit,
    AdmitAll,
    Answer,
    AnswerGuest,
    Consent,
    GuestQuestionView,
    GuestView,
    Leave,
    OpenRoom,
    Refusal,
    Remove,
    SeatId,
    SeatState,
    SendToLobby,
)
from tests.signaling.room.meeting import ANA, BEN, CYD, DANA, DEV, ELI, Meeting, a_meeting, a_setup, as_json


def a_group_with_a_guest(welcome: Sequence[SeatId] = ()) -> Meeting:
    """Ana and Ben in the room, Cyd never there, Dev the guest in the lobby."""
    meeting = Meeting(a_setup([ANA, BEN, CYD], guests=[DEV], welcome=welcome))
    meeting.connect(DANA)
    meeting.send(OpenRoom(DANA))
    for seat in (ANA, BEN):
        meeting.connect(seat)
    meeting.send(AdmitAll(DANA))
    meeting.connect(DEV)
    return meeting


def the_guest(meeting: Meeting) -> GuestView:
    facilitation = meeting.seen_by(DANA).facilitation
    assert facilitation is not None
    (guest,) = facilitation.guests
    return guest


def test_each_member_is_asked_and_no_guest() -> None:
    meeting = a_group_with_a_guest()

    assert meeting.seen_by(ANA).me.guest_questions == (GuestQuestionView(DEV, "Dev"),)
    assert meeting.seen_by(DEV).me.guest_questions == ()
    assert meeting.seen_by(DANA).me.guest_questions == ()


def test_a_member_who_waits_is_asked_too() -> None:
    meeting = a_group_with_a_guest()
    meeting.connect(CYD)

    meeting.send(AnswerGuest(CYD, DEV, agree=True))

    assert meeting.seen_by(CYD).me.guest_questions == ()
    assert the_guest(meeting).missing == 2


def test_the_result_is_told_only_when_all_have_answered_present_or_not() -> None:
    meeting = a_group_with_a_guest()
    meeting.all_do(AnswerGuest(ANA, DEV, agree=False), AnswerGuest(BEN, DEV, agree=True))
    assert the_guest(meeting) == GuestView(DEV, "Dev", Consent.OPEN, missing=1)

    meeting.connect(CYD)
    meeting.send(AnswerGuest(CYD, DEV, agree=True))

    assert the_guest(meeting) == GuestView(DEV, "Dev", Consent.REFUSED, missing=0)


def test_a_refusal_looks_the_same_whoever_refused() -> None:
    seen = []
    for refuses in (ANA, BEN):
        meeting = a_group_with_a_guest(welcome=[CYD])
        meeting.all_do(AnswerGuest(ANA, DEV, agree=refuses != ANA), AnswerGuest(BEN, DEV, agree=refuses != BEN))
        seen.append([as_json(meeting.seen_by(seat)) for seat in (DANA, ANA, BEN, DEV)])

    assert seen[0] == seen[1]


def test_an_answer_changes_not_one_byte_for_the_others() -> None:
    meeting = a_group_with_a_guest()
    before = [as_json(meeting.seen_by(seat)) for seat in (BEN, DEV)]

    meeting.send(AnswerGuest(ANA, DEV, agree=False))

    assert [as_json(meeting.seen_by(seat)) for seat in (BEN, DEV)] == before


def test_a_guest_comes_in_only_when_everybody_has_agreed() -> None:
    meeting = a_group_with_a_guest(welcome=[CYD])
    meeting.send(AnswerGuest(ANA, DEV, agree=True))
    assert meeting.refused(Admit(DANA, DEV)) is Refusal.NO_CONSENT

    meeting.send(AnswerGuest(BEN, DEV, agree=True))
    meeting.send(Admit(DANA, DEV))

    assert meeting.seat(DEV).present


def test_one_refusal_keeps_the_guest_out() -> None:
    meeting = a_group_with_a_guest(welcome=[BEN, CYD])
    meeting.send(AnswerGuest(ANA, DEV, agree=False))

    assert meeting.refused(Admit(DANA, DEV)) is Refusal.NO_CONSENT


def test_nobody_is_put_out_to_get_round_a_refusal() -> None:
    meeting = a_group_with_a_guest(welcome=[CYD])
    meeting.all_do(AnswerGuest(ANA, DEV, agree=False), AnswerGuest(BEN, DEV, agree=True), Remove(DANA, ANA))

    assert the_guest(meeting).consent is Consent.REFUSED
    assert meeting.refused(Admit(DANA, DEV)) is Refusal.NO_CONSENT


def test_answers_given_beforehand_count() -> None:
    meeting = a_group_with_a_guest(welcome=[ANA, BEN, CYD])

    assert meeting.seen_by(ANA).me.guest_questions == ()
    meeting.send(Admit(DANA, DEV))
    assert meeting.seat(DEV).present


def test_all_are_admitted_but_a_guest_without_consent() -> None:
    meeting = a_group_with_a_guest()
    assert meeting.refused(AdmitAll(DANA)) is Refusal.NOT_IN_LOBBY
    meeting.connect(CYD)

    meeting.send(AdmitAll(DANA))

    assert meeting.seat(CYD).present
    assert meeting.seat(DEV).state is SeatState.LOBBY


def test_a_member_may_think_again_until_the_last_answer() -> None:
    meeting = a_group_with_a_guest(welcome=[CYD])
    meeting.all_do(AnswerGuest(ANA, DEV, agree=False), AnswerGuest(ANA, DEV, agree=True))
    assert meeting.send(AnswerGuest(ANA, DEV, agree=True)) == []
    meeting.send(AnswerGuest(BEN, DEV, agree=True))

    assert meeting.seat(DEV).answers == (Answer(CYD, agree=True), Answer(ANA, agree=True), Answer(BEN, agree=True))
    assert meeting.refused(AnswerGuest(ANA, DEV, agree=False)) is Refusal.UNKNOWN_SEAT


def test_nobody_is_asked_about_a_guest_who_was_turned_away() -> None:
    meeting = a_group_with_a_guest()
    meeting.send(Remove(DANA, DEV))

    assert meeting.seen_by(ANA).me.guest_questions == ()
    assert meeting.refused(AnswerGuest(ANA, DEV, agree=True)) is Refusal.UNKNOWN_SEAT


@pytest.mark.parametrize("about", [BEN, DANA, SeatId("seat-zoe")])
def test_there_is_no_vote_on_anybody_else(about: SeatId) -> None:
    assert a_group_with_a_guest().refused(AnswerGuest(ANA, about, agree=True)) is Refusal.UNKNOWN_SEAT


def test_only_members_who_are_there_answer() -> None:
    meeting = a_group_with_a_guest()
    meeting.send(Leave(BEN))

    assert meeting.refused(AnswerGuest(DEV, DEV, agree=True)) is Refusal.NOT_PERMITTED
    assert meeting.refused(AnswerGuest(DANA, DEV, agree=True)) is Refusal.NOT_PERMITTED
    assert meeting.refused(AnswerGuest(BEN, DEV, agree=True)) is Refusal.NOT_PRESENT
    assert meeting.refused(AnswerGuest(CYD, DEV, agree=True)) is Refusal.NOT_PRESENT


def test_a_hold_is_no_time_for_it() -> None:
    meeting = a_group_with_a_guest()
    meeting.drop(DANA)
    meeting.wait(10_000)

    assert meeting.refused(AnswerGuest(ANA, DEV, agree=True)) is Refusal.WRONG_PHASE


def test_a_guest_sent_out_for_a_moment_may_come_back() -> None:
    meeting = a_meeting(a_setup([ANA, BEN], [DANA, ELI], guests=[DEV]))

    meeting.all_do(SendToLobby(DANA, DEV), Admit(DANA, DEV))

    assert meeting.seat(DEV).present
