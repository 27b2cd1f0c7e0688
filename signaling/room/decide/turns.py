"""How turns begin and end, in every mode."""

from signaling.room.decide.draft import Draft
from signaling.room.events import (
    FloorGranted,
    FloorReleased,
    FloorRevoked,
    MuteLifted,
    RequestClosed,
    RoundClosed,
    TurnOffered,
    TurnSettled,
)
from signaling.room.floor import FloorMode, RequestOutcome
from signaling.room.ids import SeatId
from signaling.room.instant import Instant
from signaling.room.place import Outcome
from signaling.room.room import Room
from signaling.room.round import Round
from signaling.room.seat import SeatState
from signaling.room.turn import Turn


def grant(draft: Draft, seat: SeatId, now: Instant) -> None:
    """Give ``seat`` the floor that nobody holds, and with it its request's answer."""
    close_request(draft, seat, RequestOutcome.GRANTED)
    running = draft.room.floor.round
    turn = _new_turn(draft.room, seat, None if running is None else running.turn_ms, now)
    draft.record(FloorGranted(turn))
    _lift_block(draft, seat)


def advance(draft: Draft, now: Instant) -> None:
    """Offer the next turn of the running round, or close the round if there is nobody to offer one."""
    running = draft.room.floor.round
    if running is None:
        return
    following = draft.room.next_seat
    for missing in running.missing_before(following, draft.room.present):
        draft.record(TurnSettled(missing, Outcome.MISSED))
    if following is None:
        close_round(draft, mode_after(draft.room))
        return
    draft.record(TurnOffered(_new_turn(draft.room, following, running.turn_ms, now)))
    _lift_block(draft, following)


def end_turn(draft: Draft, outcome: Outcome, *, revoked: bool = False) -> None:
    """Take the floor from whoever holds it; ``outcome`` is what a round notes of the turn, if it was the round's."""
    holder = draft.room.floor.holder
    if holder is None:
        return
    taken = outcome is Outcome.TAKEN
    draft.record(FloorRevoked(holder, taken) if revoked else FloorReleased(holder, taken))
    running = draft.room.floor.round
    place = None if running is None else running.place(holder)
    if place is not None and place.outcome is Outcome.OFFERED:
        draft.record(TurnSettled(holder, outcome))


def finished(room: Room) -> Outcome:
    """What a round notes of the holder's turn when somebody else says that it is done."""
    return Outcome.TAKEN if room.floor.holder in room.present else Outcome.MISSED


def interrupted(room: Room) -> Outcome:
    """What becomes of the holder's turn when somebody else has the floor: a round offers it again."""
    return Outcome.TAKEN if room.floor.round is None else Outcome.MISSED


def mode_after(room: Room) -> FloorMode:
    """The mode from before the round; requests made during it keep the queue open."""
    return FloorMode.QUEUE if room.floor.queue else room.floor.resume


def close_round(draft: Draft, mode: FloorMode) -> None:
    """End the running round; who had no turn in it is owed one, though nobody is owed a turn to give feedback."""
    running = draft.room.floor.round
    if running is None:
        return
    end_turn(draft, finished(draft.room))
    ended = draft.room.floor.round or running
    draft.record(RoundClosed(ended.number, mode, _owed(draft.room, ended)))


def close_request(draft: Draft, seat: SeatId, outcome: RequestOutcome) -> None:
    """Answer the open request of ``seat``, if there is one."""
    if draft.room.floor.request_of(seat) is not None:
        draft.record(RequestClosed(seat, outcome))


def _new_turn(room: Room, seat: SeatId, length_ms: int | None, now: Instant) -> Turn:
    turn = Turn.new(seat, room.floor.turns + 1, length_ms)
    return turn.started(now) if room.facilitator_present else turn


def _lift_block(draft: Draft, seat_id: SeatId) -> None:
    seat = draft.room.find(seat_id)
    if seat is not None and seat.muted:
        draft.record(MuteLifted(seat_id, asked=True))


def _owed(room: Room, ended: Round) -> tuple[SeatId, ...]:
    if ended.sharer is not None:
        return room.carried_over
    gone = {seat.seat for seat in room.seats if seat.state is SeatState.REMOVED}
    owed = [place.seat for place in ended.places if not place.settled and place.seat not in gone]
    return (*room.carried_over, *(seat for seat in owed if seat not in room.carried_over))
