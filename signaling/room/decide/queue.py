"""Asking for the floor, and the order in which it is given."""

from signaling.room.commands import DenyRequest, MoveRequest, RequestFloor, SetQueueOrder, WithdrawRequest
from signaling.room.decide.draft import Draft
from signaling.room.decide.turns import close_request
from signaling.room.decide.who import facilitator, known, present_member, session_under_way
from signaling.room.events import FloorRequested, QueueArranged, QueueOrderSet
from signaling.room.floor import FloorMode, Request, RequestOutcome
from signaling.room.instant import Instant
from signaling.room.refused import Refusal, Refused

ASKING = (FloorMode.QUEUE, FloorMode.ROUND)
"""Modes in which the floor can be asked for. A request made in them waits through the others, except ``open``."""


def request_floor(draft: Draft, command: RequestFloor, now: Instant) -> None:
    """Put somebody into the queue."""
    seat = present_member(draft.room, command.by)
    session_under_way(draft.room)
    if draft.room.floor.mode not in ASKING:
        raise Refused(Refusal.WRONG_MODE)
    if draft.room.floor.request_of(seat.seat) is not None:
        raise Refused(Refusal.ALREADY_QUEUED)
    draft.record(FloorRequested(Request(seat.seat, now, limit=len(draft.room.people))))


def withdraw_request(draft: Draft, command: WithdrawRequest) -> None:
    """Take somebody's own request out of the queue; in every mode, and on hold too."""
    seat = present_member(draft.room, command.by)
    if draft.room.floor.request_of(seat.seat) is None:
        raise Refused(Refusal.NOT_QUEUED if draft.room.floor.mode in ASKING else Refusal.WRONG_MODE)
    close_request(draft, seat.seat, RequestOutcome.WITHDRAWN)


def deny_request(draft: Draft, command: DenyRequest) -> None:
    """Say no to a request."""
    facilitator(draft.room, command.by)
    session_under_way(draft.room)
    seat = known(draft.room, command.seat)
    if draft.room.floor.request_of(seat.seat) is None:
        raise Refused(Refusal.NOT_QUEUED)
    close_request(draft, seat.seat, RequestOutcome.DENIED)


def set_queue_order(draft: Draft, command: SetQueueOrder) -> None:
    """Choose who comes first; what was arranged by hand is undone."""
    facilitator(draft.room, command.by)
    floor = draft.room.floor
    if floor.queue_order is not command.order or floor.arranged:
        draft.record(QueueOrderSet(command.order))


def move_request(draft: Draft, command: MoveRequest) -> None:
    """Give a request another place; the others keep their order, and who asks later comes after all of them."""
    facilitator(draft.room, command.by)
    session_under_way(draft.room)
    seat = known(draft.room, command.seat).seat
    order = [queued.request.seat for queued in draft.room.queue]
    if seat not in order:
        raise Refused(Refusal.NOT_QUEUED)
    order.remove(seat)
    order.insert(command.position - 1, seat)
    draft.record(QueueArranged(seat, tuple(order)))
