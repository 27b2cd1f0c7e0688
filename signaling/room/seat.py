"""A person's place in a room."""

from dataclasses import dataclass, field
from enum import StrEnum

from signaling.room.card import Card
from signaling.room.consent import Answer
from signaling.room.ids import ConnectionId, DeviceId, SeatId
from signaling.room.instant import Instant
from signaling.room.reaction import Reaction
from signaling.room.wellbeing import Wellbeing


class Role(StrEnum):
    """What a person is in this session; it comes from the invite and never changes within a room."""

    FACILITATOR = "facilitator"
    MEMBER = "member"
    GUEST = "guest"


class SeatState(StrEnum):
    """Where a person is: ``expected -> lobby -> present <-> away -> left | removed``."""

    EXPECTED = "expected"
    LOBBY = "lobby"
    PRESENT = "present"
    AWAY = "away"
    """The connection dropped; place, queue position and turn are kept."""
    LEFT = "left"
    REMOVED = "removed"
    """Removed or declined: cannot come back into this room."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A person's place in the fixed circle, and all that the room knows about the person."""

    seat: SeatId
    name: str
    role: Role
    order: int
    """Position in the circle, the same from week to week."""
    state: SeatState = SeatState.EXPECTED
    since: Instant | None = None
    """When ``state`` began; ``None`` while expected."""
    device: DeviceId | None = None
    """The last device to hold the seat, also while it is away."""
    connection: ConnectionId | None = None
    """The live socket of ``device``; ``None`` when there is none."""
    microphone: bool = False
    camera: bool = False
    muted: bool = False
    """A facilitator blocked the microphone; the relay drops its audio."""
    held_closed: bool = False
    """Set with a block and kept after it is lifted, until the person opens the microphone: nobody is opened from afar."""
    unmute_asked: bool = False
    attended: bool = False
    """Whether the person has been in the circle of this session."""
    speech_ms: int = 0
    """Speech in this session."""
    earlier_shares: tuple[float, ...] = ()
    """Of all speech in earlier sessions, 0..1 each, the latest first."""
    offered: int = 0
    """Turns offered or granted in this session."""
    taken: int = 0
    """Those of them that the person had, rather than letting them go by or missing them."""
    rounds: int = 0
    """Rounds that began with this person there, earlier sessions included."""
    firsts: int = 0
    """Those of them in which this person was the first."""
    signals: int = 0
    """Support signals raised so far; numbers the next one."""
    late: bool = False
    """Came so late to the lobby that a facilitator lets in one by one."""
    answers: tuple[Answer, ...] = ()
    """What members said to the joining of this guest."""
    shielded: bool = False
    """Somebody walked in on this person: nothing of the group reaches them, nothing of them the group."""
    reaction: Reaction | None = None
    key: str | None = None
    """The public key of the page on ``device``, to which others seal things."""
    declined: bool = False
    """Was turned away in the lobby rather than put out of the room."""
    removed_for_good: bool = False
    """Was put out not only for tonight."""
    card: Card = field(default_factory=Card)
    wellbeing: Wellbeing = field(default_factory=Wellbeing)

    @property
    def facilitates(self) -> bool:
        """Whether this is a facilitator, in or out of the room."""
        return self.role is Role.FACILITATOR

    @property
    def present(self) -> bool:
        """Whether the person is in the room with a live connection."""
        return self.state is SeatState.PRESENT

    @property
    def in_circle(self) -> bool:
        """Whether the person is in the room, a dropped connection not counting."""
        return self.state in (SeatState.PRESENT, SeatState.AWAY)

    @property
    def connected(self) -> bool:
        """Whether a device holds the seat now."""
        return self.connection is not None
