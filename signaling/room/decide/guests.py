"""Whether a guest may join."""

from signaling.room.commands import AnswerGuest
from signaling.room.consent import Answer, Consent
from signaling.room.decide.draft import Draft
from signaling.room.decide.who import known, member_or_waiting
from signaling.room.events import GuestAnswered
from signaling.room.refused import Refusal, Refused
from signaling.room.room import Phase, Room
from signaling.room.seat import Role, Seat


def answer_guest(draft: Draft, command: AnswerGuest) -> None:
    """Take a member's answer, or another one while answers of others are missing."""
    seat = member_or_waiting(draft.room, command.by)
    if seat.role is not Role.MEMBER:
        raise Refused(Refusal.NOT_PERMITTED)
    if draft.room.phase is Phase.ON_HOLD:
        raise Refused(Refusal.WRONG_PHASE)
    guest = known(draft.room, command.seat)
    if draft.room.consent(guest) is not Consent.OPEN:
        raise Refused(Refusal.UNKNOWN_SEAT)
    answer = Answer(seat.seat, command.agree)
    if answer not in guest.answers:
        draft.record(GuestAnswered(guest.seat, answer))


def may_come(room: Room, seat: Seat) -> bool:
    """Whether nobody in the group stands against it; everybody but a guest may."""
    return room.consent(seat) in (None, Consent.AGREED)
