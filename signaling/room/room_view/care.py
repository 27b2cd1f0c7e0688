"""What facilitators see of those who may need them."""

from dataclasses import dataclass

from signaling.room.ids import SeatId, SignalId
from signaling.room.instant import Instant
from signaling.room.support import SupportKind
from signaling.room.wellbeing import Link


@dataclass(frozen=True, slots=True)
class SupportView:
    """Somebody's support signal."""

    signal: SignalId
    seat: SeatId
    kind: SupportKind
    since_ms: Instant
    acknowledged: bool


@dataclass(frozen=True, slots=True)
class PersonView:
    """A member or guest in the circle."""

    seat: SeatId
    offered: int
    """Turns offered or granted in this session."""
    taken: int
    """Those of them that the person had."""
    speech_ms: int
    connection: Link
    unresponsive: bool
    card: str
    """``sealed`` if the viewer can open it now, else ``none``."""
    card_opened_by: tuple[SeatId, ...]


@dataclass(frozen=True, slots=True)
class CardView:
    """An emergency card that the viewer has opened, sealed to the key of the viewer's page."""

    seat: SeatId
    box: str


@dataclass(frozen=True, slots=True)
class SideRoomView:
    """Who is in the side room."""

    facilitator: SeatId
    seat: SeatId
