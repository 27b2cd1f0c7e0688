"""One WebSocket with a browser at its other end."""

import asyncio
import logging
from collections.abc import Callable

from aiohttp import web
from engineio import packet as engine_packet  # type: ignore[import-untyped]  # has neither stubs nor py.typed

from signaling.gateway.outbox import Outbox
from signaling.gateway.packet import DISCONNECT_PACKET

_log = logging.getLogger(__name__)

LINGER_S = 1.0
"""How long a socket that was told to close may take to read what is left; then the TCP connection is reset."""


class Socket:
    """Lives from the upgrade of an HTTP request to the end of its handler.

    It is unjoined until ``on_end`` is set. All methods return at once; the writing is engine.io's.
    """

    def __init__(self, request: web.Request) -> None:
        self.address = request.remote or ""
        """Of the peer, as aiohttp (or a middleware that knows the proxy) says."""
        self.outbox = Outbox(self._overflow)
        self.ended = asyncio.Event()
        self._request = request
        self._asked = False
        self._closing = False
        self._abort_timer: asyncio.TimerHandle | None = None
        self._on_end: Callable[[], None] | None = None

    def abort_after(self, seconds: float) -> None:
        """Reset the connection then, unless it has ended or ``joined`` is called."""
        self._cancel_timer()
        self._abort_timer = asyncio.get_running_loop().call_later(seconds, self.abort)

    def ask(self) -> bool:
        """Whether this is the first time that the socket asks to be let in.

        A refused one would otherwise put off its end each time it asks again, and one that has left the namespace would
        hold a seat without a word ever reaching it.
        """
        first, self._asked = not self._asked, True
        return first

    def joined(self, on_end: Callable[[], None]) -> None:
        """The namespace is connected; ``on_end`` is called once, at the end of the socket."""
        self._cancel_timer()
        self._on_end = on_end

    def send(self, text: str) -> None:
        """Send a Socket.IO packet; after ``close`` nothing happens."""
        if not self._closing:
            self.outbox.put_nowait(engine_packet.Packet(engine_packet.MESSAGE, text))

    def close(self, *, for_good: bool) -> None:
        """End the connection once what was sent before has been written, or after ``LINGER_S``.

        Args:
            for_good: Whether Socket.IO clients are told not to come back by themselves.
        """
        if self._closing:
            return
        if for_good:
            self.send(DISCONNECT_PACKET)
        self._closing = True
        self.outbox.put_nowait(None)
        self.abort_after(LINGER_S)

    def abort(self) -> None:
        """Reset the TCP connection; what was not written yet is lost."""
        self._closing = True
        self._cancel_timer()
        if self._request.transport is not None:
            self._request.transport.abort()

    def end(self) -> None:
        """The peer is gone, or engine.io gave it up; the request's handler may still be on its way out."""
        on_end, self._on_end = self._on_end, None
        self._closing = True
        if on_end is not None:
            on_end()

    def finish(self) -> None:
        """The request's handler is done: nothing of the socket is left."""
        self._cancel_timer()
        self.end()
        # Ends engine.io's writer where its reader was cut off by an exception.
        self.outbox.put_nowait(None)
        self.ended.set()

    def _overflow(self) -> None:
        _log.info("a page that does not read was disconnected")
        self.abort()

    def _cancel_timer(self) -> None:
        if self._abort_timer is not None:
            self._abort_timer.cancel()
            self._abort_timer = None
