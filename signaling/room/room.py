"""A live room as a value."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from signaling.room.floor import Floor, FloorMode, MicrophoneRule
from signaling.room.ids import RoomId, SeatId
from signaling.room.instant import Instant, later
from signaling.room.seat import Role, Seat, SeatState
from signaling.room.support import Signal

HOLD_AFTER_MS = 10_000
"""How long a room goes on as it is without a facilitator: a reload or a change of network takes less."""

HARD_END_AFTER_MS = 30 * 60_000
"""How long after its planned end a room may go on: nobody is cut mid-sentence, and no room is forgotten open."""


class Phase(StrEnum):
    """``doors_closed -> open -> (on_hold <-> open) -> closing -> ended``; ``closing`` can be held too."""

    DOORS_CLOSED = "doors_closed"
    OPEN = "open"
    ON_HOLD = "on_hold"
    """No facilitator is present: floor, queue and clock stand still."""
    CLOSING = "closing"
    """Past the planned end; goes on until a facilitator ends it or the hard end comes."""
    ENDED = "ended"


class HoldPolicy(StrEnum):
    """What members have of one another while the room is on hold."""

    QUIET = "quiet"
    """Neither sound nor picture."""
    COMPANY = "company"
    """As before."""


@dataclass(frozen=True, slots=True)
class SeatSetup:
    """One person invited to a session."""

    seat: SeatId
    name: str
    role: Role
    order: int
    """Position in the circle, from 0; facilitators sit in it too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomSetup:
    """What is known of a session before anybody comes."""

    room: RoomId
    name: str
    seats: Sequence[SeatSetup]
    starts: Instant
    ends: Instant
    capacity: int = 8
    """How many members and guests the circle holds; facilitators are not counted."""
    hold_policy: HoldPolicy = HoldPolicy.QUIET
    microphone_rule: MicrophoneRule = MicrophoneRule.GENTLE
    round_start: int = 0
    """Which member, counted around the circle of all members and guests from 0, a round starts from. One more each week
    makes the start rotate; larger than the circle wraps around."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Everything a live room is. Two equal rooms give the same answer to the same command at the same instant."""

    room: RoomId
    name: str
    seats: tuple[Seat, ...]
    """Everybody invited, in circle order."""
    starts: Instant
    ends: Instant
    capacity: int
    hold_policy: HoldPolicy
    microphone_rule: MicrophoneRule
    round_start: int
    phase: Phase = Phase.DOORS_CLOSED
    locked: bool = False
    lead: SeatId | None = None
    """The facilitator in charge; kept while no other is there to take over."""
    hold_at: Instant | None = None
    """When the room goes on hold, counted from the moment the last facilitator dropped."""
    floor: Floor = field(default_factory=Floor)
    rounds: int = 0
    """Rounds started so far."""
    support: tuple[Signal, ...] = ()
    """The last signal of each kind from each seat, the oldest first."""
    carried_over: tuple[SeatId, ...] = ()
    """Who is still owed a turn or an answer to a request from this session, for the next one to begin with."""

    def find(self, seat: SeatId) -> Seat | None:
        """The seat of that id, or ``None``."""
        return next((each for each in self.seats if each.seat == seat), None)

    def with_seat(self, changed: Seat) -> "Room":
        """The room with one seat changed."""
        return replace(self, seats=tuple(changed if each.seat == changed.seat else each for each in self.seats))

    @property
    def circle(self) -> tuple[Seat, ...]:
        """Everybody in the room, dropped connections included, in circle order."""
        return tuple(seat for seat in self.seats if seat.in_circle)

    @property
    def waiting(self) -> tuple[Seat, ...]:
        """Everybody in the lobby, the longest waiting first."""
        lobby = [seat for seat in self.seats if seat.state is SeatState.LOBBY]
        return tuple(sorted(lobby, key=lambda seat: seat.since or 0))

    @property
    def present(self) -> frozenset[SeatId]:
        """Everybody in the room with a live connection."""
        return frozenset(seat.seat for seat in self.seats if seat.present)

    @property
    def facilitator_present(self) -> bool:
        """Whether somebody is in charge."""
        return any(seat.present and seat.facilitates for seat in self.seats)

    @property
    def under_way(self) -> bool:
        """Whether the session has begun and goes on: open or closing, not held."""
        return self.phase in (Phase.OPEN, Phase.CLOSING)

    @property
    def free_places(self) -> int:
        """How many more members and guests the circle can take."""
        return self.capacity - sum(not seat.facilitates for seat in self.circle)

    @property
    def next_seat(self) -> SeatId | None:
        """Who would have the floor after the next ``NextTurn``."""
        match self.floor.mode:
            case FloorMode.OPEN:
                return None
            case FloorMode.QUEUE:
                return next((request.seat for request in self.floor.queue if request.seat in self.present), None)
            case FloorMode.ROUND:
                return None if self.floor.round is None else self.floor.round.next_seat(self.present)

    @property
    def hard_end(self) -> Instant:
        """When the room ends whatever anybody does."""
        return later(self.ends, HARD_END_AFTER_MS)


def open_room(setup: RoomSetup) -> Room:
    """The room of a session to which nobody has come yet.

    Raises:
        ValueError: two seats of the setup have the same id.
    """
    seats = tuple(
        Seat(each.seat, each.name, each.role, each.order)
        for each in sorted(setup.seats, key=lambda one: (one.order, one.seat))
    )
    if len({seat.seat for seat in seats}) != len(seats):
        raise ValueError("two seats of a room have the same id")
    return Room(
        room=setup.room,
        name=setup.name,
        seats=seats,
        starts=setup.starts,
        ends=setup.ends,
        capacity=setup.capacity,
        hold_policy=setup.hold_policy,
        microphone_rule=setup.microphone_rule,
        round_start=setup.round_start,
    )
