"""Commands of signaling/room/commands/session.py: one command, one function."""

from typing import assert_never

from signaling.room.commands import session as c
from signaling.room.decide import debrief, landing, session
from signaling.room.decide.draft import Draft
from signaling.room.instant import Instant


def decide_session(draft: Draft, command: c.SessionCommand, now: Instant) -> None:
    """Do what ``command`` asks, or refuse it."""
    match command:
        case c.OpenRoom():
            session.open_doors(draft, command, now)
        case c.EndSession():
            session.end_session(draft, command, now)
        case c.SetSegment():
            landing.set_segment(draft, command, now)
        case c.ExtendSession():
            landing.extend_session(draft, command, now)
        case c.StartDebrief():
            debrief.start_debrief(draft, command, now)
        case _:
            assert_never(command)
