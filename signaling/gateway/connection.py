"""One socket of one person, joined to a room."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeAlias

import msgspec

from signaling.clock import Clock
from signaling.errors import TooManyRequests
from signaling.gateway.answer import WireError, error_of, refused, sentence
from signaling.gateway.counters import Counters
from signaling.gateway.packet import Frame, ack_packet, event_packet
from signaling.gateway.rate import COMMANDS, MEDIA, RefusalRow, TokenBucket
from signaling.gateway.socket import LINGER_S, Socket
from signaling.gateway.views import Showing, ViewFeed
from signaling.room import ConnectionId, Refusal, SeatId

MAX_WAITING = 256
"""Messages received and not yet carried out: as many as the rates allow at once. More means that this page sends faster
than the room can answer, and it is disconnected."""

Answer: TypeAlias = Callable[["Connection", Frame], Awaitable[msgspec.Raw]]
"""Carries out a message and says what to acknowledge; does not raise."""


class Connection:
    """Takes one page's messages, within its rate, and has them answered one after another in order."""

    def __init__(
        self, seat: SeatId, connection: ConnectionId, socket: Socket, clock: Clock, counters: Counters
    ) -> None:
        self.seat = seat
        self.id = connection
        self._socket = socket
        self._clock = clock
        self._counters = counters
        self._feed = ViewFeed(seat, socket.send)
        now = clock.now()
        self._buckets = {"command": TokenBucket(COMMANDS, now), "media": TokenBucket(MEDIA, now)}
        self._refusals = RefusalRow()
        self._waiting: asyncio.Queue[Frame | None] = asyncio.Queue()
        self._retired = False
        self._answering = False
        self._for_good = True

    async def run(self, answer: Answer) -> None:
        """Answer messages until the socket has ended and all that came before are carried out."""
        while (frame := await self._waiting.get()) is not None:
            if self._retired:
                continue
            self._answering = True
            self._acknowledge(frame, await answer(self, frame))
            self._answering = False
            if self._retired:
                self._socket.close(for_good=self._for_good)

    def receive(self, frame: Frame | None) -> None:
        """A message from the page, ``None`` for something that is no message. Returns at once."""
        if self._retired:
            return
        if frame is None:
            self.say_goodbye(sentence(Refusal.MALFORMED))
        elif not self._allowed(frame):
            self._refuse(frame)
        elif self._waiting.qsize() >= MAX_WAITING:
            self.say_goodbye(sentence(Refusal.FLOODING))
        else:
            self._waiting.put_nowait(frame)

    def show(self, showing: Showing) -> None:
        """Send this person's view of the room if it changed."""
        if not self._retired and self._feed.show(showing):
            self._counters.views += 1

    def send(self, packet: str) -> None:
        """Send a Socket.IO packet."""
        if not self._retired:
            self._socket.send(packet)

    def say_goodbye(self, why: WireError, *, for_good: bool = True) -> None:
        """End the connection; what the page sent and is not carried out yet is not going to be.

        The message that is being carried out, if there is one, is still acknowledged: it may be the very ``leave``.

        Args:
            why: What the person is told.
            for_good: Whether the page is told not to come back by itself.
        """
        if self._retired:
            return
        self._retired = True
        self._for_good = for_good
        self._counters.goodbyes[why.code] += 1
        self._socket.send(event_packet("goodbye", why))
        if self._answering:
            self._socket.abort_after(LINGER_S)
        else:
            self._socket.close(for_good=for_good)

    def end(self) -> None:
        """The socket is gone: `run` returns once it has done the rest."""
        self._waiting.put_nowait(None)

    def _allowed(self, frame: Frame) -> bool:
        """Messages of no known kind count as commands: they have no rate of their own."""
        return self._buckets.get(frame.event, self._buckets["command"]).take(self._clock.now())

    def _refuse(self, frame: Frame) -> None:
        if self._refusals.add(self._clock.now()):
            self.say_goodbye(sentence(Refusal.FLOODING))
            return
        error = error_of(TooManyRequests(), f"a message of {self.id}")
        self._counters.refused(frame.event, error.code)
        self._acknowledge(frame, refused(error))

    def _acknowledge(self, frame: Frame, answer: msgspec.Raw) -> None:
        if frame.ack_id is not None:
            self._socket.send(ack_packet(frame.ack_id, answer))
