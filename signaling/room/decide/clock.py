"""What the clock does."""

from signaling.room.decide.draft import Draft
from signaling.room.decide.landing import land
from signaling.room.decide.passing import put_away
from signaling.room.decide.session import end
from signaling.room.decide.watch import ask_and_tell
from signaling.room.events import LastCallReached, PhaseChanged
from signaling.room.instant import Instant
from signaling.room.room import Phase


def tick(draft: Draft, now: Instant) -> None:
    """Let happen what is due; nothing, when a facilitator was faster or the tick is early."""
    room = draft.room
    if room.phase is Phase.ENDED:
        return
    if now >= room.hard_end:
        end(draft, now)
        return
    if room.awaits_last_call and now >= room.last_call_at:
        draft.record(LastCallReached())
    if room.hold_at is not None and now >= room.hold_at:
        draft.record(PhaseChanged(Phase.ON_HOLD, now))
    elif room.phase is Phase.OPEN and now >= room.ends:
        draft.record(PhaseChanged(Phase.CLOSING, now))
    land(draft, now)
    put_away(draft, now)
    ask_and_tell(draft, now)
