"""What media may flow in a room, as one value."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Sends:
    """Which kinds of a seat's media the relay passes on; the rest is dropped at the relay whatever the browser sends."""

    audio: bool
    video: bool


NOTHING = Sends(audio=False, video=False)


@dataclass(frozen=True, slots=True)
class MediaPolicy:
    """Who may send and who receives whom.

    A policy is the whole truth, not a difference: applying it twice, or late, or to a fresh router gives the same result.
    """

    seats: frozenset[str] = frozenset()
    """Seats that may have transports at all. Transports of every other seat are closed."""
    sends: Mapping[str, Sends] = field(default_factory=dict)
    """By sending seat; a seat that is absent sends nothing."""
    receives: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Receiving seat -> sending seat -> priority, the highest number first. An absent edge carries nothing."""

    def sends_of(self, seat: str) -> Sends:
        """What the relay passes on of ``seat``."""
        return self.sends.get(seat, NOTHING) if seat in self.seats else NOTHING

    def carries(self, sender: str, receiver: str) -> bool:
        """Whether ``receiver`` gets anything of ``sender``."""
        return {sender, receiver} <= self.seats and sender in self.receives.get(receiver, {})
