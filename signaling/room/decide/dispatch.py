"""One command, one function."""

from typing import assert_never

from signaling.room import commands as c
from signaling.room.decide.draft import Draft
from signaling.room.decide.tables import (
    decide_care,
    decide_clock,
    decide_floor,
    decide_lines,
    decide_people,
    decide_session,
)
from signaling.room.decide.watch import settle_watch
from signaling.room.events import Event
from signaling.room.instant import Instant
from signaling.room.refused import Refusal, Refused
from signaling.room.room import Phase, Room


def decide(room: Room, command: c.Command, now: Instant) -> list[Event]:
    """What happens if ``command`` arrives at ``now``.

    Returns:
        The events in order; empty when the room already is as asked, or a clock or a lost connection came too late.

    Raises:
        Refused: with a permanent code; nothing happened.
    """
    draft = Draft(room)
    if room.phase is Phase.ENDED and not isinstance(command, c.Tick | c.Disconnect | c.ReportMedia):
        raise Refused(Refusal.ENDED)
    _decide(draft, command, now)
    settle_watch(draft, room, command, now)
    return draft.events


def _decide(draft: Draft, command: c.Command, now: Instant) -> None:
    if isinstance(command, c.PeopleCommand):
        decide_people(draft, command, now)
    elif isinstance(command, c.SessionCommand):
        decide_session(draft, command, now)
    elif isinstance(command, c.FloorCommand):
        decide_floor(draft, command, now)
    elif isinstance(command, c.ClockCommand):
        decide_clock(draft, command, now)
    elif isinstance(command, c.CareCommand):
        decide_care(draft, command, now)
    elif isinstance(command, c.LinesCommand):
        decide_lines(draft, command, now)
    else:
        assert_never(command)
