"""When the clock next changes a room by itself."""

from signaling.room.due import due_in_care, due_in_landing
from signaling.room.instant import Instant
from signaling.room.room import Phase, Room


def deadline(room: Room) -> Instant | None:
    """The instant at which a ``Tick`` is due, or ``None`` once nothing will happen any more.

    It may lie in the past: then the tick is late, and due at once.
    """
    if room.phase is Phase.ENDED:
        return None
    due = [room.hard_end]
    if room.hold_at is not None:
        due.append(room.hold_at)
    if room.awaits_last_call:
        due.append(room.last_call_at)
    if room.phase is Phase.OPEN:
        due.append(room.ends)
    return min([*due, *due_in_landing(room), *due_in_care(room)])
