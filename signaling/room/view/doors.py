"""What facilitators see of those who are not in the room."""

from signaling.room.consent import missing
from signaling.room.room import Room
from signaling.room.room_view import ExpectedView, GuestView, WaitingView
from signaling.room.seat import SeatState


def lobby_view(room: Room) -> tuple[WaitingView, ...]:
    """Who waits to be let in, the longest waiting first."""
    return tuple(
        WaitingView(seat.seat, seat.name, seat.role, seat.since, connected=seat.connected, late=seat.late)
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


def guests_view(room: Room) -> tuple[GuestView, ...]:
    """What came of asking the members about each guest."""
    return tuple(
        GuestView(seat.seat, seat.name, answer, missing(seat.answers, room.members))
        for seat in room.seats
        if (answer := room.consent(seat)) is not None
    )
