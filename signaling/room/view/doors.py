"""What facilitators see of those who are not in the room."""

from signaling.room.room import Room
from signaling.room.room_view import ExpectedView, WaitingView
from signaling.room.seat import SeatState


def lobby_view(room: Room) -> tuple[WaitingView, ...]:
    """Who waits to be let in, the longest waiting first."""
    return tuple(
        WaitingView(seat.seat, seat.name, seat.role, seat.since, connected=seat.connected)
        for seat in room.waiting
        if seat.since is not None
    )


def expected_view(room: Room) -> tuple[ExpectedView, ...]:
    """Who has not come, or has gone."""
    return tuple(
        ExpectedView(seat.seat, seat.name, seat.role, seat.state)
        for seat in room.seats
        if seat.state in (SeatState.EXPECTED, SeatState.LEFT, SeatState.REMOVED)
    )
