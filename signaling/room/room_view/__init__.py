"""What one person may see of a room, field for field as docs/protocol.md names it.

Plain data, encoded as it is. A field that only facilitators may see is in ``Facilitation`` and nowhere else.
"""

from signaling.room.room_view.agenda import AgendaView, PlannedSegmentView
from signaling.room.room_view.care import CardView, PersonView, SideRoomView, SupportView
from signaling.room.room_view.circle import CircleView
from signaling.room.room_view.doors import ExpectedView, GuestView, WaitingView
from signaling.room.room_view.facilitation import Facilitation
from signaling.room.room_view.floor import FloorView, RoundView, SilenceView, TurnView
from signaling.room.room_view.own import GuestQuestionView, LineView, OwnSupportView, OwnView
from signaling.room.room_view.session import KeyView, SegmentView, SessionView
from signaling.room.room_view.turns import PlaceView, RequestView, RoundOrderView
from signaling.room.room_view.whole import RoomView

__all__ = [
    "AgendaView",
    "CardView",
    "CircleView",
    "ExpectedView",
    "Facilitation",
    "FloorView",
    "GuestQuestionView",
    "GuestView",
    "KeyView",
    "LineView",
    "OwnSupportView",
    "OwnView",
    "PersonView",
    "PlaceView",
    "PlannedSegmentView",
    "RequestView",
    "RoomView",
    "RoundOrderView",
    "RoundView",
    "SegmentView",
    "SessionView",
    "SideRoomView",
    "SilenceView",
    "SupportView",
    "TurnView",
    "WaitingView",
]
