"""A room on a fake relay."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import cast

from aiortc import RTCCertificate

from media import _relay
from media.events import ConsumerOffered, Kind, MediaEvent
from media.node import Node
from media.policy import MediaPolicy, Sends
from media.tasks import TaskOwner
from media.transport import Ground
from media.worker import RelayWorker
from tests.media.client_parameters import CHROMIUM_AUDIO, CHROMIUM_SIMULCAST, RECEIVER
from tests.media.fake_relay import FakeRelay
from tests.media.journal import Journal

ANA, BEN, CYD = "ana", "ben", "cyd"
ALL = frozenset({ANA, BEN, CYD})
_CERTIFICATE = RTCCertificate.generateCertificate()


def everybody(seats: frozenset[str] = ALL, *, muted: frozenset[str] = frozenset()) -> MediaPolicy:
    """All see and hear all; the sound of some is blocked."""
    return MediaPolicy(
        seats=seats,
        sends={seat: Sends(audio=seat not in muted, video=True) for seat in seats},
        receives={seat: {other: 1 for other in seats if other != seat} for seat in seats},
    )


class House:
    """One room, what its relay was told and what its owner was told."""

    def __init__(self) -> None:
        self.relay = FakeRelay()
        self.said = Journal[MediaEvent]()
        self.tasks = TaskOwner()
        ground = Ground(
            RelayWorker(cast(_relay.Worker, self.relay)), _CERTIFICATE, ("192.0.2.7", "127.0.0.1"), self.tasks
        )
        self.node = Node([ground], self.tasks, lambda _room, event: self.said.append(event))
        self.router = self.node.router("tuesday")

    async def enter(self, seat: str) -> dict[str, str]:
        """Open both transports and both tracks; their ids by direction and kind."""
        ids = {
            "send": (await self.router.create_transport(seat, "send")).id,
            "recv": (await self.router.create_transport(seat, "recv", RECEIVER)).id,
        }
        ids["audio"] = await self.router.produce(seat, ids["send"], "audio", CHROMIUM_AUDIO)
        ids["video"] = await self.router.produce(seat, ids["send"], "video", CHROMIUM_SIMULCAST)
        return ids

    async def fill(self) -> None:
        """Ana, Ben and Cyd are in the room and receive all that they are offered."""
        self.router.apply(everybody())
        for seat in sorted(ALL):
            await self.enter(seat)
        for seat in ALL:
            self.ready(seat)

    def offered(self, seat: str, sender: str | None = None) -> list[ConsumerOffered]:
        """What a seat was offered, all in all or of one sender."""
        return [
            event
            for event in self.said
            if isinstance(event, ConsumerOffered) and event.seat == seat and sender in {None, event.producer_seat}
        ]

    def ready(self, seat: str) -> None:
        """The seat's client answers all offers."""
        live = {consumer.id for consumer in self.router.consumers}
        for event in self.offered(seat):
            if event.consumer in live:
                self.router.consumer_ready(seat, event.consumer)

    def received(self) -> set[tuple[str, str, Kind]]:
        """Receiving seat, sending seat and kind of all that flows."""
        flowing = self.relay.flowing()
        return {
            (consumer.seat, consumer.producer.seat, consumer.producer.kind)
            for consumer in self.router.consumers
            if consumer.number in flowing
        }

    def check(self) -> None:
        """The relay has exactly what the router believes that it has."""
        assert self.relay.transports.keys() == {one.number for one in self.router.transports}
        assert self.relay.producers.keys() == {one.number for one in self.router.producers}
        assert self.relay.consumers.keys() == {one.number for one in self.router.consumers}
        for producer in self.router.producers:
            assert producer.transport in self.router.transports
        for consumer in self.router.consumers:
            assert consumer.transport in self.router.transports
            assert consumer.producer in self.router.producers
            assert consumer.seat != consumer.producer.seat


def complete(policy: MediaPolicy) -> set[tuple[str, str, Kind]]:
    """All that flows when everybody is there and ready."""
    kinds: tuple[Kind, ...] = ("audio", "video")
    return {
        (receiver, sender, kind)
        for receiver in policy.seats
        for sender in policy.seats
        for kind in kinds
        if policy.carries(sender, receiver) and getattr(policy.sends_of(sender), kind)
    }


@asynccontextmanager
async def open_house() -> AsyncIterator[House]:
    """A room that is closed afterwards, with a check that nothing is left."""
    house = House()
    try:
        yield house
        house.check()
    finally:
        await house.node.close()
    assert not house.relay.routers
    assert not house.relay.transports
