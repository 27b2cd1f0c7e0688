"""Several facilitators, one of them in charge."""

from signaling.room import HandLead, Refusal
from tests.signaling.room.meeting import ANA, DANA, ELI, Meeting, a_meeting, a_setup


def two_facilitators() -> Meeting:
    return a_meeting(a_setup(facilitators=[DANA, ELI]))


def test_the_lead_is_handed_to_another_facilitator() -> None:
    meeting = two_facilitators()

    meeting.send(HandLead(DANA, ELI))

    assert meeting.seen_by(ELI).me.lead
    assert [seat.seat for seat in meeting.seen_by(ANA).circle if seat.lead] == [ELI]
    assert meeting.send(HandLead(ELI, ELI)) == []


def test_only_the_lead_hands_it_on() -> None:
    meeting = two_facilitators()

    assert meeting.refused(HandLead(ELI, ELI)) is Refusal.NOT_PERMITTED
    assert meeting.refused(HandLead(ANA, ELI)) is Refusal.NOT_PERMITTED


def test_it_goes_to_facilitators_who_are_there() -> None:
    meeting = two_facilitators()
    assert meeting.refused(HandLead(DANA, ANA)) is Refusal.NOT_PERMITTED
    meeting.drop(ELI)

    assert meeting.refused(HandLead(DANA, ELI)) is Refusal.NOT_PRESENT


def test_it_goes_over_by_itself_when_the_lead_drops_and_stays_there() -> None:
    meeting = two_facilitators()

    meeting.drop(DANA)
    assert meeting.room.lead == ELI
    meeting.connect(DANA)

    assert meeting.room.lead == ELI
