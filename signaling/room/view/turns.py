"""What facilitators see of turns and requests."""

from signaling.room.room import Room
from signaling.room.room_view import PlaceView, RequestView, RoundOrderView


def queue_view(room: Room) -> tuple[RequestView, ...]:
    """Who asks for the floor, in order."""
    return tuple(RequestView(request.seat, request.since) for request in room.floor.queue)


def round_order_view(room: Room) -> RoundOrderView | None:
    """The places of the running round of those who are in the circle."""
    running = room.floor.round
    if running is None:
        return None
    circle = {seat.seat for seat in room.circle}
    return RoundOrderView(
        tuple(PlaceView(place.seat, place.outcome) for place in running.places if place.seat in circle)
    )
