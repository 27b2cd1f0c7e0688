"""The Rust worker on the event loop: its events dispatched, its statistics awaited."""

import asyncio
import itertools
import logging
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, assert_never

from media import _relay
from media.enabling import Enabling
from media.rtp_stream import RtpStream
from media.srtp_keys import SrtpKeys
from media.stress import Reading, StressMeter

_log = logging.getLogger(__name__)
_SHED = ("overload_", "receive_overflow", "outbox_full")
"""How the names of the reasons begin for which datagrams are given up when there are too many."""
STATISTICS_TIMEOUT_S = 5.0
"""A worker answers within one turn of its loop; five seconds without an answer is a dead thread."""

CATCH_UP = 0
"""Token of the statistics that make good for lost events; ids begin at one."""


def _unheard(_news: object) -> None:
    """Where news goes that nobody wants."""


class TransportListener(Protocol):
    """Who is told what happens on a transport."""

    def on_dtls(self, datagram: bytes) -> None:
        """A DTLS datagram has come from the peer's proven address."""

    def on_ice(self, state: "_relay.IceState") -> None:
        """ICE has a working pair, or has lost it."""


class RelayWorker:
    """One relay thread, seen from the event loop that made it. Its methods enqueue and never wait."""

    def __init__(self, relay: _relay.Worker, ids: Iterator[int] | None = None) -> None:
        """Take over a worker that has just been started.

        Args:
            relay: The worker.
            ids: Where to take ids from; workers that share them never give the same one twice.
        """
        self._relay = relay
        self._loop = asyncio.get_running_loop()
        self._listeners: dict[int, TransportListener] = {}
        self._wishes: dict[int, Callable[[tuple[bool, ...]], None]] = {}
        self._stills: dict[int, Callable[[bool], None]] = {}
        self._answers: dict[int, asyncio.Future[_relay.Statistics]] = {}
        self._ids = itertools.count(1) if ids is None else ids
        self._closed = False
        self._meter = StressMeter()
        self.overflowed = 0
        """Events lost because this loop was too slow to take them."""
        self._fileno = self._relay.fileno()
        self._loop.add_reader(self._fileno, self._drain)

    @property
    def port(self) -> int:
        """The UDP port bound."""
        return self._relay.port

    def new_id(self) -> int:
        """An id that no router, transport, producer or consumer of this worker has had."""
        return next(self._ids)

    def close(self) -> None:
        """Stop the thread and forget everybody. Idempotent."""
        if self._closed:
            return
        self._closed = True
        self._loop.remove_reader(self._fileno)
        self._relay.close()
        self._listeners.clear()
        self._wishes.clear()
        self._stills.clear()
        for answer in self._answers.values():
            answer.cancel()
        self._answers.clear()

    def open_router(self, router: int) -> None:
        """Open a room."""
        self._relay.open_router(router)

    def close_router(self, router: int) -> None:
        """Close a room with all that is in it; its transports have been closed before, one by one."""
        self._relay.close_router(router)

    def open_transport(
        self, transport: int, router: int, ufrag: str, password: str, listener: TransportListener
    ) -> None:
        """Answer ICE checks for these credentials and tell ``listener`` of what comes."""
        self._listeners[transport] = listener
        self._relay.open_transport(transport, router, ufrag, password)

    def restart_ice(self, transport: int, ufrag: str, password: str) -> None:
        """Also answer checks for new credentials."""
        self._relay.restart_ice(transport, ufrag, password)

    def close_transport(self, transport: int) -> None:
        """Close a transport with its producers and consumers; its listener hears no more."""
        self._listeners.pop(transport, None)
        self._relay.close_transport(transport)

    def send_dtls(self, transport: int, datagram: bytes) -> None:
        """Send one datagram, if the transport has an address and the worker still runs."""
        if not self._closed:
            self._relay.send_dtls(transport, datagram)

    def set_srtp(self, transport: int, keys: SrtpKeys) -> None:
        """Let media flow, encrypted with these keys."""
        self._relay.set_srtp(transport, keys.profile, keys.send, keys.receive)

    def open_producer(
        self, producer: int, transport: int, stream: RtpStream, wish: Callable[[tuple[bool, ...]], None] = _unheard
    ) -> None:
        """Receive a track; ``wish`` is told which of its encodings anybody receives, on every change."""
        self._wishes[producer] = wish
        self._relay.open_producer(producer, transport, stream)

    def close_producer(self, producer: int) -> None:
        """Receive a track no longer."""
        self._wishes.pop(producer, None)
        self._relay.close_producer(producer)

    def open_consumer(
        self,
        consumer: int,
        producer: int,
        transport: int,
        stream: RtpStream,
        stand_still: Callable[[bool], None] = _unheard,
    ) -> None:
        """Prepare to send a producer's track to somebody; it starts disabled.

        ``stand_still`` is told when the path is too narrow for it, and when it is wide enough again.
        """
        self._stills[consumer] = stand_still
        self._relay.open_consumer(consumer, producer, transport, stream)

    def close_consumer(self, consumer: int) -> None:
        """Send a track no longer."""
        self._stills.pop(consumer, None)
        self._relay.close_consumer(consumer)

    def set_enabled(self, enabling: Enabling) -> None:
        """Change what flows, in one step."""
        if enabling.producers or enabling.consumers:
            self._relay.set_enabled(enabling.producers, enabling.consumers)

    def set_preferred_encoding(self, consumer: int, encoding: int, priority: int = 0) -> None:
        """Say how large a picture is of use, 0 is the smallest; and who comes first, the highest number."""
        self._relay.set_preferred_encoding(consumer, encoding, priority)

    @property
    def stress(self) -> float:
        """How much of what it can do it does, 0 to 1, as of the last `watch`."""
        return self._meter.stress

    async def watch(self) -> None:
        """Look how much the worker has to do; cheap, whatever the number of its rooms.

        Raises:
            TimeoutError: the worker does not answer.
        """
        relay = await self.statistics(legs=False)
        shed = sum(count for reason, count in relay.dropped.items() if reason.startswith(_SHED))
        self._meter.take(Reading(self._loop.time(), relay.thread_cpu_s, shed))

    async def statistics(self, *, legs: bool = True) -> _relay.Statistics:
        """A fresh picture of the worker; without ``legs``, of its own counters only.

        Raises:
            TimeoutError: the worker does not answer.
        """
        token = self.new_id()
        answer: asyncio.Future[_relay.Statistics] = self._loop.create_future()
        self._answers[token] = answer
        self._relay.request_statistics(token, legs=legs)
        try:
            async with asyncio.timeout(STATISTICS_TIMEOUT_S):
                return await answer
        finally:
            self._answers.pop(token, None)

    def _drain(self) -> None:
        for event in self._relay.events():
            self._dispatch(event)

    def _dispatch(self, event: "_relay.Event") -> None:
        match event:
            case _relay.DtlsReceived(transport=transport, datagram=datagram):
                if (listener := self._listeners.get(transport)) is not None:
                    listener.on_dtls(datagram)
            case _relay.IceChanged(transport=transport, state=state):
                if (listener := self._listeners.get(transport)) is not None:
                    listener.on_ice(state)
            case _relay.EncodingsWanted(producer=producer, active=active):
                self._tell_wish(producer, active)
            case _relay.PictureStill(consumer=consumer, still=still):
                self._tell_still(consumer, still=still)
            case _relay.Statistics():
                self._take_statistics(event)
            case _relay.Overflowed(count=count):
                self._catch_up(count)
            case _:
                assert_never(event)

    def _take_statistics(self, taken: "_relay.Statistics") -> None:
        if taken.token == CATCH_UP:
            self._restore_ice(taken.transports)
            self._restore_pictures(taken.streams)
        answer = self._answers.get(taken.token)
        if answer is not None and not answer.done():
            answer.set_result(taken)

    def _catch_up(self, count: int) -> None:
        """Ask again for what may have been among the lost events; lost DTLS is retransmitted by its peer."""
        self.overflowed += count
        _log.warning("the relay dropped %d events that were not taken in time", count)
        for token in (CATCH_UP, *self._answers):
            self._relay.request_statistics(token)

    def _restore_ice(self, transports: Iterable["_relay.TransportStatistics"]) -> None:
        """Tell everybody how their path is now; to hear the same again does no harm."""
        for transport in transports:
            if (listener := self._listeners.get(transport.transport)) is not None:
                listener.on_ice(transport.state)

    def _restore_pictures(self, streams: Iterable["_relay.StreamStatistics"]) -> None:
        """Likewise what is paused, and what stands still."""
        active: dict[int, list[bool]] = {}
        for stream in streams:
            if stream.direction == "in":
                active.setdefault(stream.id, []).append(not stream.paused)
            else:
                self._tell_still(stream.id, still=stream.paused)
        for producer, wish in active.items():
            self._tell_wish(producer, tuple(wish))

    def _tell_wish(self, producer: int, active: tuple[bool, ...]) -> None:
        if (tell := self._wishes.get(producer)) is not None:
            tell(active)

    def _tell_still(self, consumer: int, *, still: bool) -> None:
        if (tell := self._stills.get(consumer)) is not None:
            tell(still)
