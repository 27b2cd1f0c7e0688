"""What the circle sees of the floor."""

from signaling.room.floor import FloorMode
from signaling.room.ids import SeatId
from signaling.room.room import Room
from signaling.room.room_view import FloorView, RoundView, TurnView

FLOOR_AT_REST = FloorView(mode=FloorMode.OPEN, holder=None, next=None, turn=None, round=None)
"""What somebody outside the circle sees of the floor."""


def floor_view(room: Room, following: SeatId | None) -> FloorView:
    """What everybody in the circle sees of the floor."""
    turn = room.floor.turn
    return FloorView(
        mode=room.floor.mode,
        holder=room.floor.holder,
        next=following,
        turn=None if turn is None else TurnView(turn.length_ms, turn.ends, turn.remaining_ms, paused=turn.paused),
        round=_round(room),
    )


def _round(room: Room) -> RoundView | None:
    running = room.floor.round
    if running is None:
        return None
    circle = {seat.seat for seat in room.circle}
    settled = sum(place.settled for place in running.places)
    owed = sum(not place.settled and place.seat in circle for place in running.places)
    return RoundView(number=running.number, taken=settled, total=settled + owed)
