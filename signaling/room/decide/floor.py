"""Giving the floor and taking it."""

from signaling.room.commands import GrantFloor, HandPiece, NextTurn, ReleaseFloor, RevokeFloor
from signaling.room.decide.draft import Draft
from signaling.room.decide.turns import advance, close_request, end_turn, finished, grant, interrupted
from signaling.room.decide.who import facilitator, present, session_under_way, turn_meant, with_group
from signaling.room.events import FloorModeSet
from signaling.room.floor import FloorMode, RequestOutcome
from signaling.room.instant import Instant
from signaling.room.place import Outcome
from signaling.room.refused import Refusal, Refused


def release_floor(draft: Draft, command: ReleaseFloor, now: Instant) -> None:
    """Let the holder be done; a round goes on by itself, a queue waits for the facilitator."""
    seat = present(draft.room, command.by)
    session_under_way(draft.room)
    turn_meant(draft.room, command.turn)
    if draft.room.floor.holder != seat.seat:
        raise Refused(Refusal.NOT_YOUR_TURN)
    end_turn(draft, Outcome.TAKEN)
    advance(draft, now)


def grant_floor(draft: Draft, command: GrantFloor, now: Instant) -> None:
    """Give somebody the floor; a turn of a round that this interrupts is offered again before the end."""
    facilitator(draft.room, command.by)
    session_under_way(draft.room)
    seat = with_group(draft.room, command.seat)
    if draft.room.floor.mode is FloorMode.QUIET:
        raise Refused(Refusal.WRONG_MODE)
    if draft.room.floor.holder == seat.seat:
        close_request(draft, seat.seat, RequestOutcome.GRANTED)
        return
    if draft.room.floor.mode is FloorMode.OPEN:
        draft.record(FloorModeSet(FloorMode.QUEUE))
    end_turn(draft, interrupted(draft.room), revoked=True)
    grant(draft, seat.seat, now)


def hand_piece(draft: Draft, command: HandPiece, now: Instant) -> None:
    """Give the talking piece on; a facilitator may do so in the place of whoever holds it, or of nobody."""
    giver = with_group(draft.room, command.by)
    session_under_way(draft.room)
    if draft.room.floor.mode is not FloorMode.PIECE:
        raise Refused(Refusal.WRONG_MODE)
    holder = draft.room.floor.holder
    if giver.seat != holder and not giver.facilitates:
        raise Refused(Refusal.NOT_YOUR_TURN)
    seat = with_group(draft.room, command.seat)
    if seat.seat == holder:
        raise Refused(Refusal.ALREADY_HOLDS)
    end_turn(draft, Outcome.TAKEN, revoked=giver.seat != holder)
    grant(draft, seat.seat, now)


def revoke_floor(draft: Draft, command: RevokeFloor) -> None:
    """Take the floor from its holder and leave it with nobody."""
    facilitator(draft.room, command.by)
    session_under_way(draft.room)
    turn_meant(draft.room, command.turn)
    if draft.room.floor.turn is None:
        raise Refused(Refusal.NOBODY_HOLDS)
    end_turn(draft, interrupted(draft.room), revoked=True)


def next_turn(draft: Draft, command: NextTurn, now: Instant) -> None:
    """Go on to the next of the round, or of the queue; with an empty queue the turn just ends."""
    facilitator(draft.room, command.by)
    session_under_way(draft.room)
    turn_meant(draft.room, command.turn)
    if draft.room.floor.round is not None:
        end_turn(draft, finished(draft.room))
        advance(draft, now)
    elif draft.room.floor.mode is FloorMode.QUEUE:
        _next_in_queue(draft, now)
    else:
        raise Refused(Refusal.WRONG_MODE)


def _next_in_queue(draft: Draft, now: Instant) -> None:
    following = draft.room.next_seat
    if following is None and draft.room.floor.turn is None:
        raise Refused(Refusal.NOBODY_PRESENT)
    end_turn(draft, Outcome.TAKEN)
    if following is not None:
        grant(draft, following, now)
