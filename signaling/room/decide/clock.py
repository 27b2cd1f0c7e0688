"""What the clock does, and what is done to it."""

from dataclasses import replace

from signaling.room.commands import EndSession, ExtendTurn, SetClock
from signaling.room.decide.draft import Draft
from signaling.room.decide.turns import close_round, end_turn
from signaling.room.decide.who import facilitator, session_under_way
from signaling.room.events import ClockSet, PhaseChanged, RequestClosed
from signaling.room.floor import FloorMode, RequestOutcome
from signaling.room.ids import SeatId
from signaling.room.instant import Instant
from signaling.room.refused import Refusal, Refused
from signaling.room.room import Phase, Room
from signaling.room.round import Outcome
from signaling.room.turn import Turn


def tick(draft: Draft, now: Instant) -> None:
    """Let happen what is due; nothing, when a facilitator was faster or the tick is early."""
    room = draft.room
    if room.phase is Phase.ENDED:
        return
    if now >= room.hard_end:
        _end(draft, now)
    elif room.hold_at is not None and now >= room.hold_at:
        draft.record(PhaseChanged(Phase.ON_HOLD, now))
    elif room.phase is Phase.OPEN and now >= room.ends:
        draft.record(PhaseChanged(Phase.CLOSING, now))


def end_session(draft: Draft, command: EndSession, now: Instant) -> None:
    """End the session at once."""
    facilitator(draft.room, command.by)
    _end(draft, now)


def extend_turn(draft: Draft, command: ExtendTurn) -> None:
    """Give the holder more time."""
    turn = _timed_turn(draft.room, command.by)
    draft.record(ClockSet(turn.extended(command.extend_s * 1000)))


def set_clock(draft: Draft, command: SetClock, now: Instant) -> None:
    """Pause the clock, or let it go on from where it stood."""
    turn = _timed_turn(draft.room, command.by)
    if turn.paused is command.paused:
        return
    paused = replace(turn, paused=command.paused)
    draft.record(ClockSet(paused.stopped(now) if command.paused else paused.started(now)))


def _timed_turn(room: Room, by: SeatId) -> Turn:
    facilitator(room, by)
    session_under_way(room)
    turn = room.floor.turn
    if turn is None or turn.length_ms is None:
        raise Refused(Refusal.NO_TIMER)
    return turn


def _end(draft: Draft, now: Instant) -> None:
    """End the session with nothing left open: what nobody got to is carried over."""
    close_round(draft, FloorMode.OPEN)
    end_turn(draft, Outcome.TAKEN)
    for request in draft.room.floor.queue:
        draft.record(RequestClosed(request.seat, RequestOutcome.CARRIED_OVER))
    draft.record(PhaseChanged(Phase.ENDED, now))
