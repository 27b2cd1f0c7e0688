"""Care for one another, most of it unseen by the group."""

from dataclasses import dataclass
from typing import TypeAlias

from signaling.room.ids import SeatId, SignalId
from signaling.room.reaction import ReactionKind
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


@dataclass(frozen=True, slots=True)
class SetShield:
    """Be cut off from the group at once, both ways, or come back."""

    by: SeatId
    up: bool


@dataclass(frozen=True, slots=True)
class React:
    """Show the circle a quiet word for some seconds."""

    by: SeatId
    kind: ReactionKind


@dataclass(frozen=True, slots=True)
class Here:
    """Give a sign of life: a key was pressed, or a check answered."""

    by: SeatId


@dataclass(frozen=True, slots=True)
class CheckOn:
    """Ask somebody privately whether they are all right."""

    by: SeatId
    seat: SeatId


@dataclass(frozen=True, slots=True)
class OpenSideRoom:
    """Take somebody aside while another facilitator keeps the group."""

    by: SeatId
    seat: SeatId


@dataclass(frozen=True, slots=True)
class CloseSideRoom:
    """Bring both back to the group."""

    by: SeatId


CareMemberCommand: TypeAlias = SignalSupport | SetShield | React | Here

CareFacilitatorCommand: TypeAlias = AcknowledgeSupport | CheckOn | OpenSideRoom | CloseSideRoom

CareCommand: TypeAlias = CareMemberCommand | CareFacilitatorCommand
