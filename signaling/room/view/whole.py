"""Everything one person sees."""

from functools import cached_property

from signaling.room.ids import SeatId
from signaling.room.room import Room
from signaling.room.room_view import CircleView, FloorView, KeyView, RoomView, SessionView
from signaling.room.view.circle import circle_view
from signaling.room.view.facilitation import facilitation_view
from signaling.room.view.floor import FLOOR_AT_REST, floor_view
from signaling.room.view.keys import keys_view
from signaling.room.view.own import own_view
from signaling.room.view.session import session_view


class Scene:
    """A room about to be shown to several people: what they see alike is made once, and is the same object for all."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self._sessions: dict[tuple[KeyView, ...], SessionView] = {}

    def seen_by(self, viewer: SeatId) -> RoomView:
        """Exactly what the person on ``viewer`` may see; outside the circle that is nobody but oneself.

        Raises:
            KeyError: the room has no such seat.
        """
        room = self.room
        me = room.find(viewer)
        if me is None:
            raise KeyError(viewer)
        return RoomView(
            room=self._session(keys_view(room, me)),
            me=own_view(room, me),
            circle=self._circle if me.in_circle else (),
            floor=self._floor if me.in_circle else FLOOR_AT_REST,
            facilitation=facilitation_view(room, me) if me.facilitates and me.present else None,
        )

    def _session(self, keys: tuple[KeyView, ...]) -> SessionView:
        known = self._sessions.get(keys)
        if known is None:
            known = self._sessions[keys] = session_view(self.room, keys)
        return known

    @cached_property
    def _following(self) -> SeatId | None:
        return self.room.next_seat

    @cached_property
    def _circle(self) -> tuple[CircleView, ...]:
        return tuple(circle_view(self.room, seat, self._following) for seat in self.room.circle)

    @cached_property
    def _floor(self) -> FloorView:
        return floor_view(self.room, self._following)


def view(room: Room, viewer: SeatId) -> RoomView:
    """Exactly what the person on ``viewer`` may see; see `Scene`.

    Raises:
        KeyError: the room has no such seat.
    """
    return Scene(room).seen_by(viewer)
