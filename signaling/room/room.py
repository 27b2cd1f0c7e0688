"""A live room as a value."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from signaling.room.agenda import RunningSegment, Segment
from signaling.room.consent import Answer, Consent, consent
from signaling.room.floor import Floor, FloorMode, MicrophoneRule, QueueOrder
from signaling.room.ids import RoomId, SeatId
from signaling.room.instant import Instant, later
from signaling.room.line import Chat, Line
from signaling.room.queue import Queued, in_order
from signaling.room.seat import Role, Seat, SeatState
from signaling.room.side_room import SideRoom
from signaling.room.speech import EARLIER_WEIGHTS
from signaling.room.support import Signal
from signaling.room.wellbeing import UNRESPONSIVE_AFTER_MS

HOLD_AFTER_MS = 10_000
"""How long a room goes on as it is without a facilitator: a reload or a change of network takes less."""

LAST_CALL_MS = 20 * 60_000
"""How long before the end the facilitators begin to see who has not been offered a turn: time for eight short ones."""

HARD_END_AFTER_MS = 30 * 60_000
"""How long after its planned end a room may go on: nobody is cut mid-sentence, and no room is forgotten open."""


MAX_EXTENSION_MS = 30 * 60_000
"""Of one session, all extensions together."""

OVER_AFTER_MS = MAX_EXTENSION_MS + HARD_END_AFTER_MS
"""How long after the planned end of a session it is certain to be over, however often it was extended."""


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
    answers: Sequence[Answer] = ()
    """What members have said beforehand to the joining of this guest."""
    earlier_shares: Sequence[float] = ()
    """This person's share of all speech, 0..1, in earlier sessions of the group, the latest first; four of them count."""
    rounds: int = 0
    """Rounds of earlier sessions that began with this person there."""
    firsts: int = 0
    """Those of them in which this person was the first."""


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
    makes the start rotate; larger than the circle wraps around. It decides between those who were first equally often."""
    owed: Sequence[SeatId] = ()
    """Whom an earlier session owes a turn, the longest owed first; seats that are not in this session are ignored."""
    queue_order: QueueOrder = QueueOrder.ARRIVAL
    late_after_ms: int | None = None
    """How long after the start an arrival is late and waits for a facilitator's word of its own; ``None`` for never."""
    agenda: Sequence[Segment] = ()
    chat: Chat = Chat.OFF
    reactions: bool = True
    emergency_card: bool = False
    """Whether members and guests are asked for one."""
    unresponsive_after_ms: int | None = UNRESPONSIVE_AFTER_MS
    """Without a sign of life for so long a person is privately asked whether they are all right; ``None`` for never."""


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
    group_rule: MicrophoneRule = MicrophoneRule.GENTLE
    """What the group agreed on, and returns to after a talking piece."""
    last_call: bool = False
    """The end is near enough to look for who has not been offered a turn."""
    rounds: int = 0
    """Rounds started so far, feedback included."""
    support: tuple[Signal, ...] = ()
    """The last signal of each kind from each seat, the oldest first."""
    carried_over: tuple[SeatId, ...] = ()
    """Who is owed a turn or an answer to a request, by this session or an earlier one, the longest owed first."""
    late_after_ms: int | None = None
    agenda: tuple[Segment, ...] = ()
    segment: RunningSegment | None = None
    landing: int | None = None
    """The last of the cues before the end that has been reached, in minutes."""
    check_out_due: bool = False
    """Check-out should have begun by now, for every member to have a turn."""
    extended_ms: int = 0
    """How much later the session ends than planned."""
    debrief: bool = False
    """The members have gone, the facilitators stay; nobody comes in."""
    chat: Chat = Chat.OFF
    lines: tuple[Line, ...] = ()
    """Of the last minute, the oldest first."""
    reactions: bool = True
    emergency_card: bool = False
    unresponsive_after_ms: int | None = UNRESPONSIVE_AFTER_MS
    side_room: SideRoom | None = None

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

    def aside(self, seat: SeatId) -> SeatId | None:
        """With whom ``seat`` is in the side room; ``None`` for everybody who is with the group."""
        return None if self.side_room is None else self.side_room.other(seat)

    @property
    def present(self) -> frozenset[SeatId]:
        """Everybody with the group by a live connection; not who is in the side room."""
        return frozenset(seat.seat for seat in self.seats if seat.present and self.aside(seat.seat) is None)

    @property
    def facilitator_present(self) -> bool:
        """Whether somebody is in charge of the group; a facilitator in the side room is not."""
        return any(seat.facilitates and seat.present and self.aside(seat.seat) is None for seat in self.seats)

    @property
    def members(self) -> frozenset[SeatId]:
        """Everybody whose consent a guest needs: the whole group, wherever its members are."""
        return frozenset(seat.seat for seat in self.seats if seat.role is Role.MEMBER)

    def consent(self, guest: Seat) -> Consent | None:
        """What the members say to a guest's joining; ``None`` for who is no guest, or cannot come any more."""
        if guest.role is not Role.GUEST or guest.state is SeatState.REMOVED:
            return None
        return consent(guest.answers, self.members)

    @property
    def under_way(self) -> bool:
        """Whether the session has begun and goes on: open or closing, not held."""
        return self.phase in (Phase.OPEN, Phase.CLOSING)

    @property
    def free_places(self) -> int:
        """How many more members and guests the circle can take."""
        return self.capacity - sum(not seat.facilitates for seat in self.circle)

    @property
    def people(self) -> tuple[Seat, ...]:
        """Members and guests in the room, dropped connections included, in circle order."""
        return tuple(seat for seat in self.seats if seat.in_circle and not seat.facilitates)

    @property
    def queue(self) -> tuple[Queued, ...]:
        """Who asks for the floor, in order."""
        return in_order(self.floor, self.people)

    @property
    def next_seat(self) -> SeatId | None:
        """Who would have the floor after the next ``NextTurn``."""
        match self.floor.mode:
            case FloorMode.QUEUE:
                return next((each.request.seat for each in self.queue if each.request.seat in self.present), None)
            case FloorMode.ROUND | FloorMode.FEEDBACK:
                return None if self.floor.round is None else self.floor.round.next_seat(self.present)
            case FloorMode.OPEN | FloorMode.PIECE | FloorMode.QUIET:
                return None

    @property
    def last_call_at(self) -> Instant:
        """When the facilitators begin to see who has not been offered a turn yet."""
        return later(self.ends, -LAST_CALL_MS)

    @property
    def awaits_last_call(self) -> bool:
        """Whether that moment is still to come, or came while no facilitator was there."""
        return self.under_way and not self.last_call

    @property
    def hard_end(self) -> Instant:
        """When the room ends whatever anybody does."""
        return later(self.ends, HARD_END_AFTER_MS)


def new_seat(setup: SeatSetup) -> Seat:
    """The seat of somebody who has not come yet."""
    return Seat(
        setup.seat,
        setup.name,
        setup.role,
        setup.order,
        answers=tuple(setup.answers),
        earlier_shares=tuple(setup.earlier_shares[: len(EARLIER_WEIGHTS)]),
        rounds=setup.rounds,
        firsts=setup.firsts,
    )


def open_room(setup: RoomSetup) -> Room:
    """The room of a session to which nobody has come yet.

    Raises:
        ValueError: two seats of the setup have the same id.
    """
    seats = tuple(new_seat(each) for each in sorted(setup.seats, key=lambda one: (one.order, one.seat)))
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
        group_rule=setup.microphone_rule,
        round_start=setup.round_start,
        floor=Floor(queue_order=setup.queue_order),
        carried_over=tuple(seat for seat in dict.fromkeys(setup.owed) if seat in {each.seat for each in seats}),
        late_after_ms=setup.late_after_ms,
        agenda=tuple(setup.agenda),
        chat=setup.chat,
        reactions=setup.reactions,
        emergency_card=setup.emergency_card,
        unresponsive_after_ms=setup.unresponsive_after_ms,
    )
