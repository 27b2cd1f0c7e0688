"""The agenda, and coming to an end in good time."""

from signaling.room.agenda import RunningSegment
from signaling.room.commands import ExtendSession, SetSegment
from signaling.room.decide.draft import Draft
from signaling.room.decide.who import facilitator, session_under_way
from signaling.room.events import CheckOutDue, LandingReached, PhaseChanged, SegmentSet, SessionExtended
from signaling.room.instant import Instant, later
from signaling.room.landing import (
    EXTENSION_MS,
    awaits_check_out,
    check_out_by,
    landing_at,
)
from signaling.room.refused import Refusal, Refused
from signaling.room.room import MAX_EXTENSION_MS, Phase


def set_segment(draft: Draft, command: SetSegment, now: Instant) -> None:
    """Move to a segment, which has its whole length from now on; the one that runs goes on as it does."""
    facilitator(draft.room, command.by)
    session_under_way(draft.room)
    running = draft.room.segment
    if command.index == (None if running is None else running.index):
        return
    if command.index is None:
        draft.record(SegmentSet(None))
        return
    if not 0 <= command.index < len(draft.room.agenda):
        raise Refused(Refusal.UNKNOWN_SEGMENT)
    planned = draft.room.agenda[command.index]
    ends = later(now, planned.length_ms)
    draft.record(SegmentSet(RunningSegment(command.index, planned.kind, planned.title, ends)))


def extend_session(draft: Draft, command: ExtendSession, now: Instant) -> None:
    """Let the session end later; one that was closing opens again if there is time now."""
    facilitator(draft.room, command.by)
    session_under_way(draft.room)
    extended_ms = draft.room.extended_ms + EXTENSION_MS
    if extended_ms > MAX_EXTENSION_MS:
        raise Refused(Refusal.NO_MORE_TIME)
    ends = later(draft.room.ends, EXTENSION_MS)
    draft.record(SessionExtended(ends, extended_ms, landing_at(ends, now)))
    if draft.room.phase is Phase.CLOSING and now < ends:
        draft.record(PhaseChanged(Phase.OPEN, now))


def land(draft: Draft, now: Instant) -> None:
    """Give the cues that are due."""
    room = draft.room
    cue = landing_at(room.ends, now)
    if room.under_way and cue is not None and cue != room.landing:
        draft.record(LandingReached(cue))
    if awaits_check_out(room) and now >= check_out_by(room):
        draft.record(CheckOutDue())
