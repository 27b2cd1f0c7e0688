"""The floor in somebody's hands, and its clock."""

from dataclasses import dataclass, replace

from signaling.room.ids import SeatId
from signaling.room.instant import Instant, later


@dataclass(frozen=True, slots=True)
class Turn:
    """One seat's hold of the floor.

    The clock of a timed turn either runs, and has ``ends``, or stands, and has ``remaining_ms``. It is a sign, not a
    limit: at zero nothing is cut and it goes on below.
    """

    seat: SeatId
    number: int = 0
    """Which turn of the session it is, from 1."""
    length_ms: int | None = None
    """``None`` for a turn without a clock; then ``ends`` and ``remaining_ms`` are ``None`` too."""
    ends: Instant | None = None
    remaining_ms: int | None = None
    paused: bool = False
    """A facilitator stopped the clock; only a facilitator starts it again."""

    @classmethod
    def new(cls, seat: SeatId, number: int, length_ms: int | None) -> "Turn":
        """A turn whose clock, if it has one, has yet to start."""
        return cls(seat, number, length_ms, remaining_ms=length_ms)

    def started(self, now: Instant) -> "Turn":
        """The turn with its clock running, unless a facilitator paused it."""
        if self.remaining_ms is None or self.paused:
            return self
        return replace(self, ends=later(now, self.remaining_ms), remaining_ms=None)

    def stopped(self, now: Instant) -> "Turn":
        """The turn with its clock standing at what remained at ``now``."""
        if self.ends is None:
            return self
        return replace(self, ends=None, remaining_ms=self.ends - now)

    def extended(self, by_ms: int) -> "Turn":
        """A timed turn with ``by_ms`` more, its clock running or standing as before."""
        return replace(
            self,
            length_ms=None if self.length_ms is None else self.length_ms + by_ms,
            ends=None if self.ends is None else later(self.ends, by_ms),
            remaining_ms=None if self.remaining_ms is None else self.remaining_ms + by_ms,
        )
