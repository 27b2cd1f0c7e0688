"""Two people apart from the group."""

from dataclasses import dataclass

from signaling.room.ids import SeatId


@dataclass(frozen=True, slots=True)
class SideRoom:
    """A facilitator and a member who hear and see each other and nobody else."""

    facilitator: SeatId
    seat: SeatId

    @property
    def pair(self) -> tuple[SeatId, SeatId]:
        """Both of them."""
        return self.facilitator, self.seat

    def other(self, seat: SeatId) -> SeatId | None:
        """With whom ``seat`` is there; ``None`` for anybody else."""
        if seat == self.facilitator:
            return self.seat
        return self.facilitator if seat == self.seat else None
