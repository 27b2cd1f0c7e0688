"""What a session is meant to go through, and how much time each part has."""

from dataclasses import dataclass
from enum import StrEnum

from signaling.room.instant import Instant


class SegmentKind(StrEnum):
    """What a segment is for."""

    CHECK_IN = "check_in"
    WORK = "work"
    FEEDBACK = "feedback"
    CHECK_OUT = "check_out"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the agenda."""

    kind: SegmentKind
    title: str | None
    """A name of the group's own; ``None`` to go by the kind."""
    length_ms: int


@dataclass(frozen=True, slots=True)
class RunningSegment:
    """The segment that the facilitator has moved to. Its end is soft: nothing happens then."""

    index: int
    kind: SegmentKind
    title: str | None
    ends: Instant


def default_agenda(length_ms: int) -> tuple[Segment, ...]:
    """Check-in, work, feedback and check-out in their usual shares of a session.

    >>> [segment.length_ms // 60_000 for segment in default_agenda(90 * 60_000)]
    [15, 48, 15, 12]
    """
    sixth, check_out = length_ms // 6, length_ms * 2 // 15
    work = length_ms - 2 * sixth - check_out
    return (
        Segment(SegmentKind.CHECK_IN, None, sixth),
        Segment(SegmentKind.WORK, None, work),
        Segment(SegmentKind.FEEDBACK, None, sixth),
        Segment(SegmentKind.CHECK_OUT, None, check_out),
    )
