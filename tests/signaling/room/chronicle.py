"""One session as the invariant tests run it: every command checked as it is applied, everything checked after it."""

from collections import Counter
from functools import reduce

from signaling.room import (
    AdmitAll,
    Command,
    Connect,
    ConnectionId,
    DeviceId,
    Disconnect,
    Event,
    HoldPolicy,
    Instant,
    MicrophoneRule,
    OpenRoom,
    Phase,
    Refused,
    Room,
    RoomSetup,
    SeatId,
    SeatState,
    SupportAcknowledged,
    SupportKind,
    SupportSignalled,
    Tick,
    deadline,
    decide,
    evolve,
    later,
    open_room,
    policy,
    view,
)
from signaling.room.floor import FloorMode
from signaling.stores import decode_event, decode_room, encode_event, encode_room
from tests.signaling.room.ledger import Ledger
from tests.signaling.room.meeting import ANA, BEN, CYD, DANA, DEV, ELI, STARTS, a_setup, as_json

MEMBERS = (ANA, BEN, CYD, DEV)
FACILITATORS = (DANA, ELI)
EVERYBODY = (*FACILITATORS, *MEMBERS)
CAPACITY = 3


class Chronicle:
    """A room of two facilitators, three members and a guest, of whom three have a place at a time."""

    def __init__(self, hold_policy: HoldPolicy, microphone_rule: MicrophoneRule, round_start: int) -> None:
        self.setup: RoomSetup = a_setup(
            MEMBERS[:3],
            FACILITATORS,
            guests=MEMBERS[3:],
            capacity=CAPACITY,
            hold_policy=hold_policy,
            microphone_rule=microphone_rule,
            round_start=round_start,
        )
        self.room: Room = open_room(self.setup)
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
            self.room = evolve(self.room, event)
        self.history.extend(events)
        self._check_privacy_of_signals(before, events)
        return events

    def _check_privacy_of_signals(self, before: Room, events: list[Event]) -> None:
        """Invariant 4: a signal, or its acknowledgement, changes not one byte of what any other member sees."""
        for event in events:
            if isinstance(event, SupportSignalled | SupportAcknowledged):
                assert len(events) == 1
                sender = self._sender_of(event)
                for seat in MEMBERS:
                    assert seat == sender or as_json(view(before, seat)) == as_json(view(self.room, seat))

    def _sender_of(self, event: SupportSignalled | SupportAcknowledged) -> SeatId:
        if isinstance(event, SupportSignalled):
            return event.signal.seat
        return next(signal.seat for signal in self.room.support if signal.signal == event.signal)

    # What is always true

    def check(self) -> None:
        """Everything that must hold whatever has happened."""
        self._check_places()
        self._check_floor()
        self._check_views()
        self._check_media()
        self._check_requests()
        self._check_seats()
        self._check_hold()

    def check_history(self) -> None:
        """Invariant 6: replaying the events gives the same room, and so the same views and policy."""
        replayed = reduce(evolve, self.history, open_room(self.setup))
        assert replayed == self.room
        assert policy(replayed) == policy(self.room)
        assert all(view(replayed, seat) == view(self.room, seat) for seat in EVERYBODY)

    def _check_places(self) -> None:
        """Invariant 1, its ground: no member is in the room during a round without one place in it."""
        running = self.room.floor.round
        assert (running is None) == (self.room.floor.mode is not FloorMode.ROUND)
        if running is not None:
            seats = [place.seat for place in running.places]
            assert len(set(seats)) == len(seats)
            assert {seat.seat for seat in self.room.circle if not seat.facilitates} <= set(seats)

    def _check_floor(self) -> None:
        """Invariant 2: one holder, in the circle; under the strict rule nobody else's audio."""
        holder = self.room.floor.holder
        assert sum(seat.has_floor for seat in view(self.room, DANA).circle) <= 1
        assert holder is None or holder in {seat.seat for seat in self.room.circle}
        assert holder is None or self.room.floor.mode is not FloorMode.OPEN
        if self.room.microphone_rule is MicrophoneRule.STRICT:
            heard = {seat for seat, sends in policy(self.room).sends.items() if sends.audio}
            assert heard & set(MEMBERS) <= {holder}

    def _check_views(self) -> None:
        """Invariant 4, by what must not be there; the fields one by one are in test_view.py."""
        for seat in self.room.seats:
            seen = view(self.room, seat.seat)
            assert (seen.facilitation is not None) <= (seat.facilitates and seat.present)
            if seat.facilitates:
                continue
            written = as_json(seen)
            assert b"device-" not in written
            assert b"connection-" not in written
            own = None if seen.me.support is None else seen.me.support.kind
            assert all(kind is own or kind.value.encode() not in written for kind in SupportKind)
            assert seat.in_circle or not any(name in written for name in (b"Dana", b"Eli")), "who waits sees nobody"

    def _check_media(self) -> None:
        """Invariant 5: no media outside the circle, none of members on a quiet hold; and nobody opened from afar."""
        media = policy(self.room)
        inside = {seat.seat for seat in self.room.seats if seat.state in (SeatState.PRESENT, SeatState.AWAY)}
        assert media.seats == (frozenset() if self.room.phase is Phase.ENDED else inside)
        assert set(media.sends) == set(media.receives) == media.seats
        edges = {(sender, receiver) for receiver, senders in media.receives.items() for sender in senders}
        assert all(sender in media.seats and sender != receiver for sender, receiver in edges)
        if self.room.phase is Phase.ON_HOLD and self.room.hold_policy is HoldPolicy.QUIET:
            assert not any(sender in MEMBERS for sender, _ in edges)
            assert not any(media.sends[seat].audio or media.sends[seat].video for seat in inside & set(MEMBERS))
        assert not any(media.sends[seat].audio for seat in self.ledger.silenced & media.seats)

    def _check_requests(self) -> None:
        """Invariant 7: the requests without an answer are those in the queue."""
        queued = [request.seat for request in self.room.floor.queue]
        assert Counter(queued) == +self.ledger.open_requests
        assert set(queued) <= {seat.seat for seat in self.room.circle}
        assert self.room.phase is not Phase.ENDED or not queued

    def _check_seats(self) -> None:
        assert sum(not seat.facilitates for seat in self.room.circle) <= CAPACITY
        assert all(seat.state is SeatState.REMOVED for seat in self.room.seats if seat.seat in self.ledger.removed)
        assert all(seat.connected for seat in self.room.seats if seat.present)

    def _check_hold(self) -> None:
        """Somebody present leads; without a facilitator the hold is timed and the turn's clock stands."""
        room = self.room
        assert room.lead in room.present or not room.facilitator_present
        assert not room.under_way or (room.hold_at is None) == room.facilitator_present
        assert room.phase is not Phase.ON_HOLD or not room.facilitator_present
        turn = room.floor.turn
        if turn is not None and turn.length_ms is not None:
            runs = room.facilitator_present and not turn.paused
            assert (turn.ends is not None, turn.remaining_ms is not None) == (runs, not runs)
