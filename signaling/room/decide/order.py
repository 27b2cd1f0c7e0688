"""In which order a round offers its turns."""

from collections.abc import Sequence

from signaling.room.commands import StartRound
from signaling.room.ids import SeatId
from signaling.room.room import Room
from signaling.room.round import RoundOrder
from signaling.room.seat import Role, Seat
from signaling.room.shuffle import shuffled


def in_order(room: Room, command: StartRound) -> list[SeatId]:
    """Every member and guest of the circle, in the order of their first turns.

    Whoever is owed a turn comes first, in a chosen order right after those whom the facilitator named.
    """
    circle = around(room, first_of(room))
    owed = [seat for seat in room.carried_over if seat in circle]
    match command.order:
        case RoundOrder.CIRCLE:
            order = [*owed, *circle]
        case RoundOrder.CHOSEN:
            order = [*command.seats, *owed, *circle]
        case RoundOrder.RANDOM:
            order = [*owed, *shuffled(circle, command.seed)]
    return list(dict.fromkeys(order))


def around(room: Room, first: SeatId | None) -> list[SeatId]:
    """Members and guests of the circle in its order, from ``first`` on."""
    order = [seat.seat for seat in room.people]
    start = order.index(first) if first in order else 0
    return order[start:] + order[:start]


def first_of(room: Room) -> SeatId | None:
    """With whom a round begins: the member there who has been the first least often, for the rounds they took part in.

    Two members who are always there together are first equally often, or one of them once more. One that is new starts
    as if average. Between equals this week's start decides; a guest is first only where there is no member.
    """
    there = [seat for seat in _from_this_weeks_start(room) if seat.seat in room.present]
    members = [seat for seat in there if seat.role is Role.MEMBER] or there
    if not members:
        return None
    return min(members, key=lambda seat: (seat.firsts + 1) / (seat.rounds + len(members))).seat


def _from_this_weeks_start(room: Room) -> Sequence[Seat]:
    everybody = [seat for seat in room.seats if not seat.facilitates]
    start = room.round_start % max(1, len(everybody))
    return everybody[start:] + everybody[:start]
