"""Everything one person sees."""

from signaling.room.ids import SeatId
from signaling.room.room import Room
from signaling.room.room_view import RoomView
from signaling.room.view.circle import circle_view
from signaling.room.view.facilitation import facilitation_view
from signaling.room.view.floor import FLOOR_AT_REST, floor_view
from signaling.room.view.own import own_view
from signaling.room.view.session import session_view


def view(room: Room, viewer: SeatId) -> RoomView:
    """Exactly what the person on ``viewer`` may see; outside the circle that is nobody but oneself.

    Raises:
        KeyError: the room has no such seat.
    """
    me = room.find(viewer)
    if me is None:
        raise KeyError(viewer)
    following = room.next_seat if me.in_circle else None
    return RoomView(
        room=session_view(room, me),
        me=own_view(room, me),
        circle=tuple(circle_view(room, seat, following) for seat in room.circle) if me.in_circle else (),
        floor=floor_view(room, following) if me.in_circle else FLOOR_AT_REST,
        facilitation=facilitation_view(room, me) if me.facilitates and me.present else None,
    )
