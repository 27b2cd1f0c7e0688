"""Which function decides each command, by subject."""

from signaling.room.decide.tables.care import decide_care
from signaling.room.decide.tables.clock import decide_clock
from signaling.room.decide.tables.floor import decide_floor
from signaling.room.decide.tables.lines import decide_lines
from signaling.room.decide.tables.people import decide_people
from signaling.room.decide.tables.session import decide_session

__all__ = ["decide_care", "decide_clock", "decide_floor", "decide_lines", "decide_people", "decide_session"]
