"""What facilitators see of the agenda."""

from dataclasses import dataclass

from signaling.room.agenda import SegmentKind


@dataclass(frozen=True, slots=True)
class PlannedSegmentView:
    """A segment as planned."""

    kind: SegmentKind
    title: str | None
    length_ms: int


@dataclass(frozen=True, slots=True)
class AgendaView:
    """The agenda, and where in it the session is."""

    segments: tuple[PlannedSegmentView, ...]
    current: int | None
