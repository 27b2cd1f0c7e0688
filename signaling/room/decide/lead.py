"""Who is in charge."""

from signaling.room.commands import HandLead
from signaling.room.decide.draft import Draft
from signaling.room.decide.who import facilitator
from signaling.room.events import LeadPassed
from signaling.room.refused import Refusal, Refused


def hand_lead(draft: Draft, command: HandLead) -> None:
    """Put another facilitator in charge, by the word of the one who is."""
    by = facilitator(draft.room, command.by)
    if draft.room.lead != by.seat:
        raise Refused(Refusal.NOT_PERMITTED)
    to = facilitator(draft.room, command.seat)
    if to is not by:
        draft.record(LeadPassed(to.seat))
