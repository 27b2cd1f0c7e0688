"""The Socket.IO server: WebSockets at /socket.io/, namespace /room, nothing else.

All that is peculiar to python-socketio and engine.io is in this module, ``packet.py`` and ``socket.py``.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from typing import Any, Protocol
from urllib.parse import urlsplit

import engineio  # type: ignore[import-untyped]  # has neither stubs nor py.typed
import socketio  # type: ignore[import-untyped]  # has neither stubs nor py.typed
from aiohttp import web

from signaling.gateway.answer import WireError
from signaling.gateway.packet import FRAME_EVENT, NAMESPACE, Frame, StrictPacket
from signaling.gateway.socket import LINGER_S, Socket

PATH = "/socket.io/"
PING_INTERVAL_S = 5
PING_TIMEOUT_S = 5
MAX_MESSAGE_BYTES = 64 * 1024
JOIN_WITHIN_S = 10.0
"""An upgraded socket that has not joined the namespace by then is somebody's idle hand on our door."""
MAX_SOCKETS = 10_000
"""Of a process, joined or not: above it the file descriptors and the event loop are somebody else's problem too."""

_log = logging.getLogger(__name__)

# The libraries log messages, tokens among them, at level INFO.
_library_log = logging.getLogger("signaling.gateway.socketio")
_library_log.setLevel(logging.ERROR)

_socket: ContextVar[Socket] = ContextVar("_socket")
"""The socket of the request that is being handled; engine.io's hooks do not get the request."""


class SocketHandler(Protocol):
    """What happens on joined sockets."""

    def accepts(self, address: str) -> bool:
        """Whether this address may open one more socket now."""

    async def join(self, socket: Socket, auth: object) -> WireError | None:
        """Somebody asks to be let in, once a socket; either `socket.joined` is called, or the reason why not returned."""

    def receive(self, socket: Socket, frame: Frame | None) -> None:
        """A client's event, ``None`` for something that is none. Does not block and does not raise."""


class _Engine(engineio.AsyncServer):  # type: ignore[misc]  # the base is untyped
    """engine.io with bounded outboxes, and background tasks that have an owner."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tasks: set[asyncio.Task[Any]] = set()

    def create_queue(self, *_: Any, **__: Any) -> Any:
        return _socket.get().outbox

    def start_background_task(self, target: Callable[..., Any], *args: Any, **kwargs: Any) -> asyncio.Task[Any]:
        task = asyncio.get_running_loop().create_task(target(*args, **kwargs))
        self.tasks.add(task)
        task.add_done_callback(self._forget)
        return task

    def _log_error_once(self, message: str, message_key: str) -> None:
        """A stranger's request that is no WebSocket of Engine.IO is answered with 400; no error is ours in that."""
        _log.info("a request was refused: %s", message_key)

    async def cancel_tasks(self) -> None:
        """Leave nothing running; `shutdown` would wait for one of its tasks only."""
        tasks = tuple(self.tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _forget(self, task: asyncio.Task[Any]) -> None:
        self.tasks.discard(task)
        if not task.cancelled() and (exc := task.exception()) is not None:
            _log.error("a task of engine.io failed", exc_info=exc)


class _Server(socketio.AsyncServer):  # type: ignore[misc]  # the base is untyped
    def _engineio_server_class(self) -> type[_Engine]:
        return _Engine


class Sockets:
    """All WebSockets of this process."""

    def __init__(self, handler: SocketHandler, origins: frozenset[str]) -> None:
        """Prepare; ``attach`` makes it reachable.

        Args:
            handler: Decides who joins and takes what they send.
            origins: Origins whose pages may connect besides those of the host that was asked for.
        """
        self._handler = handler
        self._origins = origins
        self._open: set[Socket] = set()
        self._joined: dict[str, Socket] = {}
        self._closed = False
        self._server = _Server(
            async_mode="aiohttp",
            async_handlers=False,
            serializer=StrictPacket,
            namespaces=[NAMESPACE],
            logger=_library_log,
            engineio_logger=_library_log,
            transports=["websocket"],
            allow_upgrades=False,
            http_compression=False,
            cors_allowed_origins=self._origin_allowed,
            cors_credentials=False,
            ping_interval=PING_INTERVAL_S,
            ping_timeout=PING_TIMEOUT_S,
            max_http_buffer_size=MAX_MESSAGE_BYTES,
        )
        self._server.on("connect", self._connect, namespace=NAMESPACE)
        self._server.on("disconnect", self._disconnect, namespace=NAMESPACE)
        self._server.on(FRAME_EVENT, self._frame, namespace=NAMESPACE)

    def attach(self, app: web.Application) -> None:
        """Serve `PATH` of ``app``."""
        app.router.add_get(PATH, self._serve)

    async def close(self) -> None:
        """Wait for sockets that were told to close, reset the others, stop engine.io. At most about 2 s. Idempotent."""
        for socket in self._open:
            socket.abort_after(LINGER_S)
        try:
            async with asyncio.timeout(2 * LINGER_S):
                for socket in tuple(self._open):
                    await socket.ended.wait()
        except TimeoutError:
            _log.warning("%d sockets did not end in time", len(self._open))
        self._closed = True
        await self._server.eio.cancel_tasks()

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        """One WebSocket from upgrade to end; whatever way it ends, nothing of it is left."""
        if self._closed or len(self._open) >= MAX_SOCKETS:
            raise web.HTTPServiceUnavailable
        socket = Socket(request)
        if not self._handler.accepts(socket.address):
            raise web.HTTPTooManyRequests
        socket.abort_after(JOIN_WITHIN_S)
        self._open.add(socket)
        reset = _socket.set(socket)
        try:
            return await self._handle(request)
        except (ValueError, RecursionError):
            # engine.io lets what its parser raises through; the WebSocket ends with the handler.
            _log.info("a socket sent what is no engine.io packet and was closed")
            socket.abort()
            raise web.HTTPBadRequest from None
        finally:
            _socket.reset(reset)
            self._open.discard(socket)
            socket.finish()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        response: web.StreamResponse = await self._server.handle_request(request)
        return response

    async def _connect(self, sid: str, environ: Mapping[str, Any], auth: object = None) -> None:
        socket = _socket.get()
        if not socket.ask():
            raise socketio.exceptions.ConnectionRefusedError
        error = await self._handler.join(socket, auth)
        if error is not None:
            socket.abort_after(LINGER_S)
            raise socketio.exceptions.ConnectionRefusedError(error.text, {"code": error.code, "text": error.text})
        self._joined[sid] = socket

    async def _disconnect(self, sid: str, reason: str) -> None:
        socket = self._joined.pop(sid, None)
        if socket is not None:
            socket.end()
            socket.abort_after(LINGER_S)

    async def _frame(self, sid: str, frame: Frame | None) -> None:
        socket = self._joined.get(sid)
        if socket is not None:
            self._handler.receive(socket, frame)

    def _origin_allowed(self, origin: str, environ: Mapping[str, Any]) -> bool:
        """Whether a page of ``origin`` may connect: one of the host that was asked for, or a configured one."""
        host = environ.get("HTTP_HOST")
        return origin in self._origins or (bool(host) and urlsplit(origin).netloc == host)
