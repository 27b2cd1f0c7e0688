"""How turns and rounds change a room."""

from dataclasses import replace

from signaling.room.floor import Floor, FloorMode
from signaling.room.ids import SeatId
from signaling.room.place import SETTLED, Outcome, Place
from signaling.room.room import Room
from signaling.room.round import Round
from signaling.room.seat import Role, Seat
from signaling.room.turn import Turn


def turn_begun(room: Room, turn: Turn, *, granted: bool) -> Room:
    """Somebody has the floor, by a facilitator's word or as the round goes."""
    room = _opportunity_noted(room, turn.seat)
    floor = replace(room.floor, turn=turn, turns=turn.number)
    if granted and floor.mode is FloorMode.QUEUE:
        passed_over = (replace(request, passed_over=request.passed_over + 1) for request in floor.queue)
        floor = replace(floor, queue=tuple(passed_over))
    running = floor.round
    if running is not None:
        inserted = tuple(seat for seat in running.inserted if seat != turn.seat)
        floor = replace(floor, round=_offered(replace(running, inserted=inserted), turn.seat, granted=granted))
    return replace(room, floor=floor)


def turn_ended(room: Room, seat_id: SeatId, *, taken: bool) -> Room:
    """Nobody has the floor."""
    room = replace(room, floor=replace(room.floor, turn=None))
    seat = room.find(seat_id)
    if seat is None or not taken:
        return room
    return _nothing_owed(room.with_seat(replace(seat, taken=seat.taken + 1)), seat_id)


def turn_settled(room: Room, seat: SeatId, outcome: Outcome) -> Room:
    """The round has a note of what became of a turn."""
    running = room.floor.round
    place = None if running is None else running.place(seat)
    if place is None:
        return room
    if outcome in SETTLED:
        room = _nothing_owed(room, seat)
    return with_place(room, replace(place, outcome=outcome))


def round_begun(room: Room, begun: Round) -> Room:
    """A round runs and nobody has been offered a turn; everybody there took part in one more, somebody is the first."""
    mode = FloorMode.ROUND if begun.sharer is None else FloorMode.FEEDBACK
    floor = replace(room.floor, mode=mode, round=begun, silence=None, resume=_resume(room.floor))
    begun_in = replace(room, rounds=begun.number, floor=floor)
    if begun.sharer is not None:
        return begun_in
    first = begun.next_seat(room.present)
    counted = tuple(_counted(seat, begun, first) if seat.seat in room.present else seat for seat in room.seats)
    return replace(begun_in, seats=counted)


def with_place(room: Room, place: Place) -> Room:
    """The room with one place of its running round changed or added."""
    running = room.floor.round
    if running is None:
        return room
    return replace(room, floor=replace(room.floor, round=running.with_place(place)))


def _offered(running: Round, seat: SeatId, *, granted: bool) -> Round:
    """What is granted to the sharer is no answer, and what is granted to somebody who had a turn is one more."""
    place = running.place(seat)
    if place is None or place.settled or (granted and seat == running.sharer):
        return running
    return running.with_place(place.offered())


def _opportunity_noted(room: Room, seat_id: SeatId) -> Room:
    seat = room.find(seat_id)
    return room if seat is None else room.with_seat(replace(seat, offered=seat.offered + 1))


def _nothing_owed(room: Room, seat: SeatId) -> Room:
    return replace(room, carried_over=tuple(each for each in room.carried_over if each != seat))


def _counted(seat: Seat, begun: Round, first: SeatId | None) -> Seat:
    if seat.role is not Role.MEMBER or begun.place(seat.seat) is None:
        return seat
    return replace(seat, rounds=seat.rounds + 1, firsts=seat.firsts + (seat.seat == first))


def _resume(floor: Floor) -> FloorMode:
    """A piece or a silence is over when a round begins."""
    return floor.mode if floor.mode in (FloorMode.OPEN, FloorMode.QUEUE) else FloorMode.OPEN
