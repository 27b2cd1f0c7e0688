"""What is there for a while only."""

from signaling.room.decide.attendance import return_from_side_room
from signaling.room.decide.draft import Draft
from signaling.room.due import deserted_at
from signaling.room.events import LineDropped, ReactionFaded, SupportCleared
from signaling.room.instant import Instant


def put_away(draft: Draft, now: Instant) -> None:
    """Let go what has been there for long enough, and bring back who was left alone in the side room."""
    room = draft.room
    for signal in room.support:
        if signal.goes is not None and now >= signal.goes:
            draft.record(SupportCleared(signal.signal))
    for line in room.lines:
        if now >= line.ends:
            draft.record(LineDropped(line.line))
    for seat in room.circle:
        if seat.reaction is not None and now >= seat.reaction.until:
            draft.record(ReactionFaded(seat.seat))
    deserted = deserted_at(room)
    if deserted is not None and now >= deserted:
        return_from_side_room(draft, now, foreseen=False)
