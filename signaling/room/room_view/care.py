"""What facilitators see of calls for support."""

from dataclasses import dataclass

from signaling.room.ids import SeatId, SignalId
from signaling.room.instant import Instant
from signaling.room.support import SupportKind


@dataclass(frozen=True, slots=True)
class SupportView:
    """Somebody's support signal."""

    signal: SignalId
    seat: SeatId
    kind: SupportKind
    since_ms: Instant
    acknowledged: bool
