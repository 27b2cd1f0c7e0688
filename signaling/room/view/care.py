"""What facilitators see of calls for support."""

from signaling.room.room import Room
from signaling.room.room_view import SupportView


def support_view(room: Room) -> tuple[SupportView, ...]:
    """The last signal of each kind from each seat."""
    return tuple(
        SupportView(each.signal, each.seat, each.kind, each.since, acknowledged=each.acknowledged)
        for each in room.support
    )
