"""What only facilitators see."""

from dataclasses import dataclass

from signaling.room.room_view.care import SupportView
from signaling.room.room_view.doors import ExpectedView, WaitingView
from signaling.room.room_view.turns import RequestView, RoundOrderView


@dataclass(frozen=True, slots=True)
class Facilitation:
    """What facilitators present in the room see, and nobody else."""

    lobby: tuple[WaitingView, ...]
    expected: tuple[ExpectedView, ...]
    queue: tuple[RequestView, ...]
    round: RoundOrderView | None
    support: tuple[SupportView, ...]
