"""What only facilitators see."""

from signaling.room.landing import check_out_by
from signaling.room.room import Room
from signaling.room.room_view import Facilitation
from signaling.room.seat import Seat
from signaling.room.view.agenda import agenda_view
from signaling.room.view.care import cards_view, people_view, side_room_view, support_view
from signaling.room.view.doors import expected_view, guests_view, lobby_view
from signaling.room.view.turns import evenness_view, not_yet_offered_view, queue_view, round_order_view


def facilitation_view(room: Room, me: Seat) -> Facilitation:
    """What facilitators present in the room see, and nobody else; the cards are those of ``me``."""
    return Facilitation(
        lobby=lobby_view(room),
        expected=expected_view(room),
        guests=guests_view(room),
        queue_order=room.floor.queue_order,
        queue=queue_view(room),
        round=round_order_view(room),
        carried_over=room.carried_over,
        support=support_view(room),
        people=people_view(room, me),
        evenness=evenness_view(room),
        not_yet_offered=not_yet_offered_view(room),
        agenda=agenda_view(room),
        check_out_by_ms=check_out_by(room),
        check_out_due=room.check_out_due,
        cards=cards_view(room, me),
        side_room=side_room_view(room),
    )
