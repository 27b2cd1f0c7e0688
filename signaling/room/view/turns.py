"""What facilitators see of turns, requests and speech."""

from signaling.room.ids import SeatId
from signaling.room.room import Room
from signaling.room.room_view import PlaceView, RequestView, RoundOrderView
from signaling.room.speech import evenness


def queue_view(room: Room) -> tuple[RequestView, ...]:
    """Who asks for the floor, in order."""
    return tuple(
        RequestView(each.request.seat, each.request.since, each.reason, round(each.deficit, 2)) for each in room.queue
    )


def round_order_view(room: Room) -> RoundOrderView | None:
    """The places of the running round of those who are in the circle."""
    running = room.floor.round
    if running is None:
        return None
    circle = {seat.seat for seat in room.circle}
    return RoundOrderView(
        tuple(PlaceView(place.seat, place.outcome) for place in running.places if place.seat in circle)
    )


def evenness_view(room: Room) -> float | None:
    """How evenly the people of the circle have talked, to a hundredth."""
    figure = evenness([seat.speech_ms for seat in room.people])
    return None if figure is None else round(figure, 2)


def not_yet_offered_view(room: Room) -> tuple[SeatId, ...] | None:
    """Who of the circle has not been offered a turn, once the end is near."""
    return tuple(seat.seat for seat in room.people if seat.offered == 0) if room.last_call else None
