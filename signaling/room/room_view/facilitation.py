"""What only facilitators see."""

from dataclasses import dataclass

from signaling.room.instant import Instant
from signaling.room.room_view.agenda import AgendaView
from signaling.room.room_view.care import CardView, PersonView, SideRoomView, SupportView
from signaling.room.room_view.doors import ExpectedView, GuestView, WaitingView
from signaling.room.room_view.turns import RequestView, RoundOrderView


@dataclass(frozen=True, slots=True)
class Facilitation:
    """What facilitators present in the room see, and nobody else."""

    lobby: tuple[WaitingView, ...]
    expected: tuple[ExpectedView, ...]
    guests: tuple[GuestView, ...]
    queue: tuple[RequestView, ...]
    round: RoundOrderView | None
    support: tuple[SupportView, ...]
    people: tuple[PersonView, ...]
    agenda: AgendaView
    check_out_by_ms: Instant
    """When check-out must begin for every member to have a turn."""
    check_out_due: bool
    cards: tuple[CardView, ...]
    """Those that the viewer has opened."""
    side_room: SideRoomView | None
