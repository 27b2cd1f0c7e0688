"""To whose pages somebody may seal something."""

from signaling.room.ids import SeatId
from signaling.room.line import Chat
from signaling.room.room import Room
from signaling.room.room_view import KeyView
from signaling.room.seat import Seat, SeatState


def keys_view(room: Room, me: Seat) -> tuple[KeyView, ...]:
    """The facilitators' keys; in a chatting circle everybody's there; for a facilitator those of all who are about."""
    return tuple(
        KeyView(seat.seat, seat.key)
        for seat in room.seats
        if seat.key is not None and seat is not me and _may_seal(room, me, seat)
    )


def facilitators_keys(room: Room) -> dict[SeatId, str]:
    """The keys of the facilitators in the circle, by seat."""
    return {seat.seat: seat.key for seat in room.circle if seat.facilitates and seat.key is not None}


def _may_seal(room: Room, me: Seat, to: Seat) -> bool:
    if to.facilitates and to.in_circle:
        return True
    if me.facilitates and me.in_circle:
        return to.in_circle or (to.connected and to.state is SeatState.LOBBY)
    return room.chat is Chat.ALL and me.in_circle and to.in_circle
