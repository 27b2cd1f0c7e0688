"""A room whose clock and people are in the test's hands."""

from collections.abc import Mapping, Sequence
from functools import reduce

import msgspec

from signaling.room import (
    AdmitAll,
    Answer,
    Command,
    Connect,
    ConnectionId,
    DeviceId,
    Disconnect,
    Event,
    HoldPolicy,
    Instant,
    MediaPolicy,
    MicrophoneRule,
    OpenRoom,
    PersonCommand,
    Phase,
    QueueOrder,
    Refusal,
    Refused,
    Role,
    Room,
    RoomId,
    RoomSetup,
    RoomView,
    Seat,
    SeatId,
    SeatSetup,
    Tick,
    deadline,
    decide,
    evolve,
    later,
    open_room,
    policy,
    view,
)

DANA = SeatId("seat-dana")
ELI = SeatId("seat-eli")
ANA = SeatId("seat-ana")
BEN = SeatId("seat-ben")
CYD = SeatId("seat-cyd")
DEV = SeatId("seat-dev")
EVA = SeatId("seat-eva")
FAY = SeatId("seat-fay")
GUS = SeatId("seat-gus")
HAL = SeatId("seat-hal")
EIGHT = (ANA, BEN, CYD, DEV, EVA, FAY, GUS, HAL)

NAMES = {seat: seat.removeprefix("seat-").title() for seat in (DANA, ELI, *EIGHT)}

STARTS = Instant(1_795_716_000_000)
ENDS = later(STARTS, 90 * 60_000)


def a_setup(
    members: Sequence[SeatId] = (ANA, BEN, CYD),
    facilitators: Sequence[SeatId] = (DANA,),
    *,
    guests: Sequence[SeatId] = (),
    capacity: int = 8,
    hold_policy: HoldPolicy = HoldPolicy.QUIET,
    microphone_rule: MicrophoneRule = MicrophoneRule.GENTLE,
    round_start: int = 0,
    welcome: Sequence[SeatId] | None = None,
    owed: Sequence[SeatId] = (),
    earlier_shares: Mapping[SeatId, Sequence[float]] | None = None,
    queue_order: QueueOrder = QueueOrder.ARRIVAL,
) -> RoomSetup:
    """The Tuesday group, facilitators first in the circle; ``welcome`` have agreed to the guests beforehand, or all have."""
    roles = {**dict.fromkeys(members, Role.MEMBER), **dict.fromkeys(guests, Role.GUEST)}
    everybody = [*facilitators, *members, *guests]
    return RoomSetup(
        room=RoomId("tuesday"),
        name="Tuesday group",
        seats=[
            SeatSetup(
                seat,
                NAMES[seat],
                roles.get(seat, Role.FACILITATOR),
                order,
                [Answer(by, agree=True) for by in (members if welcome is None else welcome) if seat in guests],
                earlier_shares=(earlier_shares or {}).get(seat, ()),
            )
            for order, seat in enumerate(everybody)
        ],
        starts=STARTS,
        ends=ENDS,
        capacity=capacity,
        hold_policy=hold_policy,
        microphone_rule=microphone_rule,
        round_start=round_start,
        owed=owed,
        queue_order=queue_order,
    )


class Meeting:
    """Runs commands on a room at virtual time and keeps what happened."""

    def __init__(self, setup: RoomSetup) -> None:
        self.room: Room = open_room(setup)
        self.now = STARTS
        self.history: list[Event] = []
        self._connections = 0

    def send(self, command: Command) -> list[Event]:
        """Apply a command now."""
        events = decide(self.room, command, self.now)
        self.room = reduce(evolve, events, self.room)
        self.history.extend(events)
        return events

    def refused(self, command: Command) -> Refusal:
        """The code with which a command is refused."""
        try:
            events = self.send(command)
        except Refused as refused:
            return refused.code
        raise AssertionError(f"{command} was not refused but led to {events}")

    def connect(self, seat: SeatId, device: str = "phone", *, takeover: bool = False) -> list[Event]:
        """Somebody's device connects by a fresh socket."""
        return self.send(self.connecting(seat, device, takeover=takeover))

    def connecting(self, seat: SeatId, device: str = "phone", *, takeover: bool = False) -> Connect:
        """The command of a fresh socket."""
        self._connections += 1
        connection = ConnectionId(f"connection-{self._connections}")
        return Connect(seat, DeviceId(f"device-{seat}-{device}"), connection, takeover)

    def drop(self, *seats: SeatId) -> None:
        """Connections end without a word."""
        for seat in seats:
            connection = self.seat(seat).connection
            assert connection is not None
            self.send(Disconnect(seat, connection))

    def wait(self, for_ms: int) -> None:
        """Time goes by, with a tick whenever one is due."""
        until = later(self.now, for_ms)
        while (due := deadline(self.room)) is not None and due <= until:
            self.now = max(self.now, due)
            self.send(Tick())
        self.now = until

    def all_do(self, *commands: PersonCommand) -> None:
        """Several commands, one after the other."""
        for command in commands:
            self.send(command)

    def seat(self, seat: SeatId) -> Seat:
        """A seat as it is now."""
        found = self.room.find(seat)
        assert found is not None
        return found

    def seen_by(self, seat: SeatId) -> RoomView:
        """What somebody sees now."""
        return view(self.room, seat)

    @property
    def policy(self) -> MediaPolicy:
        """Which media flow now."""
        return policy(self.room)

    def phase(self) -> Phase:
        """How far the session is; a method, since a checker takes a property to stay what it was."""
        return self.room.phase

    @property
    def holder(self) -> SeatId | None:
        """Who has the floor."""
        return self.room.floor.holder

    def heard(self) -> set[SeatId]:
        """Whose audio the relay forwards now."""
        return {seat for seat, sends in self.policy.sends.items() if sends.audio}


def a_meeting(setup: RoomSetup | None = None) -> Meeting:
    """The room open with everybody of the setup in it, as many as it holds."""
    setup = setup or a_setup()
    meeting = Meeting(setup)
    people = sorted(setup.seats, key=lambda one: one.role is not Role.FACILITATOR)
    leads = [one.seat for one in people if one.role is Role.FACILITATOR]
    for seat in leads:
        meeting.connect(seat)
    meeting.send(OpenRoom(leads[0]))
    for one in people:
        if one.seat not in leads:
            meeting.connect(one.seat)
    if meeting.room.waiting:
        meeting.send(AdmitAll(leads[0]))
    return meeting


def as_json(seen: RoomView) -> bytes:
    """A view as it goes over the wire."""
    return msgspec.json.encode(seen)
