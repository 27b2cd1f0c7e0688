"""Events of signaling/room/events/lines.py applied to a room."""

from dataclasses import replace
from typing import assert_never

from signaling.room.card import CardCopy, CardOpening
from signaling.room.events import lines as e
from signaling.room.ids import SeatId
from signaling.room.room import Room


def evolve_lines(room: Room, event: e.LinesEvent) -> Room:
    """The room after ``event``. Total: never refuses, and an event about an unknown seat changes no seat."""
    match event:
        case e.KeySet(seat, key):
            found = room.find(seat)
            return room if found is None else room.with_seat(replace(found, key=key))
        case e.ChatSet(chat):
            return replace(room, chat=chat)
        case e.LineWritten(line):
            return replace(room, lines=(*room.lines, line))
        case e.LineDropped(line):
            return replace(room, lines=tuple(each for each in room.lines if each.line != line))
        case e.CardLeft(seat, copies):
            return _card_left(room, seat, copies)
        case e.CardOpened(seat, opening):
            return _card_opened(room, seat, opening)
        case _:
            assert_never(event)


def _card_left(room: Room, seat_id: SeatId, copies: tuple[CardCopy, ...]) -> Room:
    seat = room.find(seat_id)
    if seat is None:
        return room
    renewed = {copy.sealed.seat for copy in copies}
    others = tuple(copy for copy in seat.card.copies if copy.sealed.seat not in renewed)
    return room.with_seat(replace(seat, card=replace(seat.card, copies=(*others, *copies))))


def _card_opened(room: Room, seat_id: SeatId, opening: CardOpening) -> Room:
    seat = room.find(seat_id)
    if seat is None:
        return room
    return room.with_seat(replace(seat, card=replace(seat.card, openings=(*seat.card.openings, opening))))
