"""Coming to an end in good time."""

from signaling.room.agenda import SegmentKind
from signaling.room.instant import Instant, later
from signaling.room.room import Phase, Room

CUES_MIN = (15, 5, 2, 0)
"""Minutes before the end at which everybody is told how late it is."""

MINUTE_MS = 60_000

CHECK_OUT_TURN_MS = 90_000
"""What one member needs to say how they are leaving."""

EXTENSION_MS = 5 * MINUTE_MS


def landing_at(ends: Instant, now: Instant) -> int | None:
    """The last cue reached by ``now`` of a session that is to end at ``ends``.

    >>> landing_at(Instant(20 * MINUTE_MS), Instant(16 * MINUTE_MS))
    5
    """
    reached = [cue for cue in CUES_MIN if now >= later(ends, -cue * MINUTE_MS)]
    return min(reached, default=None)


def next_cue(room: Room) -> Instant | None:
    """When the next cue is due."""
    coming = [cue for cue in CUES_MIN if room.landing is None or cue < room.landing]
    return later(room.ends, -max(coming) * MINUTE_MS) if coming else None


def check_out_by(room: Room) -> Instant:
    """When check-out must begin for every member and guest in the circle to have a turn before the end."""
    members = sum(not seat.facilitates for seat in room.circle)
    return later(room.ends, -members * CHECK_OUT_TURN_MS)


def awaits_check_out(room: Room) -> bool:
    """Whether there is somebody to check out, and nobody has begun or been told to."""
    checking_out = room.segment is not None and room.segment.kind is SegmentKind.CHECK_OUT
    somebody = any(not seat.facilitates for seat in room.circle)
    return room.phase in (Phase.OPEN, Phase.CLOSING) and somebody and not (checking_out or room.check_out_due)
