"""What a gateway has done, in numbers without names."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from signaling.room import SeatState

OK = "ok"


@dataclass(slots=True)
class Counters:
    """Counts since the start of the process. Labels are words of the protocol, never anything a client chose."""

    joins: Counter[str] = field(default_factory=Counter)
    """By ``ok`` or the code of the refusal."""
    commands: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By type, or ``unknown`` where none was recognised, and ``ok`` or the code of the refusal."""
    media: Counter[tuple[str, str]] = field(default_factory=Counter)
    goodbyes: Counter[str] = field(default_factory=Counter)
    views: int = 0
    """Sent, to one person each."""

    def refused(self, event: str, code: str) -> None:
        """Count a message that was refused before its type was known."""
        (self.media if event == "media" else self.commands)["unknown", code] += 1


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A gateway at one moment."""

    rooms: int
    """With somebody connected to this process."""
    connections: int
    seats: Mapping[SeatState, int]
    """Of those rooms."""
    joins: Mapping[str, int]
    commands: Mapping[tuple[str, str], int]
    media: Mapping[tuple[str, str], int]
    goodbyes: Mapping[str, int]
    views: int
