"""A relay without a network: it keeps what it was told, and says what a test wants said."""

import asyncio
import os
from collections.abc import Sequence

from media import _relay
from media.rtp_stream import RtpStream
from media.srtp_keys import SrtpProfile
from tests.media.journal import Journal


class FakeRelay:
    """`_relay.Worker` in memory."""

    port = 40_000

    def __init__(self) -> None:
        self.calls = Journal[str]()
        self.routers: set[int] = set()
        self.transports: dict[int, tuple[str, str]] = {}
        self.producers: dict[int, RtpStream] = {}
        self.consumers: dict[int, tuple[int, int, RtpStream]] = {}
        self.enabled: dict[int, bool] = {}
        self.preferred: dict[int, tuple[int, int]] = {}
        self.dtls = Journal[tuple[int, bytes]]()
        self.batches = 0
        self.closed = False
        self._events: list[_relay.Event] = []
        self._taken = asyncio.Event()
        self._eventfd = os.eventfd(0, os.EFD_NONBLOCK)

    async def say(self, *events: "_relay.Event") -> None:
        """Report events, and return when they have been taken."""
        self._events += events
        self._taken.clear()
        os.eventfd_write(self._eventfd, 1)
        await self._taken.wait()

    def flowing(self) -> set[int]:
        """Consumers that are enabled, of producers that are enabled."""
        return {
            consumer
            for consumer, (producer, _, _) in self.consumers.items()
            if self.enabled.get(consumer) and self.enabled.get(producer)
        }

    def fileno(self) -> int:
        return self._eventfd

    def events(self) -> list["_relay.Event"]:
        os.eventfd_read(self._eventfd)
        taken, self._events = self._events, []
        self._taken.set()
        return taken

    def close(self) -> None:
        if not self.closed:
            os.close(self._eventfd)
        self.closed = True

    def open_router(self, router: int) -> None:
        self.routers.add(router)

    def close_router(self, router: int) -> None:
        self.routers.remove(router)

    def open_transport(self, transport: int, router: int, ice_ufrag: str, ice_pwd: str) -> None:
        assert router in self.routers
        self.transports[transport] = (ice_ufrag, ice_pwd)

    def restart_ice(self, transport: int, ice_ufrag: str, ice_pwd: str) -> None:
        self.transports[transport] = (ice_ufrag, ice_pwd)

    def close_transport(self, transport: int) -> None:
        del self.transports[transport]

    def send_dtls(self, transport: int, datagram: bytes) -> None:
        self.dtls.append((transport, datagram))

    def set_srtp(self, transport: int, profile: SrtpProfile, send_key: bytes, receive_key: bytes) -> None:
        self.calls.append(f"set_srtp {transport} {profile} {len(send_key)} {len(receive_key)}")

    def open_producer(self, producer: int, transport: int, stream: RtpStream) -> None:
        assert transport in self.transports
        self.producers[producer] = stream

    def close_producer(self, producer: int) -> None:
        del self.producers[producer]

    def open_consumer(self, consumer: int, producer: int, transport: int, stream: RtpStream) -> None:
        assert producer in self.producers
        assert transport in self.transports
        self.consumers[consumer] = (producer, transport, stream)

    def close_consumer(self, consumer: int) -> None:
        del self.consumers[consumer]

    def set_enabled(self, producers: Sequence[tuple[int, bool]], consumers: Sequence[tuple[int, bool]]) -> None:
        self.batches += 1
        assert {number for number, _ in producers} <= self.producers.keys()
        assert {number for number, _ in consumers} <= self.consumers.keys()
        self.enabled.update([*producers, *consumers])

    def set_preferred_encoding(self, consumer: int, encoding: int, priority: int = 0) -> None:
        self.preferred[consumer] = (encoding, priority)

    def request_statistics(self, token: int, *, legs: bool = True) -> None:
        self.calls.append(f"request_statistics {token}")
