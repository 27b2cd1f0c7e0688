"""Asking for the floor, giving it and taking it."""

from signaling.room.commands import (
    GrantFloor,
    NextTurn,
    ReleaseFloor,
    RequestFloor,
    RevokeFloor,
    SetFloorMode,
    SetMicrophoneRule,
    WithdrawRequest,
)
from signaling.room.decide.draft import Draft
from signaling.room.decide.turns import advance, close_request, close_round, end_turn, finished, grant
from signaling.room.decide.who import facilitator, present, present_member, session_under_way
from signaling.room.events import FloorModeSet, FloorRequested, MicrophoneRuleSet, RequestClosed
from signaling.room.floor import FloorMode, Request, RequestOutcome
from signaling.room.instant import Instant
from signaling.room.refused import Refusal, Refused
from signaling.room.round import Outcome


def request_floor(draft: Draft, command: RequestFloor, now: Instant) -> None:
    """Put somebody at the end of the queue."""
    seat = present_member(draft.room, command.by)
    session_under_way(draft.room)
    if draft.room.floor.mode is FloorMode.OPEN:
        raise Refused(Refusal.WRONG_MODE)
    if draft.room.floor.request_of(seat.seat) is not None:
        raise Refused(Refusal.ALREADY_QUEUED)
    draft.record(FloorRequested(Request(seat.seat, now)))


def withdraw_request(draft: Draft, command: WithdrawRequest) -> None:
    """Take somebody's own request out of the queue; on hold too."""
    seat = present_member(draft.room, command.by)
    if draft.room.floor.mode is FloorMode.OPEN:
        raise Refused(Refusal.WRONG_MODE)
    if draft.room.floor.request_of(seat.seat) is None:
        raise Refused(Refusal.NOT_QUEUED)
    draft.record(RequestClosed(seat.seat, RequestOutcome.WITHDRAWN))


def release_floor(draft: Draft, command: ReleaseFloor, now: Instant) -> None:
    """Let the holder be done; a round goes on by itself, a queue waits for the facilitator."""
    seat = present(draft.room, command.by)
    session_under_way(draft.room)
    if draft.room.floor.holder != seat.seat:
        raise Refused(Refusal.NOT_YOUR_TURN)
    end_turn(draft, Outcome.TAKEN)
    advance(draft, now)


def grant_floor(draft: Draft, command: GrantFloor, now: Instant) -> None:
    """Give somebody the floor; a turn of a round that this interrupts is offered again before the end."""
    facilitator(draft.room, command.by)
    session_under_way(draft.room)
    seat = present(draft.room, command.seat)
    if draft.room.floor.holder == seat.seat:
        close_request(draft, seat.seat, RequestOutcome.GRANTED)
        return
    if draft.room.floor.mode is FloorMode.OPEN:
        draft.record(FloorModeSet(FloorMode.QUEUE))
    end_turn(draft, Outcome.MISSED, revoked=True)
    grant(draft, seat.seat, now)


def revoke_floor(draft: Draft, command: RevokeFloor) -> None:
    """Take the floor from its holder and leave it with nobody."""
    facilitator(draft.room, command.by)
    session_under_way(draft.room)
    if draft.room.floor.turn is None:
        raise Refused(Refusal.NOBODY_HOLDS)
    end_turn(draft, Outcome.MISSED, revoked=True)


def next_turn(draft: Draft, command: NextTurn, now: Instant) -> None:
    """Go on to the next of the round, or of the queue; with an empty queue the turn just ends."""
    facilitator(draft.room, command.by)
    session_under_way(draft.room)
    match draft.room.floor.mode:
        case FloorMode.OPEN:
            raise Refused(Refusal.WRONG_MODE)
        case FloorMode.ROUND:
            end_turn(draft, finished(draft.room))
            advance(draft, now)
        case FloorMode.QUEUE:
            following = draft.room.next_seat
            if following is None and draft.room.floor.turn is None:
                raise Refused(Refusal.NOBODY_PRESENT)
            end_turn(draft, Outcome.TAKEN)
            if following is not None:
                grant(draft, following, now)


def set_floor_mode(draft: Draft, command: SetFloorMode) -> None:
    """Change to ``open`` or ``queue``. Where everybody may talk no request is left to grant, so they are denied."""
    facilitator(draft.room, command.by)
    session_under_way(draft.room)
    match command.mode:
        case FloorMode.ROUND:
            raise Refused(Refusal.WRONG_MODE)
        case FloorMode.QUEUE:
            close_round(draft, FloorMode.QUEUE)
        case FloorMode.OPEN:
            close_round(draft, FloorMode.OPEN)
            end_turn(draft, Outcome.TAKEN)
            for request in draft.room.floor.queue:
                draft.record(RequestClosed(request.seat, RequestOutcome.DENIED))
    if draft.room.floor.mode is not command.mode:
        draft.record(FloorModeSet(command.mode))


def set_microphone_rule(draft: Draft, command: SetMicrophoneRule) -> None:
    """Change whose audio the relay forwards."""
    facilitator(draft.room, command.by)
    if draft.room.microphone_rule is not command.rule:
        draft.record(MicrophoneRuleSet(command.rule))
