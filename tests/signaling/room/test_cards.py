"""Emergency cards: sealed to the facilitators, and every opening is seen by all of them."""

from collections.abc import Sequence
from dataclasses import replace

from signaling.room import (
    CardOpening,
    CardView,
    LeaveCard,
    OpenCard,
    PersonView,
    Refusal,
    Sealed,
    SeatId,
    SetKey,
)
from signaling.room.events import CardOpened
from tests.signaling.room.meeting import ANA, BEN, CYD, DANA, DEV, ELI, Meeting, a_meeting, a_setup, as_json


def a_group(*, asks: bool = True) -> Meeting:
    """Dana and Eli with keys, Ana, Ben and Cyd in the room, Dev in the lobby."""
    setup = replace(a_setup([ANA, BEN, CYD, DEV], [DANA, ELI], capacity=3), emergency_card=asks)
    meeting = a_meeting(setup)
    meeting.all_do(SetKey(DANA, "key-dana"), SetKey(ELI, "key-eli"))
    return meeting


def a_card(by: SeatId, readers: Sequence[SeatId] = (DANA, ELI), text: str = "card") -> LeaveCard:
    return LeaveCard(by, [Sealed(seat, f"{text}-of-{by}-for-{seat}") for seat in readers])


def person(meeting: Meeting, viewer: SeatId = DANA, seat: SeatId = ANA) -> PersonView:
    facilitation = meeting.seen_by(viewer).facilitation
    assert facilitation is not None
    return next(one for one in facilitation.people if one.seat == seat)


def cards(meeting: Meeting, viewer: SeatId) -> tuple[CardView, ...]:
    facilitation = meeting.seen_by(viewer).facilitation
    assert facilitation is not None
    return facilitation.cards


def test_a_card_is_there_for_the_facilitators_and_read_by_nobody_until_opened() -> None:
    meeting = a_group()
    before = [as_json(meeting.seen_by(seat)) for seat in (BEN, CYD, DEV)]
    assert not meeting.seen_by(ANA).me.card_left

    meeting.send(a_card(ANA))

    assert meeting.seen_by(ANA).me.card_left
    assert [person(meeting, viewer).card for viewer in (DANA, ELI)] == ["sealed", "sealed"]
    assert cards(meeting, DANA) == ()
    assert [as_json(meeting.seen_by(seat)) for seat in (BEN, CYD, DEV)] == before


def test_opening_gives_it_to_who_asked_and_tells_every_facilitator() -> None:
    meeting = a_group()
    meeting.send(a_card(ANA))
    before = [as_json(meeting.seen_by(seat)) for seat in (ANA, BEN, CYD, DEV)]

    events = meeting.send(OpenCard(DANA, ANA))

    assert events == [CardOpened(ANA, CardOpening(DANA, meeting.now))]
    assert cards(meeting, DANA) == (CardView(ANA, f"card-of-{ANA}-for-{DANA}"),)
    assert cards(meeting, ELI) == ()
    assert person(meeting, ELI).card_opened_by == (DANA,)
    assert [as_json(meeting.seen_by(seat)) for seat in (ANA, BEN, CYD, DEV)] == before


def test_each_opening_is_kept_once() -> None:
    meeting = a_group()
    meeting.all_do(a_card(ANA), OpenCard(ELI, ANA), OpenCard(DANA, ANA))

    assert meeting.send(OpenCard(DANA, ANA)) == []
    assert person(meeting).card_opened_by == (ELI, DANA)


def test_a_new_card_takes_the_place_of_the_one_for_the_same_facilitator() -> None:
    meeting = a_group()
    meeting.all_do(a_card(ANA), a_card(ANA, [DANA], "moved"), OpenCard(DANA, ANA), OpenCard(ELI, ANA))

    assert cards(meeting, DANA) == (CardView(ANA, f"moved-of-{ANA}-for-{DANA}"),)
    assert cards(meeting, ELI) == (CardView(ANA, f"card-of-{ANA}-for-{ELI}"),)
    assert meeting.send(a_card(ANA, [DANA], "moved")) == []


def test_a_facilitators_other_device_needs_it_anew() -> None:
    meeting = a_group()
    meeting.all_do(a_card(ANA), OpenCard(DANA, ANA))
    meeting.connect(DANA, "laptop", takeover=True)
    assert meeting.refused(OpenCard(DANA, ANA)) is Refusal.NO_CARD
    assert meeting.seen_by(ANA).me.card_left, "everybody who has a key has it"

    meeting.send(SetKey(DANA, "key-dana-laptop"))
    assert not meeting.seen_by(ANA).me.card_left
    assert person(meeting).card == "none"
    meeting.send(a_card(ANA, [DANA], "again"))

    assert meeting.seen_by(ANA).me.card_left
    assert cards(meeting, DANA) == (CardView(ANA, f"again-of-{ANA}-for-{DANA}"),)


def test_it_can_be_left_in_the_lobby_and_on_hold_and_stays() -> None:
    meeting = a_group()
    meeting.send(a_card(DEV))
    assert meeting.seen_by(DEV).me.card_left
    meeting.drop(DANA, ELI)
    meeting.wait(10_000)
    meeting.send(a_card(ANA))
    meeting.drop(ANA)
    meeting.connect(DANA)

    meeting.send(OpenCard(DANA, ANA))

    assert cards(meeting, DANA) == (CardView(ANA, f"card-of-{ANA}-for-{DANA}"),)


def test_a_group_that_asks_for_none_takes_none() -> None:
    meeting = a_group(asks=False)

    assert not meeting.seen_by(ANA).room.emergency_card
    assert meeting.refused(a_card(ANA)) is Refusal.NO_CARD
    assert meeting.refused(OpenCard(DANA, ANA)) is Refusal.NO_CARD


def test_a_card_is_sealed_to_facilitators_with_a_key_only() -> None:
    meeting = a_group()
    before = meeting.room
    assert meeting.refused(a_card(ANA, [DANA, BEN])) is Refusal.NOT_PERMITTED
    assert meeting.refused(a_card(ANA, [SeatId("seat-zoe")])) is Refusal.UNKNOWN_SEAT
    assert meeting.room == before
    meeting.connect(ELI, "laptop", takeover=True)

    assert meeting.refused(a_card(ANA)) is Refusal.NOT_PRESENT


def test_only_members_leave_one_and_only_facilitators_open_one() -> None:
    meeting = a_group()
    meeting.send(a_card(ANA))

    assert meeting.refused(a_card(DANA)) is Refusal.NOT_PERMITTED
    assert meeting.refused(OpenCard(BEN, ANA)) is Refusal.NOT_PERMITTED
    assert meeting.refused(OpenCard(DANA, ELI)) is Refusal.NOT_PERMITTED
    assert meeting.refused(OpenCard(DANA, BEN)) is Refusal.NO_CARD
