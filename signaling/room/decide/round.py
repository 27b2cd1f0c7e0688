"""Go-rounds: starting, passing, skipping, ending."""

from signaling.room.commands import EndRound, PassTurn, SkipTurn, StartRound
from signaling.room.decide.draft import Draft
from signaling.room.decide.turns import advance, close_round, end_turn
from signaling.room.decide.who import facilitator, present_member, session_under_way
from signaling.room.events import RoundStarted
from signaling.room.floor import FloorMode
from signaling.room.ids import SeatId
from signaling.room.instant import Instant
from signaling.room.refused import Refusal, Refused
from signaling.room.room import Room
from signaling.room.round import Outcome, Place, Round


def start_round(draft: Draft, command: StartRound, now: Instant) -> None:
    """Begin a round and offer the first turn; a round that still runs is closed first."""
    facilitator(draft.room, command.by)
    session_under_way(draft.room)
    order = _around_the_circle(draft.room)
    if draft.room.present.isdisjoint(order):
        raise Refused(Refusal.NOBODY_PRESENT)
    close_round(draft, draft.room.floor.resume)
    end_turn(draft, Outcome.TAKEN)
    draft.record(
        RoundStarted(
            Round(
                number=draft.room.rounds + 1,
                turn_ms=None if command.turn_s is None else command.turn_s * 1000,
                places=tuple(Place(seat) for seat in order),
            )
        )
    )
    advance(draft, now)


def pass_turn(draft: Draft, command: PassTurn, now: Instant) -> None:
    """Let the holder's turn go by, for now only if asked; a second chance that goes by is not offered a third time."""
    seat = present_member(draft.room, command.by)
    session_under_way(draft.room)
    running = draft.room.floor.round
    if running is None:
        raise Refused(Refusal.WRONG_MODE)
    if draft.room.floor.holder != seat.seat:
        raise Refused(Refusal.NOT_YOUR_TURN)
    place = running.place(seat.seat)
    for_now = command.for_now and place is not None and not place.again
    end_turn(draft, Outcome.PASSED_FOR_NOW if for_now else Outcome.PASSED)
    advance(draft, now)


def skip_turn(draft: Draft, command: SkipTurn, now: Instant) -> None:
    """Go on with the round; the skipped turn is offered again before the end."""
    facilitator(draft.room, command.by)
    _round_runs(draft.room)
    if draft.room.floor.turn is None:
        raise Refused(Refusal.NOBODY_HOLDS)
    end_turn(draft, Outcome.MISSED)
    advance(draft, now)


def end_round(draft: Draft, command: EndRound) -> None:
    """Close the round now; the queue, if anybody asked meanwhile, opens."""
    facilitator(draft.room, command.by)
    _round_runs(draft.room)
    floor = draft.room.floor
    close_round(draft, FloorMode.QUEUE if floor.queue else floor.resume)


def _round_runs(room: Room) -> None:
    session_under_way(room)
    if room.floor.round is None:
        raise Refused(Refusal.WRONG_MODE)


def _around_the_circle(room: Room) -> list[SeatId]:
    """Members and guests in the room, in circle order from where this session's rounds start."""
    members = [seat for seat in room.seats if not seat.facilitates]
    if not members:
        return []
    start = room.round_start % len(members)
    return [seat.seat for seat in members[start:] + members[:start] if seat.in_circle]
