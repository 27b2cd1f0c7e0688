"""Commands of signaling/room/commands/clock.py: one command, one function."""

from typing import assert_never

from signaling.room.commands import clock as c
from signaling.room.decide import clock, speech, turn_clock, watch
from signaling.room.decide.draft import Draft
from signaling.room.instant import Instant


def decide_clock(draft: Draft, command: c.ClockCommand, now: Instant) -> None:
    """Do what ``command`` asks, or refuse it."""
    match command:
        case c.Tick():
            clock.tick(draft, now)
        case c.ReportMedia():
            speech.report_media(draft, command)
            watch.note_links(draft, command, now)
        case c.ExtendTurn():
            turn_clock.extend_turn(draft, command)
        case c.SetClock():
            turn_clock.set_clock(draft, command, now)
        case _:
            assert_never(command)
