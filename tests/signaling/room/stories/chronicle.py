"""One session as the invariant tests run it: every command checked as it is applied, everything checked after it."""

from functools import reduce

from signaling.room import (
    AdmitAll,
    Command,
    Connect,
    ConnectionId,
    DeviceId,
    Disconnect,
    Event,
    Instant,
    OpenRoom,
    Refused,
    Room,
    RoomSetup,
    SeatId,
    Tick,
    deadline,
    decide,
    evolve,
    later,
    open_room,
    policy,
    view,
)
from signaling.stores import decode_event, decode_room, encode_event, encode_room
from tests.signaling.room.meeting import DANA, STARTS
from tests.signaling.room.stories.cast import EVERYBODY, FACILITATORS
from tests.signaling.room.stories.ledger import Ledger
from tests.signaling.room.stories.privacy import check_privacy


class Chronicle:
    """A room of the cast, from before anybody has come."""

    def __init__(self, setup: RoomSetup) -> None:
        self.setup = setup
        self.room: Room = open_room(setup)
        self.now: Instant = STARTS
        self.history: list[Event] = []
        self.ledger = Ledger()
        self._sockets = 0

    # What happens

    def begin(self) -> None:
        """Everybody comes, Dana opens the room and lets in as many as it holds."""
        for seat in EVERYBODY:
            self.connect(seat)
        self.apply(OpenRoom(DANA))
        self.apply(AdmitAll(DANA))

    def connect(self, by: SeatId, *, second: bool = False, takeover: bool = False) -> None:
        """One of the person's two devices connects."""
        self._sockets += 1
        device = DeviceId(f"device-{by}-{'laptop' if second else 'phone'}")
        self.apply(Connect(by, device, ConnectionId(f"connection-{self._sockets}"), takeover))

    def come_back(self, by: SeatId) -> None:
        """Whoever has no connection gets one."""
        seat = self.room.find(by)
        if seat is not None and not seat.connected:
            self.connect(by)

    def drop(self, by: SeatId) -> None:
        """Whoever has a connection loses it."""
        seat = self.room.find(by)
        if seat is not None and seat.connection is not None:
            self.apply(Disconnect(by, seat.connection))

    def hear_of_an_old_connection(self, by: SeatId, age: int) -> None:
        """News comes of a socket some sockets ago, perhaps somebody else's."""
        self.apply(Disconnect(by, ConnectionId(f"connection-{self._sockets - age}")))

    def wait(self, for_ms: int, *, in_time: bool) -> None:
        """Time goes by, with every tick in time or with none."""
        until = later(self.now, for_ms)
        while in_time and (due := deadline(self.room)) is not None and due <= until:
            self.now = max(self.now, due)
            self.apply(Tick())
        self.now = until

    def tick(self) -> None:
        """The clock speaks now, whether or not it is due."""
        due = deadline(self.room)
        early = due is None or due > self.now
        events = self.apply(Tick())
        following = deadline(self.room)
        assert not (early and events), "an early tick changes nothing"
        assert following is None or following > self.now, "one tick does all that is due"

    def restore(self) -> None:
        """The process dies and another reads the room (invariant 6)."""
        restored = decode_room(encode_room(self.room))
        assert restored == self.room
        self.room = restored

    def in_charge(self) -> SeatId:
        """A facilitator who may command, if there is one."""
        return next((seat for seat in FACILITATORS if seat in self.room.present), DANA)

    def apply(self, command: Command) -> list[Event]:
        """Apply a command, or have it refused, with the checks that concern a single step."""
        before = self.room
        written = encode_room(before)
        try:
            events = decide(before, command, self.now)
        except Refused:
            events = []
        assert encode_room(before) == written, "invariant 3: deciding, or refusing, changes nothing by itself"
        for event in events:
            assert decode_event(encode_event(event)) == event
            self.ledger.note(event, self.room, command)
            after = evolve(self.room, event)
            check_privacy(event, self.room, after)
            self.room = after
        self.ledger.note_command(command, before, events)
        self.history.extend(events)
        return events

    def check_history(self) -> None:
        """Invariant 6: replaying the events gives the same room, and so the same views and policy."""
        replayed = reduce(evolve, self.history, open_room(self.setup))
        assert replayed == self.room
        assert policy(replayed) == policy(self.room)
        assert all(view(replayed, seat) == view(self.room, seat) for seat in EVERYBODY)
