"""When something of care, or of what people write, is over."""

from collections.abc import Iterator

from signaling.room.instant import Instant, later
from signaling.room.landing import awaits_check_out, check_out_by, next_cue
from signaling.room.room import HOLD_AFTER_MS, Room
from signaling.room.seat import SeatState
from signaling.room.watch import check_at


def deserted_at(room: Room) -> Instant | None:
    """When the side room ends because its facilitator dropped and did not return: as soon as a group would be held."""
    seat = None if room.side_room is None else room.find(room.side_room.facilitator)
    if seat is None or seat.state is not SeatState.AWAY or seat.since is None:
        return None
    return later(seat.since, HOLD_AFTER_MS)


def due_in_care(room: Room) -> Iterator[Instant]:
    """Every instant at which the clock has something to do for somebody."""
    if (deserted := deserted_at(room)) is not None:
        yield deserted
    for signal in room.support:
        if signal.goes is not None:
            yield signal.goes
    for line in room.lines:
        yield line.ends
    for seat in room.circle:
        if seat.reaction is not None:
            yield seat.reaction.until
        if seat.wellbeing.check is not None:
            yield seat.wellbeing.check.ends
        if (ask := check_at(room, seat)) is not None:
            yield ask


def due_in_landing(room: Room) -> Iterator[Instant]:
    """Every instant at which the clock has a cue to give."""
    if room.under_way and (cue := next_cue(room)) is not None:
        yield cue
    if awaits_check_out(room):
        yield check_out_by(room)
