"""A shared silence, and its clock."""

from dataclasses import dataclass, replace

from signaling.room.instant import Instant, later


@dataclass(frozen=True, slots=True)
class Silence:
    """A silence or grounding exercise.

    A timed one either runs, and has ``ends``, or stands because no facilitator is there, and has ``remaining_ms``. At zero
    nothing happens: a facilitator ends it.
    """

    ends: Instant | None = None
    remaining_ms: int | None = None
    """Negative past zero; ``None`` with ``ends`` for a silence without a clock."""

    def started(self, now: Instant) -> "Silence":
        """The silence with its clock running."""
        if self.remaining_ms is None:
            return self
        return Silence(ends=later(now, self.remaining_ms))

    def stopped(self, now: Instant) -> "Silence":
        """The silence with its clock standing at what remained at ``now``."""
        if self.ends is None:
            return self
        return replace(self, ends=None, remaining_ms=self.ends - now)
