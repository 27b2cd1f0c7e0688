"""What must not reach a member, not even as a byte that changes (invariant 4)."""

from signaling.room import (
    Audience,
    CardLeft,
    CardOpened,
    CheckAsked,
    CheckOutDue,
    CheckUnanswered,
    Event,
    GuestAnswered,
    LastCallReached,
    LineWritten,
    LinkChanged,
    QueueOrder,
    Room,
    SeatId,
    SignOfLife,
    SpeechCounted,
    SupportAcknowledged,
    SupportCleared,
    SupportSignalled,
    WatchResumed,
    view,
)
from tests.signaling.room.meeting import as_json
from tests.signaling.room.stories.cast import MEMBERS


def check_privacy(event: Event, before: Room, after: Room) -> None:
    """``event`` led from ``before`` to ``after``: what is private leaves members with exactly what they saw."""
    match event:
        case SupportSignalled(signal):
            _nothing_seen(before, after, besides=signal.seat)
        case SupportAcknowledged(acknowledged):
            sender = next(signal.seat for signal in before.support if signal.signal == acknowledged)
            _nothing_seen(before, after, besides=sender)
        case SupportCleared(cleared):
            sender = next(signal.seat for signal in before.support if signal.signal == cleared)
            _nothing_seen(before, after, besides=sender)
        case SignOfLife(seat) | LinkChanged(seat) | CheckAsked(seat) | CheckUnanswered(seat) | CardLeft(seat):
            _nothing_seen(before, after, besides=seat)
        case GuestAnswered(answer=answer):
            _nothing_seen(before, after, besides=answer.by)
        case LineWritten(line) if line.to is not Audience.ALL:
            _nothing_seen(before, after, besides=next((box.seat for box in line.boxes), None))
        case CardOpened() | CheckOutDue() | WatchResumed():
            _nothing_seen(before, after)
        case SpeechCounted() if after.floor.queue_order is QueueOrder.ARRIVAL:
            _nothing_seen(before, after)
        case LastCallReached():
            _nothing_seen(before, after)
        case _:
            pass


def _nothing_seen(before: Room, after: Room, *, besides: SeatId | None = None) -> None:
    for seat in MEMBERS:
        assert seat == besides or as_json(view(before, seat)) == as_json(view(after, seat))
