"""Go-rounds: starting, passing, skipping, inserting, ending."""

from signaling.room.commands import EndRound, InsertTurn, PassTurn, SkipTurn, StartRound
from signaling.room.decide.draft import Draft
from signaling.room.decide.mode import leave_mode
from signaling.room.decide.order import in_order
from signaling.room.decide.turns import advance, close_round, end_turn, mode_after
from signaling.room.decide.who import (
    facilitator,
    member_in_circle,
    present_member,
    round_runs,
    session_under_way,
    turn_meant,
)
from signaling.room.events import RoundStarted, TurnInserted
from signaling.room.instant import Instant
from signaling.room.place import Outcome, Place
from signaling.room.refused import Refusal, Refused
from signaling.room.round import Round, RoundOrder


def start_round(draft: Draft, command: StartRound, now: Instant) -> None:
    """Begin a round and offer the first turn; a round that still runs is closed first."""
    facilitator(draft.room, command.by)
    session_under_way(draft.room)
    if command.order is RoundOrder.CHOSEN:
        for seat in command.seats:
            member_in_circle(draft.room, seat)
    if draft.room.present.isdisjoint(seat.seat for seat in draft.room.people):
        raise Refused(Refusal.NOBODY_PRESENT)
    leave_mode(draft, draft.room.floor.resume)
    draft.record(
        RoundStarted(
            Round(
                number=draft.room.rounds + 1,
                turn_ms=None if command.turn_s is None else command.turn_s * 1000,
                places=tuple(Place(seat) for seat in in_order(draft.room, command)),
                prompt=command.prompt,
            )
        )
    )
    advance(draft, now)


def pass_turn(draft: Draft, command: PassTurn, now: Instant) -> None:
    """Let the holder's turn go by, for now only if asked; a second chance that goes by is not offered a third time."""
    seat = present_member(draft.room, command.by)
    session_under_way(draft.room)
    turn_meant(draft.room, command.turn)
    running = round_runs(draft.room)
    if draft.room.floor.holder != seat.seat:
        raise Refused(Refusal.NOT_YOUR_TURN)
    place = running.place(seat.seat)
    for_now = command.for_now and place is not None and not place.again and seat.seat != running.sharer
    end_turn(draft, Outcome.PASSED_FOR_NOW if for_now else Outcome.PASSED)
    advance(draft, now)


def skip_turn(draft: Draft, command: SkipTurn, now: Instant) -> None:
    """Go on with the round; the skipped turn is offered again before the end."""
    facilitator(draft.room, command.by)
    turn_meant(draft.room, command.turn)
    round_runs(draft.room)
    if draft.room.floor.turn is None:
        raise Refused(Refusal.NOBODY_HOLDS)
    end_turn(draft, Outcome.MISSED)
    advance(draft, now)


def insert_turn(draft: Draft, command: InsertTurn) -> None:
    """Have somebody's turn come after this one; the sharer of a feedback answers last, whatever else."""
    facilitator(draft.room, command.by)
    running = round_runs(draft.room)
    seat = present_member(draft.room, command.seat)
    if running.stopped or seat.seat == running.sharer:
        raise Refused(Refusal.WRONG_MODE)
    if running.inserted[:1] != (seat.seat,):
        draft.record(TurnInserted(seat.seat))


def end_round(draft: Draft, command: EndRound) -> None:
    """Close the round now; the queue, if anybody asked meanwhile, opens."""
    facilitator(draft.room, command.by)
    round_runs(draft.room)
    close_round(draft, mode_after(draft.room))
