"""What only facilitators see."""

from signaling.room.room import Room
from signaling.room.room_view import Facilitation
from signaling.room.view.care import support_view
from signaling.room.view.doors import expected_view, lobby_view
from signaling.room.view.turns import queue_view, round_order_view


def facilitation_view(room: Room) -> Facilitation:
    """What facilitators present in the room see, and nobody else."""
    return Facilitation(
        lobby=lobby_view(room),
        expected=expected_view(room),
        queue=queue_view(room),
        round=round_order_view(room),
        support=support_view(room),
    )
