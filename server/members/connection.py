"""One Socket.IO connection of a synthetic member."""

import asyncio
import secrets
from typing import Any

import aiohttp
import msgspec
import socketio  # type: ignore[import-untyped]  # has neither stubs nor py.typed

from server.members.join import Entrance, ServerUnreachable
from server.members.room_view import EVENTS, ConnectionLost, GoodbyeMessage, Message

NAMESPACE = "/room"
_ANSWER_TIMEOUT_S = 10.0
_CLOSE_TIMEOUT_S = 2.0
_INBOX_MESSAGES = 1000
"""A room of twelve offers 22 consumers at once; a server that sends this many unread has gone wrong."""


class ConnectRefused(Exception):
    """The server does not let the member in now."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class CommandRefused(Exception):
    """The server refused a command or a media request."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class _ConnectError(msgspec.Struct, frozen=True):
    data: GoodbyeMessage


class RoomConnection:
    """Connected from `open` until `inbox` yields `ConnectionLost` or `close` is called."""

    def __init__(self) -> None:
        # Ours to close: the client forgets its own if it is cut off while it connects.
        self._session = aiohttp.ClientSession()
        self._client = socketio.AsyncClient(reconnection=False, handle_sigint=False, http_session=self._session)
        self._unanswered: set[asyncio.Future[object]] = set()
        self._refusal = GoodbyeMessage(code="internal")
        self.inbox: asyncio.Queue[Message] = asyncio.Queue(_INBOX_MESSAGES)
        """What the server sent, in order."""

    async def open(self, origin: str, entrance: Entrance, device: str) -> None:
        """Connect.

        Raises:
            ConnectRefused: with the server's code.
            ServerUnreachable: there was no answer.
        """
        for event, type_ in EVENTS.items():
            self._client.on(event, self._receiver(type_), namespace=NAMESPACE)
        self._client.on("connect_error", self._keep_refusal, namespace=NAMESPACE)
        self._client.on("disconnect", self._lost, namespace=NAMESPACE)
        try:
            await self._client.connect(
                origin,
                auth={"token": entrance.token, "device": device, "takeover": False},
                transports=["websocket"],
                namespaces=[NAMESPACE],
                wait_timeout=_ANSWER_TIMEOUT_S,
            )
        except socketio.exceptions.ConnectionError as exc:
            await self.close()
            if self._refusal.code != "internal":
                raise ConnectRefused(self._refusal.code) from exc
            raise ServerUnreachable(f"{origin} does not answer") from exc

    async def close(self) -> None:
        """Disconnect, and leave nothing of the client running. Idempotent."""
        engine = self._client.eio
        socket, loops = (
            engine.ws,
            [task for task in (engine.read_loop_task, engine.write_loop_task) if task is not None],
        )
        try:
            await self._client.disconnect()
            # The client leaves its loops and its socket to themselves when it was the server who disconnected.
            if loops:
                _, late = await asyncio.wait(loops, timeout=_CLOSE_TIMEOUT_S)
                for task in late:
                    task.cancel()
            if socket is not None:
                await socket.close()
        finally:
            if socket is not None:
                # aiohttp forgets the response if the peer's end came while `receive` waited.
                socket._response.close()
            await self._session.close()

    def goodbye(self) -> str | None:
        """The code of a goodbye that has come and has not been read yet."""
        while not self.inbox.empty():
            message = self.inbox.get_nowait()
            if isinstance(message, GoodbyeMessage):
                return message.code
        return None

    async def command(self, type_: str, **fields: object) -> None:
        """Send one command and wait for its acknowledgement.

        Raises:
            CommandRefused: with the server's code.
            ServerUnreachable: no acknowledgement came.
        """
        await self._ask("command", {"id": secrets.token_urlsafe(12), "type": type_, **fields})

    async def media(self, type_: str, **fields: object) -> dict[str, Any]:
        """Send one media request; its answer.

        Raises:
            CommandRefused: with the server's code.
            ServerUnreachable: no acknowledgement came.
        """
        return await self._ask("media", {"type": type_, **fields})

    async def _ask(self, event: str, payload: dict[str, object]) -> dict[str, Any]:
        # Not the client's own `call`: it waits its time out when the socket is lost meanwhile.
        answered: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        self._unanswered.add(answered)
        try:
            async with asyncio.timeout(_ANSWER_TIMEOUT_S):
                await self._client.emit(
                    event, payload, namespace=NAMESPACE, callback=lambda answer: _settle(answered, answer)
                )
                answer = await answered
        except (socketio.exceptions.SocketIOError, TimeoutError) as exc:
            raise ServerUnreachable(f"no answer to {payload['type']}") from exc
        finally:
            self._unanswered.discard(answered)
        if not isinstance(answer, dict):
            raise ServerUnreachable(f"no sensible answer to {payload['type']}")
        if answer.get("ok") is not True:
            raise CommandRefused(str(answer.get("code")))
        return answer

    def _receiver(self, type_: type[Message]) -> Any:
        def receive(payload: object) -> None:
            self._put(msgspec.convert(payload, type_))

        return receive

    def _keep_refusal(self, payload: object) -> None:
        try:
            self._refusal = msgspec.convert(payload, _ConnectError).data
        except msgspec.ValidationError:
            return  # not the server's own refusal

    def _lost(self, _reason: object) -> None:
        for answered in self._unanswered:
            _settle(answered, None)
        self._put(ConnectionLost())

    def _put(self, message: Message) -> None:
        if self.inbox.full():
            # What was missed cannot be made up for; start again with a new connection.
            while not self.inbox.empty():
                self.inbox.get_nowait()
            message = ConnectionLost()
        self.inbox.put_nowait(message)


def _settle(answered: asyncio.Future[object], answer: object) -> None:
    """Answer a question that nobody has given up meanwhile; None is what a lost socket says."""
    if not answered.done():
        answered.set_result(answer)
