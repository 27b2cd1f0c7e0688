"""Care for one another, unseen by the group."""

from dataclasses import dataclass
from typing import TypeAlias

from signaling.room.ids import SeatId, SignalId
from signaling.room.support import Signal


@dataclass(frozen=True, slots=True)
class SupportSignalled:
    """Somebody signalled to the facilitators; takes the place of that seat's earlier signal of the kind."""

    signal: Signal


@dataclass(frozen=True, slots=True)
class SupportAcknowledged:
    """A facilitator saw the signal."""

    signal: SignalId
    by: SeatId


CareEvent: TypeAlias = SupportSignalled | SupportAcknowledged
