"""The way from this process to another one that has media of our people's rooms."""

import asyncio
import logging
from collections.abc import Callable
from itertools import count
from typing import assert_never

import aiohttp
import msgspec

from media.errors import NodeClosed
from signaling.gateway.nodes import messages as m
from signaling.gateway.nodes.secret import authorization

HEARTBEAT_S = 3.0
"""A process that answers no ping for half of it is gone, or as good as gone."""
ASK_WITHIN_S = 4.0
RETRY_S = 0.5
MAX_WAITING = 4_096
"""Messages not yet written: more means that the other process does not read, and the way is closed."""

_log = logging.getLogger(__name__)


class NodeLink:
    """One WebSocket, opened again whenever it breaks."""

    def __init__(self, url: str, secret: str, heard: Callable[[m.Ordered | m.Tell | m.Elsewhere], None]) -> None:
        """Prepare; ``run`` opens it.

        Args:
            url: Of the other process.
            secret: Known to all processes.
            heard: Told of everything but answers; does not block and does not raise.
        """
        self._url = url
        self._secret = secret
        self._heard = heard
        self._numbers = count(1)
        self._asked: dict[int, asyncio.Future[msgspec.Raw]] = {}
        self._outbox: asyncio.Queue[bytes] | None = None

    @property
    def up(self) -> bool:
        """Whether it is open."""
        return self._outbox is not None

    async def run(self, changed: Callable[[], None]) -> None:
        """Keep it open until cancelled; ``changed`` is called when it has opened or broken."""
        async with aiohttp.ClientSession(headers=authorization(self._secret)) as http:
            while True:
                try:
                    async with http.ws_connect(
                        self._url + m.PATH, heartbeat=HEARTBEAT_S, max_msg_size=m.MAX_BYTES, timeout=_TIMEOUT
                    ) as socket:
                        await self._use(socket, changed)
                except (aiohttp.ClientError, OSError, TimeoutError, msgspec.DecodeError) as exc:
                    _log.info("the way to another process is closed: %s", type(exc).__name__)
                await asyncio.sleep(RETRY_S)

    def send(self, message: m.Order) -> None:
        """Say something, if the way is open; otherwise it is lost."""
        self._put(message)

    async def ask(self, message: m.Ask) -> msgspec.Raw:
        """Ask something for a page.

        Args:
            message: Its ``number`` is set here.

        Raises:
            NodeClosed: there is no answer; what was asked may have been done.
        """
        message.number = next(self._numbers)
        answered: asyncio.Future[msgspec.Raw] = asyncio.get_running_loop().create_future()
        self._asked[message.number] = answered
        try:
            if not self._put(message):
                raise NodeClosed("The room's sound and picture are moving to another server.")
            async with asyncio.timeout(ASK_WITHIN_S):
                return await answered
        except TimeoutError:
            raise NodeClosed("The room's sound and picture are out of reach.") from None
        finally:
            del self._asked[message.number]

    def _put(self, message: m.ToHost) -> bool:
        if self._outbox is None or self._outbox.qsize() >= MAX_WAITING:
            return False
        self._outbox.put_nowait(m.encode(message))
        return True

    async def _use(self, socket: "aiohttp.ClientWebSocketResponse[bool]", changed: Callable[[], None]) -> None:
        outbox = self._outbox = asyncio.Queue()
        changed()
        writing = asyncio.get_running_loop().create_task(_write(socket, outbox), name="to another process")
        try:
            async for frame in socket:
                if frame.type is aiohttp.WSMsgType.TEXT:
                    self._take(m.from_host(frame.data))
        finally:
            self._outbox = None
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)
            for answered in self._asked.values():
                if not answered.done():
                    answered.set_exception(NodeClosed("The room's sound and picture are moving to another server."))
            changed()

    def _take(self, message: m.FromHost) -> None:
        match message:
            case m.Answer(number=number, answer=answer):
                answered = self._asked.get(number)
                if answered is not None and not answered.done():
                    answered.set_result(answer)
            case m.Ordered() | m.Tell() | m.Elsewhere():
                self._heard(message)
            case _:
                assert_never(message)


_TIMEOUT = aiohttp.ClientWSTimeout(ws_close=1.0)


async def _write(socket: "aiohttp.ClientWebSocketResponse[bool]", outbox: asyncio.Queue[bytes]) -> None:
    while True:
        await socket.send_str((await outbox.get()).decode())
