"""What happened in a room: facts, each carrying the new state and not a difference.

``evolve`` turns them back into the room, so together they are its whole history. Refusals are not events.
"""

from signaling.room.events.care import (
    CareEvent,
    SupportAcknowledged,
    SupportSignalled,
)
from signaling.room.events.event import (
    Event,
)
from signaling.room.events.floor import (
    ClockSet,
    FloorEvent,
    FloorGranted,
    FloorModeSet,
    FloorReleased,
    FloorRequested,
    FloorRevoked,
    MicrophoneRuleSet,
    RequestClosed,
    RoundClosed,
    RoundJoined,
    RoundStarted,
    TurnOffered,
    TurnSettled,
)
from signaling.room.events.people import (
    DevicesSet,
    LeadPassed,
    LockSet,
    MuteLifted,
    PeopleEvent,
    SeatAdmitted,
    SeatConnected,
    SeatDisconnected,
    SeatLeft,
    SeatMuted,
    SeatRemoved,
    SeatSentToLobby,
)
from signaling.room.events.session import (
    HoldAnnounced,
    HoldAverted,
    PhaseChanged,
    SessionEvent,
)

__all__ = [
    "CareEvent",
    "ClockSet",
    "DevicesSet",
    "Event",
    "FloorEvent",
    "FloorGranted",
    "FloorModeSet",
    "FloorReleased",
    "FloorRequested",
    "FloorRevoked",
    "HoldAnnounced",
    "HoldAverted",
    "LeadPassed",
    "LockSet",
    "MicrophoneRuleSet",
    "MuteLifted",
    "PeopleEvent",
    "PhaseChanged",
    "RequestClosed",
    "RoundClosed",
    "RoundJoined",
    "RoundStarted",
    "SeatAdmitted",
    "SeatConnected",
    "SeatDisconnected",
    "SeatLeft",
    "SeatMuted",
    "SeatRemoved",
    "SeatSentToLobby",
    "SessionEvent",
    "SupportAcknowledged",
    "SupportSignalled",
    "TurnOffered",
    "TurnSettled",
]
