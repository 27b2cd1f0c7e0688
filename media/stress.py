"""How much of what it can do a relay worker does."""

from collections import deque
from dataclasses import dataclass

FULL_ABOVE = 0.8
"""Stress above which a worker takes no new room: the rest is for people who come back and pictures that grow."""
WINDOW = 5
"""Readings that an average is taken over."""
REMEMBERED = 10
"""Readings for which a worker that had to drop something counts as one that can do no more."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A worker's counters at one moment."""

    at_s: float
    cpu_s: float
    """CPU time of its thread."""
    shed: int
    """Datagrams that were given up because there were too many, read or sent."""


class StressMeter:
    """Turns readings, one a second or so, into a number from 0 (idle) to 1 (nothing more can be done).

    It is the share of a core that the thread used over the last readings; or 1 after packets had to be given up.

    >>> meter = StressMeter()
    >>> for second in range(4):
    ...     meter.take(Reading(at_s=second, cpu_s=0.25 * second, shed=0))
    >>> meter.stress
    0.25
    """

    def __init__(self) -> None:
        """Nothing is known yet; that is no stress."""
        self._readings: deque[Reading] = deque(maxlen=WINDOW + 1)
        self._calm = REMEMBERED
        """Readings since something was given up."""

    @property
    def stress(self) -> float:
        """From 0 to 1."""
        if self._calm < REMEMBERED:
            return 1.0
        if len(self._readings) < 2:
            return 0.0
        first, last = self._readings[0], self._readings[-1]
        return min(1.0, (last.cpu_s - first.cpu_s) / (last.at_s - first.at_s))

    def take(self, reading: Reading) -> None:
        """Note a reading, later than the one before."""
        shed = bool(self._readings) and reading.shed > self._readings[-1].shed
        self._calm = 0 if shed else self._calm + 1
        self._readings.append(reading)
