"""Care for one another, unseen by the group."""

from dataclasses import dataclass
from typing import TypeAlias

from signaling.room.ids import SeatId, SignalId
from signaling.room.support import SupportKind


@dataclass(frozen=True, slots=True)
class SignalSupport:
    """Tell the facilitators, and nobody else, that something is the matter."""

    by: SeatId
    kind: SupportKind


@dataclass(frozen=True, slots=True)
class AcknowledgeSupport:
    """Tell the sender that the signal was seen."""

    by: SeatId
    signal: SignalId


CareMemberCommand: TypeAlias = SignalSupport

CareFacilitatorCommand: TypeAlias = AcknowledgeSupport

CareCommand: TypeAlias = CareMemberCommand | CareFacilitatorCommand
