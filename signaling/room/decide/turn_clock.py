"""The clock of a turn."""

from dataclasses import replace

from signaling.room.commands import ExtendTurn, SetClock
from signaling.room.decide.draft import Draft
from signaling.room.decide.who import facilitator, session_under_way, turn_meant
from signaling.room.events import ClockSet
from signaling.room.ids import SeatId
from signaling.room.instant import Instant
from signaling.room.refused import Refusal, Refused
from signaling.room.room import Room
from signaling.room.turn import Turn


def extend_turn(draft: Draft, command: ExtendTurn) -> None:
    """Give the holder more time."""
    turn = _timed_turn(draft.room, command.by, command.turn)
    draft.record(ClockSet(turn.extended(command.extend_s * 1000)))


def set_clock(draft: Draft, command: SetClock, now: Instant) -> None:
    """Pause the clock, or let it go on from where it stood."""
    turn = _timed_turn(draft.room, command.by, None)
    if turn.paused is command.paused:
        return
    paused = replace(turn, paused=command.paused)
    runs = draft.room.facilitator_present and not command.paused
    draft.record(ClockSet(paused.started(now) if runs else paused.stopped(now)))


def _timed_turn(room: Room, by: SeatId, number: int | None) -> Turn:
    facilitator(room, by)
    session_under_way(room)
    turn_meant(room, number)
    turn = room.floor.turn
    if turn is None or turn.length_ms is None:
        raise Refused(Refusal.NO_TIMER)
    return turn
