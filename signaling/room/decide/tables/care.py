"""Commands of signaling/room/commands/care.py: one command, one function."""

from typing import assert_never

from signaling.room.commands import care as c
from signaling.room.decide import care
from signaling.room.decide.draft import Draft
from signaling.room.instant import Instant


def decide_care(draft: Draft, command: c.CareCommand, now: Instant) -> None:
    """Do what ``command`` asks, or refuse it."""
    match command:
        case c.SignalSupport():
            care.signal_support(draft, command, now)
        case c.AcknowledgeSupport():
            care.acknowledge_support(draft, command)
        case _:
            assert_never(command)
