"""What a person sees of themselves."""

from dataclasses import dataclass
from typing import TypedDict

from signaling.room.ids import LineId, SeatId, SignalId
from signaling.room.instant import Instant
from signaling.room.seat import Role, SeatState
from signaling.room.support import SupportKind


@dataclass(frozen=True, slots=True)
class OwnSupportView:
    """One's own last signal."""

    signal: SignalId
    kind: SupportKind
    acknowledged: bool


@dataclass(frozen=True, slots=True)
class GuestQuestionView:
    """A guest on whom one has not said yes or no."""

    seat: SeatId
    name: str


LineView = TypedDict(
    "LineView",
    # No class: its second field is a word of Python's.
    {"line": LineId, "from": SeatId, "to": str, "at_ms": Instant, "box": str},
)
"""A line written to me, sealed to the key of my page; ``to`` is ``all``, ``facilitators`` or ``me``."""


@dataclass(frozen=True, slots=True)
class OwnView:
    """Oneself."""

    seat: SeatId
    name: str
    role: Role
    state: SeatState
    lead: bool
    may_speak: bool
    """Whether the relay would forward my open microphone: strict rule, hold and block considered."""
    muted: bool
    unmute_asked: bool
    """Nothing blocks my microphone, but it was blocked and stays closed until I open it."""
    microphone: bool
    camera: bool
    queue_position: int | None
    """1 for the next."""
    turn: str | None
    """``offered`` while I hold the floor."""
    support: OwnSupportView | None
    late: bool
    """In the lobby: a facilitator lets in one by one."""
    shielded: bool
    aside: SeatId | None
    """With whom I am in the side room."""
    check: Instant | None
    """When I was asked whether I am all right, until I answer."""
    guest_questions: tuple[GuestQuestionView, ...]
    lines: tuple[LineView, ...]
    """Of the last minute."""
    card_left: bool
    """Whether every facilitator who can open my emergency card now has it."""
