"""Who comes when in the queue, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from signaling.room.floor import Floor, QueueOrder, Request
from signaling.room.ids import SeatId
from signaling.room.seat import Seat
from signaling.room.speech import deficits

DEFICIT_OF_A_MINUTE = 0.02
"""The speaking deficit that weighs as much as one minute of waiting: half a fair share among ten is worth 2.5 minutes."""


class Reason(StrEnum):
    """Why a request has its place."""

    ARRIVAL = "arrival"
    DEFICIT = "deficit"
    """It comes before one made earlier, since this person has spoken less."""
    WAITED = "waited"
    """Whatever the deficits: nobody waits longer than for as many grants as there are members."""
    MOVED = "moved"
    """A facilitator put it there."""


@dataclass(frozen=True, slots=True)
class Queued:
    """A request at its place in the queue."""

    request: Request
    reason: Reason
    deficit: float
    """Fair share minus the person's share of speech; see ``deficits``."""


def in_order(floor: Floor, people: Sequence[Seat]) -> tuple[Queued, ...]:
    """The whole queue, the first to be granted the floor first.

    Args:
        floor: Whose queue.
        people: Members and guests in the circle.
    """
    if not floor.queue:
        return ()
    short = deficits(people)
    ordered = _by_arrival(floor, short) if floor.queue_order is QueueOrder.ARRIVAL else _by_fairness(floor, short)
    if not floor.arranged:
        return tuple(ordered)
    places = {seat: place for place, seat in enumerate(floor.arranged)}
    return tuple(
        Queued(each.request, Reason.MOVED if each.request.moved else each.reason, each.deficit)
        for each in sorted(ordered, key=lambda one: places.get(one.request.seat, len(places)))
    )


def _by_arrival(floor: Floor, short: Mapping[SeatId, float]) -> list[Queued]:
    return [Queued(request, Reason.ARRIVAL, short.get(request.seat, 0.0)) for request in floor.queue]


def _by_fairness(floor: Floor, short: Mapping[SeatId, float]) -> list[Queued]:
    """The most underspoken and longest waiting first, as far as nobody waits beyond their limit for it."""
    waiting = list(floor.queue)
    ordered: list[Queued] = []
    while waiting:
        wanted = max(waiting, key=lambda request: (_weight(request, short), -waiting.index(request)))
        chosen = wanted if _leaves_time(waiting, wanted, len(ordered)) else _most_pressing(waiting)
        before = waiting[: waiting.index(chosen)]
        reason = Reason.WAITED if chosen is not wanted else Reason.DEFICIT if before else Reason.ARRIVAL
        ordered.append(Queued(chosen, reason, short.get(chosen.seat, 0.0)))
        waiting.remove(chosen)
    return ordered


def _weight(request: Request, short: Mapping[SeatId, float]) -> float:
    """Speaking deficit plus waiting time. Waiting counts from any fixed instant: only differences matter, and stay."""
    return short.get(request.seat, 0.0) - request.since / 60_000 * DEFICIT_OF_A_MINUTE


def _leaves_time(waiting: Sequence[Request], chosen: Request, granted: int) -> bool:
    """Whether everybody else can still be granted in time once ``chosen`` is, after ``granted`` others."""
    left = sorted(_grants_left(request) for request in waiting if request is not chosen)
    return all(granted + place <= limit for place, limit in enumerate(left, start=2))


def _most_pressing(waiting: Sequence[Request]) -> Request:
    return min(waiting, key=_grants_left)


def _grants_left(request: Request) -> int:
    """By which of the coming grants, counted from 1, the request is to be answered."""
    return request.limit - request.passed_over
