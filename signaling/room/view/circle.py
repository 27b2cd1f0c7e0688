"""What the circle sees of one another."""

from signaling.room.ids import SeatId
from signaling.room.room import Room
from signaling.room.room_view import CircleView
from signaling.room.seat import Seat


def circle_view(room: Room, seat: Seat, following: SeatId | None) -> CircleView:
    """What everybody in the circle sees of ``seat``."""
    return CircleView(
        seat=seat.seat,
        name=seat.name,
        role=seat.role,
        state=seat.state,
        lead=room.lead == seat.seat,
        microphone=seat.microphone,
        camera=seat.camera,
        muted=seat.muted,
        has_floor=room.floor.holder == seat.seat,
        next=following == seat.seat,
        shielded=seat.shielded,
        aside=room.aside(seat.seat) is not None,
        reaction=None if seat.reaction is None else seat.reaction.kind,
    )
