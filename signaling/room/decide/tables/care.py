"""Commands of signaling/room/commands/care.py: one command, one function."""

from typing import assert_never

from signaling.room.commands import care as c
from signaling.room.decide import care, side_room, watch
from signaling.room.decide.draft import Draft
from signaling.room.instant import Instant


def decide_care(draft: Draft, command: c.CareCommand, now: Instant) -> None:
    """Do what ``command`` asks, or refuse it."""
    match command:
        case c.SignalSupport():
            care.signal_support(draft, command, now)
        case c.AcknowledgeSupport():
            care.acknowledge_support(draft, command, now)
        case c.SetShield():
            care.set_shield(draft, command)
        case c.React():
            care.react(draft, command, now)
        case c.Here():
            watch.here(draft, command)
        case c.CheckOn():
            watch.check_on(draft, command, now)
        case c.OpenSideRoom():
            side_room.open_side_room(draft, command, now)
        case c.CloseSideRoom():
            side_room.close_side_room(draft, command, now)
        case _:
            assert_never(command)
