"""From the room to its media over a way that drops, repeats, delays and reorders: in the end it is as if it did not."""

import heapq
import random
from collections.abc import Callable
from itertools import count

import pytest

from media import MediaPolicy, Sends
from signaling.gateway.nodes import messages as m
from signaling.gateway.nodes.feed import PolicyFeed
from signaling.gateway.nodes.gate import PolicyGate
from signaling.gateway.nodes.order import PolicyOrder
from signaling.room import DeviceId, RoomId, SeatId
from signaling.stores import Revision
from tests.signaling.gateway.fake_media import FakeRoomMedia

ANA, BEN = SeatId("seat-ana"), SeatId("seat-ben")
REMIND_MS = 1_000


class BadLine:
    """Hands over what is sent, late, out of order, twice or not at all; all by its seed, on virtual time."""

    def __init__(self, seed: int, *, loss: float, repeats: float, delay_ms: tuple[int, int]) -> None:
        self._chance = random.Random(seed)
        self._loss = loss
        self._repeats = repeats
        self._delay_ms = delay_ms
        self._under_way: list[tuple[int, int, Callable[[], None]]] = []
        self._number = count()
        self.now_ms = 0
        self.sent = 0

    def send(self, arrive: Callable[[], None]) -> None:
        self.sent += 1
        copies = 2 if self._chance.random() < self._repeats else 1
        for _ in range(copies):
            if self._chance.random() >= self._loss:
                at = self.now_ms + self._chance.randint(*self._delay_ms)
                heapq.heappush(self._under_way, (at, next(self._number), arrive))

    def pass_time(self, ms: int) -> None:
        until = self.now_ms + ms
        while self._under_way and self._under_way[0][0] <= until:
            self.now_ms, _, arrive = heapq.heappop(self._under_way)
            arrive()
        self.now_ms = until


class Room:
    """A feed at one end and a gate at the other, orders and acknowledgements between them as bytes."""

    def __init__(self, line: BadLine) -> None:
        self.line = line
        self.media = FakeRoomMedia(RoomId("r"), lambda room, event: None)
        self.gate = PolicyGate(self.media)
        self.feed = PolicyFeed()
        self.feed.lead_to(self._send)

    def _send(self, order: PolicyOrder) -> None:
        data = m.encode(m.Order.of("r", 1, order))
        self.line.send(lambda: self._arrive(data))

    def _arrive(self, data: bytes) -> None:
        message = m.to_host(data)
        assert isinstance(message, m.Order)
        revision = self.gate.take(message.order())
        self.line.send(lambda: self.feed.acknowledge(revision))


def an_order(revision: int, *, device: str = "device-1", audio: bool = True) -> PolicyOrder:
    policy = MediaPolicy(
        seats=frozenset({ANA, BEN}), sends={ANA: Sends(audio=audio, video=True)}, receives={BEN: {ANA: revision}}
    )
    return PolicyOrder(Revision(revision), {ANA: DeviceId(device), BEN: None}, policy)


@pytest.mark.parametrize("seed", range(20))
def test_in_the_end_the_last_order_holds(seed: int) -> None:
    chance = random.Random(seed)
    room = Room(BadLine(seed, loss=0.4, repeats=0.3, delay_ms=(0, 5_000)))
    orders = [
        an_order(revision, device=f"device-{revision // 10}", audio=chance.random() < 0.5) for revision in range(40)
    ]

    for order in orders:
        room.feed.tell(order)
        room.line.pass_time(chance.randint(0, 400))
    for _ in range(60):
        room.feed.remind()
        room.line.pass_time(REMIND_MS)

    assert room.media.policy == orders[-1].policy
    applied = [policy.receives[BEN][ANA] for policy in room.media.policies]
    assert applied == sorted(set(applied)), "never back to an earlier one, and none twice"
    assert room.gate.admits(ANA, DeviceId("device-3"))
    assert [call for call in room.media.calls if call[0] == "close_seat"].count(("close_seat", ANA)) <= 3


def test_what_is_acknowledged_is_said_no_more() -> None:
    room = Room(BadLine(1, loss=0.0, repeats=0.0, delay_ms=(10, 10)))
    room.feed.tell(an_order(1))
    room.line.pass_time(100)
    sent = room.line.sent

    for _ in range(5):
        room.feed.remind()

    assert room.line.sent == sent == 2


def test_a_late_acknowledgement_of_an_earlier_order_acknowledges_nothing() -> None:
    said: list[PolicyOrder] = []
    feed = PolicyFeed()
    feed.lead_to(said.append)
    feed.tell(an_order(1))
    feed.tell(an_order(2))
    feed.acknowledge(Revision(1))

    feed.remind()

    assert [order.revision for order in said] == [1, 2, 2]


def test_media_at_a_new_place_are_told_everything() -> None:
    before: list[PolicyOrder] = []
    after: list[PolicyOrder] = []
    feed = PolicyFeed()
    feed.tell(an_order(1))
    feed.lead_to(before.append)
    feed.acknowledge(Revision(1))
    feed.lead_to(None)
    feed.tell(an_order(2))

    feed.lead_to(after.append)

    assert [order.revision for order in before] == [1]
    assert [order.revision for order in after] == [2]


async def test_what_a_replaced_device_has_is_closed_though_the_order_between_was_lost() -> None:
    media = FakeRoomMedia(RoomId("r"), lambda room, event: None)
    gate = PolicyGate(media)
    gate.take(an_order(1, device="device-1"))
    await media.create_transport(ANA, "send")

    gate.take(an_order(5, device="device-3"))
    gate.take(an_order(3, device="device-2"))

    assert media.transports == {}
    assert gate.admits(ANA, DeviceId("device-3"))
    assert not gate.admits(ANA, DeviceId("device-1"))


def test_an_order_is_the_same_after_the_way() -> None:
    order = an_order(7)

    received = m.to_host(m.encode(m.Order.of("r", 1, order)))

    assert isinstance(received, m.Order)
    assert received.order() == order
