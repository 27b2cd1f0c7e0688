"""Other processes' way to the media that this one has."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeAlias, assert_never

import msgspec
from aiohttp import WSMsgType, web

from signaling.gateway.answer import refused, sentence
from signaling.gateway.nodes import messages as m
from signaling.gateway.nodes.secret import is_authorized
from signaling.room import Refusal

HEARTBEAT_S = 3.0
MAX_WAITING = 4_096

Carry: TypeAlias = Callable[[m.Ask], Awaitable[msgspec.Raw | None]]
"""Answers what a page asks; ``None`` when the room's media are not here. Does not raise."""

TakeOrder: TypeAlias = Callable[[m.Order], int | None]
"""Carries out an order and returns the revision in effect; ``None`` when the room's media are not here."""

MOVED = sentence(Refusal.CLOSING)
"""What a page is answered whose room has its media elsewhere by now."""

_log = logging.getLogger(__name__)


class NodeHost:
    """Serves `PATH` to whoever knows the secret."""

    def __init__(self, secret: str, take: TakeOrder, carry: Carry) -> None:
        self._secret = secret
        self._take = take
        self._carry = carry
        self._guests: dict[asyncio.Queue[bytes | None], set[str]] = {}
        """What waits to be written to each process that is connected, and the rooms that it has people of."""

    def attach(self, app: web.Application) -> None:
        """Serve it."""
        app.router.add_get(m.PATH, self._serve)

    def tell(self, room: str, epoch: int, seat: str, packet: str) -> None:
        """Say something to a seat's page, wherever it is: at one of the processes that has people of the room."""
        for outbox, rooms in self._guests.items():
            if room in rooms:
                _put(outbox, m.Tell(room, epoch, seat, packet))

    def close(self) -> None:
        """Disconnect everybody. Idempotent."""
        for outbox in self._guests:
            outbox.put_nowait(None)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        if not is_authorized(request.headers.get("Authorization"), self._secret):
            # Nothing is here, as far as strangers can tell.
            raise web.HTTPNotFound
        socket = web.WebSocketResponse(heartbeat=HEARTBEAT_S, max_msg_size=m.MAX_BYTES, timeout=1.0)
        await socket.prepare(request)
        outbox: asyncio.Queue[bytes | None] = asyncio.Queue()
        rooms = self._guests[outbox] = set()
        writing = asyncio.get_running_loop().create_task(_write(socket, outbox), name="to another process")
        try:
            async for frame in socket:
                if frame.type is WSMsgType.TEXT:
                    await self._answer(m.to_host(frame.data), outbox, rooms)
        except msgspec.DecodeError:
            _log.error("another process speaks another version; it was disconnected")
        finally:
            del self._guests[outbox]
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)
            await socket.close()
        return socket

    async def _answer(self, message: m.ToHost, outbox: asyncio.Queue[bytes | None], rooms: set[str]) -> None:
        match message:
            case m.Order():
                rooms.add(message.room)
                revision = self._take(message)
                if revision is None:
                    rooms.discard(message.room)
                    _put(outbox, m.Elsewhere(message.room, message.epoch))
                else:
                    _put(outbox, m.Ordered(message.room, message.epoch, revision))
            case m.Ask():
                answer = await self._carry(message)
                if answer is None:
                    _put(outbox, m.Elsewhere(message.room, message.epoch))
                _put(outbox, m.Answer(message.number, answer or refused(MOVED)))
            case _:
                assert_never(message)


def _put(outbox: asyncio.Queue[bytes | None], message: m.FromHost) -> None:
    """Have it written; a process that does not read is disconnected, and finds everything anew."""
    outbox.put_nowait(m.encode(message) if outbox.qsize() < MAX_WAITING else None)


async def _write(socket: web.WebSocketResponse, outbox: asyncio.Queue[bytes | None]) -> None:
    while (data := await outbox.get()) is not None:
        await socket.send_str(data.decode())
    await socket.close()
