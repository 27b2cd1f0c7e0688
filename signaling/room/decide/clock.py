"""What the clock does."""

from signaling.room.decide.draft import Draft
from signaling.room.decide.session import end
from signaling.room.events import PhaseChanged
from signaling.room.instant import Instant
from signaling.room.room import Phase


def tick(draft: Draft, now: Instant) -> None:
    """Let happen what is due; nothing, when a facilitator was faster or the tick is early."""
    room = draft.room
    if room.phase is Phase.ENDED:
        return
    if now >= room.hard_end:
        end(draft, now)
    elif room.hold_at is not None and now >= room.hold_at:
        draft.record(PhaseChanged(Phase.ON_HOLD, now))
    elif room.phase is Phase.OPEN and now >= room.ends:
        draft.record(PhaseChanged(Phase.CLOSING, now))
