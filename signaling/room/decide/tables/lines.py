"""Commands of signaling/room/commands/lines.py: one command, one function."""

from typing import assert_never

from signaling.room.commands import lines as c
from signaling.room.decide import cards, lines
from signaling.room.decide.draft import Draft
from signaling.room.instant import Instant


def decide_lines(draft: Draft, command: c.LinesCommand, now: Instant) -> None:
    """Do what ``command`` asks, or refuse it."""
    match command:
        case c.SetKey():
            lines.set_key(draft, command)
        case c.Write():
            lines.write(draft, command, now)
        case c.SetChat():
            lines.set_chat(draft, command)
        case c.LeaveCard():
            cards.leave_card(draft, command)
        case c.OpenCard():
            cards.open_card(draft, command, now)
        case _:
            assert_never(command)
