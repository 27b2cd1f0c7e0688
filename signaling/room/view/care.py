"""What facilitators see of those who may need them."""

from signaling.room.room import Room
from signaling.room.room_view import CardView, PersonView, SideRoomView, SupportView
from signaling.room.seat import Seat


def support_view(room: Room) -> tuple[SupportView, ...]:
    """The last signal of each kind from each seat."""
    return tuple(
        SupportView(each.signal, each.seat, each.kind, each.since, acknowledged=each.acknowledged)
        for each in room.support
    )


def people_view(room: Room, me: Seat) -> tuple[PersonView, ...]:
    """How the members and guests in the circle are; cards as ``me`` can open them."""
    return tuple(_person(seat, me) for seat in room.circle if not seat.facilitates)


def cards_view(room: Room, me: Seat) -> tuple[CardView, ...]:
    """The cards that ``me`` has opened."""
    return tuple(
        CardView(seat.seat, sealed.box)
        for seat in room.seats
        if me.seat in seat.card.opened_by and (sealed := seat.card.copy_for(me.seat, me.key)) is not None
    )


def side_room_view(room: Room) -> SideRoomView | None:
    """Who is in the side room."""
    return None if room.side_room is None else SideRoomView(room.side_room.facilitator, room.side_room.seat)


def _person(seat: Seat, me: Seat) -> PersonView:
    wellbeing = seat.wellbeing
    return PersonView(
        seat=seat.seat,
        offered=seat.offered,
        taken=seat.taken,
        speech_ms=seat.speech_ms,
        connection=wellbeing.connection,
        unresponsive=wellbeing.unresponsive,
        card="none" if seat.card.copy_for(me.seat, me.key) is None else "sealed",
        card_opened_by=seat.card.opened_by,
    )
