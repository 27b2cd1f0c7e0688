"""Who may ask, and of whom; every check of a role, a presence or a phase is one of these."""

from signaling.room.ids import SeatId
from signaling.room.refused import Refusal, Refused
from signaling.room.room import Phase, Room
from signaling.room.round import Round
from signaling.room.seat import Seat, SeatState


def known(room: Room, seat: SeatId) -> Seat:
    """The seat of that id, or a refusal."""
    found = room.find(seat)
    if found is None:
        raise Refused(Refusal.UNKNOWN_SEAT)
    return found


def present(room: Room, by: SeatId) -> Seat:
    """Somebody in the room with a live connection."""
    seat = known(room, by)
    if not seat.present:
        raise Refused(Refusal.NOT_PRESENT)
    return seat


def member(room: Room, by: SeatId) -> Seat:
    """A member or guest, wherever they are."""
    seat = known(room, by)
    if seat.facilitates:
        raise Refused(Refusal.NOT_PERMITTED)
    return seat


def present_member(room: Room, by: SeatId) -> Seat:
    """A member or guest in the room with a live connection."""
    member(room, by)
    return present(room, by)


def facilitator(room: Room, by: SeatId) -> Seat:
    """A facilitator in the room with a live connection; on hold the one in the side room may not act on the group."""
    seat = facilitator_even_on_hold(room, by)
    if room.phase is Phase.ON_HOLD:
        raise Refused(Refusal.WRONG_PHASE)
    return seat


def facilitator_even_on_hold(room: Room, by: SeatId) -> Seat:
    """A facilitator in the room with a live connection."""
    if not known(room, by).facilitates:
        raise Refused(Refusal.NOT_PERMITTED)
    return present(room, by)


def with_group(room: Room, by: SeatId) -> Seat:
    """Somebody in the room with a live connection and not in the side room."""
    seat = present(room, by)
    if room.aside(by) is not None:
        raise Refused(Refusal.NOT_PRESENT)
    return seat


def member_or_waiting(room: Room, by: SeatId) -> Seat:
    """A member or guest in the room or in the lobby with a live connection."""
    seat = member(room, by)
    return seat if seat.state is SeatState.LOBBY else present(room, by)


def member_in_circle(room: Room, seat: SeatId) -> Seat:
    """A member or guest in the room, whose connection may have dropped."""
    found = member(room, seat)
    if not found.in_circle:
        raise Refused(Refusal.NOT_PRESENT)
    return found


def session_under_way(room: Room) -> None:
    """The session has begun, is not over, and is not on hold."""
    if not room.under_way:
        raise Refused(Refusal.WRONG_PHASE)


def round_runs(room: Room) -> Round:
    """The go-round, or the feedback, that is going on."""
    session_under_way(room)
    if room.floor.round is None:
        raise Refused(Refusal.WRONG_MODE)
    return room.floor.round


def turn_meant(room: Room, number: int | None) -> None:
    """The turn of that number is still the one that goes on; ``None`` means whichever does."""
    turn = room.floor.turn
    if number is not None and (turn is None or turn.number != number):
        raise Refused(Refusal.STALE)
