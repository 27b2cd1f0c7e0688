"""What the circle sees of the floor."""

from signaling.room.floor import FloorMode
from signaling.room.ids import SeatId
from signaling.room.room import Room
from signaling.room.room_view import FloorView, RoundView, SilenceView, TurnView
from signaling.room.silence import Silence
from signaling.room.turn import Turn

FLOOR_AT_REST = FloorView(mode=FloorMode.OPEN, holder=None, next=None, turn=None, round=None, quiet=None)
"""What somebody outside the circle sees of the floor."""


def floor_view(room: Room, following: SeatId | None) -> FloorView:
    """What everybody in the circle sees of the floor."""
    return FloorView(
        mode=room.floor.mode,
        holder=room.floor.holder,
        next=following,
        turn=_turn(room.floor.turn),
        round=_round(room),
        quiet=_silence(room.floor.silence),
    )


def _turn(turn: Turn | None) -> TurnView | None:
    if turn is None:
        return None
    return TurnView(turn.number, turn.length_ms, turn.ends, turn.remaining_ms, paused=turn.paused)


def _silence(silence: Silence | None) -> SilenceView | None:
    return None if silence is None else SilenceView(silence.ends, silence.remaining_ms)


def _round(room: Room) -> RoundView | None:
    running = room.floor.round
    if running is None:
        return None
    circle = {seat.seat for seat in room.circle}
    settled = sum(place.settled for place in running.turns)
    coming = sum(not place.settled and place.seat in circle for place in running.turns)
    return RoundView(
        number=running.number,
        taken=settled,
        total=settled + coming,
        prompt=running.prompt,
        sharer=running.sharer,
        answering=running.answering,
    )
