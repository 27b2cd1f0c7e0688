"""Feedback to somebody who has shared."""

from signaling.room.commands import StartFeedback, StopFeedback
from signaling.room.decide.draft import Draft
from signaling.room.decide.mode import leave_mode
from signaling.room.decide.order import around
from signaling.room.decide.turns import advance, end_turn, finished
from signaling.room.decide.who import facilitator, present, present_member, round_runs, session_under_way, with_group
from signaling.room.events import FeedbackStopped, RoundStarted
from signaling.room.instant import Instant
from signaling.room.place import Place
from signaling.room.refused import Refusal, Refused
from signaling.room.round import Round


def start_feedback(draft: Draft, command: StartFeedback, now: Instant) -> None:
    """Offer everybody else a turn, from the sharer's neighbour on; a round that still runs is closed first."""
    facilitator(draft.room, command.by)
    session_under_way(draft.room)
    sharer = present_member(draft.room, command.seat)
    with_group(draft.room, sharer.seat)
    _, *others = around(draft.room, sharer.seat)
    if draft.room.present.isdisjoint(others):
        raise Refused(Refusal.NOBODY_PRESENT)
    leave_mode(draft, draft.room.floor.resume)
    draft.record(
        RoundStarted(
            Round(
                number=draft.room.rounds + 1,
                turn_ms=None if command.turn_s is None else command.turn_s * 1000,
                places=tuple(Place(seat) for seat in (*others, sharer.seat)),
                sharer=sharer.seat,
            )
        )
    )
    advance(draft, now)


def stop_feedback(draft: Draft, command: StopFeedback, now: Instant) -> None:
    """Go on to the sharer's answer at once; nothing happens where it has begun."""
    seat = present(draft.room, command.by)
    running = round_runs(draft.room)
    if running.sharer is None:
        raise Refused(Refusal.WRONG_MODE)
    if not (seat.facilitates or seat.seat == running.sharer):
        raise Refused(Refusal.NOT_PERMITTED)
    if running.answering:
        return
    draft.record(FeedbackStopped())
    end_turn(draft, finished(draft.room))
    advance(draft, now)
