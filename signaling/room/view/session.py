"""The session as everybody sees it."""

from signaling.room.room import Room
from signaling.room.room_view import SessionView


def session_view(room: Room) -> SessionView:
    """What everybody sees of the session, from the lobby too."""
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
    )
