"""The session as everybody sees it."""

from dataclasses import dataclass

from signaling.room.floor import MicrophoneRule
from signaling.room.instant import Instant
from signaling.room.room import HoldPolicy, Phase


@dataclass(frozen=True, slots=True)
class SessionView:
    """The session as everybody sees it, from the lobby too."""

    name: str
    phase: Phase
    locked: bool
    starts_ms: Instant
    ends_ms: Instant
    hold_policy: HoldPolicy
    microphone_rule: MicrophoneRule
    facilitator_present: bool
    capacity: int
