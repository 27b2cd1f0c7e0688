"""Everything one person sees."""

from dataclasses import dataclass

from signaling.room.room_view.circle import CircleView
from signaling.room.room_view.facilitation import Facilitation
from signaling.room.room_view.floor import FloorView
from signaling.room.room_view.own import OwnView
from signaling.room.room_view.session import SessionView


@dataclass(frozen=True, slots=True)
class RoomView:
    """Everything one person may see."""

    room: SessionView
    me: OwnView
    circle: tuple[CircleView, ...]
    floor: FloorView
    facilitation: Facilitation | None
