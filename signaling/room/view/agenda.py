"""What facilitators see of the agenda."""

from signaling.room.room import Room
from signaling.room.room_view import AgendaView, PlannedSegmentView


def agenda_view(room: Room) -> AgendaView:
    """The agenda, and where in it the session is."""
    return AgendaView(
        segments=tuple(PlannedSegmentView(each.kind, each.title, each.length_ms) for each in room.agenda),
        current=None if room.segment is None else room.segment.index,
    )
