"""The session as everybody sees it."""

from signaling.room.room import Room
from signaling.room.room_view import KeyView, SegmentView, SessionView


def session_view(room: Room, keys: tuple[KeyView, ...]) -> SessionView:
    """What everybody sees of the session, from the lobby too, with the ``keys`` that one may seal something to."""
    return SessionView(
        name=room.name,
        phase=room.phase,
        locked=room.locked,
        starts_ms=room.starts,
        ends_ms=room.ends,
        hold_policy=room.hold_policy,
        microphone_rule=room.microphone_rule,
        facilitator_present=room.facilitator_present,
        capacity=room.capacity,
        landing=room.landing,
        segment=_segment(room),
        debrief=room.debrief,
        chat=room.chat,
        reactions=room.reactions,
        emergency_card=room.emergency_card,
        keys=keys,
    )


def _segment(room: Room) -> SegmentView | None:
    running = room.segment
    return None if running is None else SegmentView(running.index, running.kind, running.title, running.ends)
