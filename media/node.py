"""One media node: its workers, its certificate and the rooms placed on it."""

import asyncio
import itertools
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from aiortc import RTCCertificate

from media.addresses import announced_addresses
from media.errors import NodeClosed
from media.events import Kind, MediaEvent
from media.reporter import Reporter
from media.router import Router
from media.stress import FULL_ABOVE
from media.tasks import TaskOwner
from media.transport import Ground
from media.turn import NO_TURN, TurnServers

if TYPE_CHECKING:
    from media import _relay

_log = logging.getLogger(__name__)
REPORT_INTERVAL_S = 10.0
"""Between two reports on a room."""

WATCH_INTERVAL_S = 1.0
"""Between two looks at how much a worker has to do."""

Deliver: TypeAlias = Callable[[str, MediaEvent], None]
"""Takes a room and an event of it; called on the event loop, must not block and must not raise."""


@dataclass(frozen=True, slots=True)
class NodeConfig:
    """Where a node listens and what it tells clients about that."""

    host: str = "127.0.0.1"
    """An IP address; 0.0.0.0 or :: for every interface."""
    port: int = 0
    """UDP port of the first worker, the others have those after it; 0 takes free ones."""
    workers: int = 1
    """Threads, each with a port and rooms of its own; one for each core is as many as is of use."""
    announced: tuple[str, ...] = ()
    """IP addresses put into ICE candidates; empty: ``host``, or for a wildcard host the addresses of this machine."""
    turn: TurnServers = NO_TURN
    """Told to clients beside the candidates."""


@dataclass(frozen=True, slots=True)
class TrackStatistics:
    """One RTP stream that the relay receives or sends, with the names that the owner of the node knows."""

    room: str
    seat: str
    """Who sends it to us, or receives it from us."""
    producer_seat: str
    """Whose voice or picture it is."""
    kind: Kind
    direction: Literal["in", "out"]
    relay: "_relay.StreamStatistics"


@dataclass(frozen=True, slots=True)
class NodeStatistics:
    """A node's load."""

    stress: float
    """How much of what it can do the worker with the least to do does, 0 to 1; that is where the next room goes."""
    rooms: int
    transports: int
    producers: int
    consumers: int
    workers: "list[_relay.Statistics]"
    """Each worker's counters since it started."""
    tracks: list[TrackStatistics]
    """What lives now; streams that were closed in this instant are left out."""


class Node:
    """A media node within this process. Start it with `start`, end it with `close`."""

    def __init__(self, grounds: Sequence[Ground], tasks: TaskOwner, deliver: Deliver) -> None:
        """Use `start` instead."""
        self._grounds = tuple(grounds)
        self._tasks = tasks
        self._deliver = deliver
        self._routers: dict[str, Router] = {}
        self._places: dict[str, Ground] = {}
        """By room; a room stays with the worker it was placed on."""
        self._reporter = Reporter()
        self._closed = False

    @classmethod
    async def start(cls, config: NodeConfig, deliver: Deliver) -> "Node":
        """Bind the UDP ports and make the certificate.

        Raises:
            OSError: the address cannot be bound.
        """
        # Here and nowhere else the Rust extension is imported: the types of this package can be used without it.
        from media import _relay
        from media.worker import RelayWorker

        addresses = config.announced or announced_addresses(config.host)
        certificate = RTCCertificate.generateCertificate()
        tasks, ids = TaskOwner(), itertools.count(1)
        grounds: list[Ground] = []
        try:
            for index in range(config.workers):
                relay = _relay.Worker(config.host, config.port + index if config.port else 0)
                grounds.append(Ground(RelayWorker(relay, ids), certificate, addresses, tasks, config.turn))
        except OSError:
            for ground in grounds:
                ground.worker.close()
            raise
        node = cls(grounds, tasks, deliver)
        tasks.start(node._keep_reporting(), name="media reports")
        tasks.start(node._keep_watching(), name="media stress")
        return node

    @property
    def ports(self) -> tuple[int, ...]:
        """The UDP ports bound, one for each worker."""
        return tuple(ground.worker.port for ground in self._grounds)

    async def close(self) -> None:
        """Close every room and wait for all tasks. Idempotent."""
        self._closed = True
        for room in list(self._routers):
            await self.close_router(room)
        await self._tasks.close()
        for ground in self._grounds:
            ground.worker.close()

    def router(self, room: str) -> Router:
        """The room's router, opened on first use.

        Raises:
            NodeClosed: the node is stopping.
        """
        if self._closed:
            raise NodeClosed("The server is stopping.")
        if room not in self._routers:
            place = self._places[room] = self._least_loaded()
            self._routers[room] = Router(place, lambda event: self._deliver(room, event))
        return self._routers[room]

    async def close_router(self, room: str) -> None:
        """Close a room's router with all that is in it; without one, nothing happens."""
        router = self._routers.pop(room, None)
        if router is not None:
            del self._places[room]
            router.close()

    @property
    def stress(self) -> float:
        """See `NodeStatistics.stress`; as of the last second, and cheap."""
        return min(ground.worker.stress for ground in self._grounds)

    async def statistics(self) -> NodeStatistics:
        """A fresh picture of the node, asked of the worker.

        Raises:
            NodeClosed: the node is stopping.
            TimeoutError: the worker does not answer.
        """
        if self._closed:
            raise NodeClosed("The server is stopping.")
        workers = await self._snapshots()
        routers = self._routers.values()
        return NodeStatistics(
            stress=self.stress,
            rooms=len(self._routers),
            transports=sum(len(router.transports) for router in routers),
            producers=sum(len(router.producers) for router in routers),
            consumers=sum(len(router.consumers) for router in routers),
            workers=workers,
            tracks=self._tracks(workers),
        )

    async def watch(self) -> None:
        """Look how much every worker has to do, for `stress`.

        Raises:
            TimeoutError: a worker does not answer.
        """
        await asyncio.gather(*(ground.worker.watch() for ground in self._grounds))

    async def report(self) -> None:
        """Deliver a report on every room that has media; the next one is about the time from here on.

        Raises:
            TimeoutError: a worker does not answer.
        """
        for room, report in self._reporter.report(await self._snapshots(), self._routers).items():
            self._deliver(room, report)

    async def _keep_reporting(self) -> None:
        while True:
            await asyncio.sleep(REPORT_INTERVAL_S)
            try:
                await self.report()
            except TimeoutError:
                _log.warning("no media report: the relay does not answer")

    async def _keep_watching(self) -> None:
        while True:
            await asyncio.sleep(WATCH_INTERVAL_S)
            try:
                await self.watch()
            except TimeoutError:
                _log.warning("no measure of stress: the relay does not answer")

    async def _snapshots(self) -> "list[_relay.Statistics]":
        return await asyncio.gather(*(ground.worker.statistics() for ground in self._grounds))

    def _least_loaded(self) -> Ground:
        """A worker that is not full, if there is one; of these the one with the fewest transports, then rooms."""

        def load(ground: Ground) -> tuple[bool, int, int]:
            rooms = [self._routers[room] for room, place in self._places.items() if place is ground]
            return ground.worker.stress > FULL_ABOVE, sum(len(router.transports) for router in rooms), len(rooms)

        return min(self._grounds, key=load)

    def _tracks(self, workers: "list[_relay.Statistics]") -> list[TrackStatistics]:
        owners: dict[int, tuple[str, str, str, Kind]] = {}
        for room, router in self._routers.items():
            for producer in router.producers:
                owners[producer.number] = (room, producer.seat, producer.seat, producer.kind)
            for consumer in router.consumers:
                owners[consumer.number] = (room, consumer.seat, consumer.producer.seat, consumer.producer.kind)
        return [
            TrackStatistics(*owners[stream.id], stream.direction, stream)
            for relay in workers
            for stream in relay.streams
            if stream.id in owners
        ]
