"""What only facilitators see."""

from dataclasses import dataclass

from signaling.room.floor import QueueOrder
from signaling.room.ids import SeatId
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
    queue_order: QueueOrder
    queue: tuple[RequestView, ...]
    round: RoundOrderView | None
    carried_over: tuple[SeatId, ...]
    """Who is owed a turn by an earlier round or session; offered first in the next round."""
    support: tuple[SupportView, ...]
    people: tuple[PersonView, ...]
    evenness: float | None
    """Normalised entropy of speech over the people of the circle, 0..1 to a hundredth; ``None`` while nobody has spoken."""
    not_yet_offered: tuple[SeatId, ...] | None
    """People of the circle who have not been offered a turn; ``None`` until 20 minutes before the end."""
    agenda: AgendaView
    check_out_by_ms: Instant
    """When check-out must begin for every member to have a turn."""
    check_out_due: bool
    cards: tuple[CardView, ...]
    """Those that the viewer has opened."""
    side_room: SideRoomView | None
