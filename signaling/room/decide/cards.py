"""Emergency cards."""

from signaling.room.card import CardCopy, CardOpening
from signaling.room.commands import LeaveCard, OpenCard
from signaling.room.decide.draft import Draft
from signaling.room.decide.who import facilitator, known, member, member_or_waiting
from signaling.room.events import CardLeft, CardOpened
from signaling.room.instant import Instant
from signaling.room.refused import Refusal, Refused
from signaling.room.room import Room
from signaling.room.sealed import Sealed


def leave_card(draft: Draft, command: LeaveCard) -> None:
    """Keep the card for the facilitators it is sealed to; from the lobby and on hold too."""
    seat = member_or_waiting(draft.room, command.by)
    if not draft.room.emergency_card:
        raise Refused(Refusal.NO_CARD)
    copies = tuple(_copy(draft.room, box) for box in command.boxes)
    if not set(copies) <= set(seat.card.copies):
        draft.record(CardLeft(seat.seat, copies))


def open_card(draft: Draft, command: OpenCard, now: Instant) -> None:
    """Give a facilitator the card; every facilitator sees that it was opened, and the room keeps by whom and when."""
    reader = facilitator(draft.room, command.by)
    seat = member(draft.room, command.seat)
    if seat.card.copy_for(reader.seat, reader.key) is None:
        raise Refused(Refusal.NO_CARD)
    if reader.seat not in seat.card.opened_by:
        draft.record(CardOpened(seat.seat, CardOpening(reader.seat, now)))


def _copy(room: Room, box: Sealed) -> CardCopy:
    facilitator_seat = known(room, box.seat)
    if not facilitator_seat.facilitates:
        raise Refused(Refusal.NOT_PERMITTED)
    if facilitator_seat.key is None:
        raise Refused(Refusal.NOT_PRESENT)
    return CardCopy(box, facilitator_seat.key)
