"""Events of signaling/room/events/session.py applied to a room."""

from dataclasses import replace
from typing import assert_never

from signaling.room.agenda import RunningSegment, SegmentKind
from signaling.room.events import session as e
from signaling.room.room import Phase, Room


def evolve_session(room: Room, event: e.SessionEvent) -> Room:
    """The room after ``event``. Total: never refuses, and an event about an unknown seat changes no seat."""
    match event:
        case e.HoldAnnounced(hold_at):
            return replace(room, hold_at=hold_at)
        case e.HoldAverted():
            return replace(room, hold_at=None)
        case e.PhaseChanged(phase):
            return _in_phase(room, phase)
        case e.SegmentSet(segment):
            return _in_segment(room, segment)
        case e.LandingReached(minutes):
            return replace(room, landing=minutes)
        case e.CheckOutDue():
            return replace(room, check_out_due=True)
        case e.SessionExtended(ends, extended_ms, landing):
            return replace(room, ends=ends, extended_ms=extended_ms, landing=landing, check_out_due=False)
        case e.DebriefStarted():
            return replace(room, debrief=True)
        case _:
            assert_never(event)


def _in_phase(room: Room, phase: Phase) -> Room:
    hold_at = room.hold_at if phase in (Phase.OPEN, Phase.CLOSING) else None
    return replace(room, phase=phase, hold_at=hold_at)


def _in_segment(room: Room, segment: RunningSegment | None) -> Room:
    checking_out = segment is not None and segment.kind is SegmentKind.CHECK_OUT
    return replace(room, segment=segment, check_out_due=room.check_out_due and not checking_out)
