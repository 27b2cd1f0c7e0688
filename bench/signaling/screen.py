"""One person's socket, as cheap as it can be: the load must not be heavier than what it loads.

A WebSocket client (RFC 6455) on a bare connection that reads of each message what it needs to: the revision of a view,
the outcome of an acknowledgement, a ping.
"""

import asyncio
import base64
import os
import re
import time
from collections.abc import Callable

VIEW = b'42/room,["view",{"revision":'
_REVISION = re.compile(rb"\d+")
_ACKNOWLEDGEMENT = re.compile(rb'43/room,(\d+)\[\{"ok":(true,"revision":(\d+)|false,"code":"(\w+)")')


class Screen(asyncio.Protocol):
    """Notes when each view came."""

    def __init__(self) -> None:
        self.revision = -1
        self.largest_view = 0
        """Bytes of the largest view, with its frame."""
        self.on_view: Callable[[int, float], None] = lambda revision, at: None
        """Told of each view's revision and instant."""
        self.joined: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.ended = False
        self._transport: asyncio.Transport | None = None
        self._data = bytearray()
        self._upgraded = False
        self._auth = b""
        self._answers: dict[int, asyncio.Future[int]] = {}

    @classmethod
    async def open(cls, port: int, source: str, token: str, device: str) -> "Screen":
        """Join a room, from a loopback address of one's own.

        Raises:
            RuntimeError: the server refuses.
        """
        loop = asyncio.get_running_loop()
        _, screen = await loop.create_connection(cls, "127.0.0.1", port, local_addr=(source, 0))
        screen._auth = f'40/room,{{"token":"{token}","device":"{device}"}}'.encode()
        await screen.joined
        return screen

    async def command(self, number: int, fields: str) -> int:
        """Send a command; returns its revision.

        Raises:
            RuntimeError: it was refused.
        """
        answered = self._answers[number] = asyncio.get_running_loop().create_future()
        self._send(f'42/room,{number}["command",{{"id":"b-{number}",{fields}}}]'.encode())
        revision: int = await answered
        return revision

    def close(self) -> None:
        """End the connection."""
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        key = base64.b64encode(os.urandom(16)).decode()
        transport.write(
            (
                "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
            ).encode()
        )

    def data_received(self, data: bytes) -> None:
        self._data += data
        if not self._upgraded:
            head, end, rest = bytes(self._data).partition(b"\r\n\r\n")
            if not end:
                return
            if b" 101 " not in head.partition(b"\r\n")[0]:
                self.joined.set_exception(RuntimeError(f"no WebSocket: {head[:80]!r}"))
                return
            self._upgraded = True
            self._data = bytearray(rest)
        while (frame := self._frame()) is not None:
            self._take(frame)

    def connection_lost(self, exc: Exception | None) -> None:
        self.ended = True
        if not self.joined.done():
            self.joined.set_exception(RuntimeError("the server closed the connection"))

    def _frame(self) -> bytes | None:
        data = self._data
        if len(data) < 2:
            return None
        length, at = data[1] & 0x7F, 2
        if length == 126:
            length, at = int.from_bytes(data[2:4], "big"), 4
        elif length == 127:
            length, at = int.from_bytes(data[2:10], "big"), 10
        if len(data) < at or len(data) < at + length:
            return None
        frame = bytes(data[at : at + length])
        del data[: at + length]
        return frame

    def _take(self, frame: bytes) -> None:
        if frame.startswith(VIEW):
            revision = _REVISION.match(frame, len(VIEW))
            assert revision is not None
            self.revision = int(revision[0])
            self.largest_view = max(self.largest_view, len(frame))
            self.on_view(self.revision, time.perf_counter())
        elif (answer := _ACKNOWLEDGEMENT.match(frame)) is not None:
            answered = self._answers.pop(int(answer[1]))
            if answer[3] is not None:
                answered.set_result(int(answer[3]))
            else:
                answered.set_exception(RuntimeError(f"refused: {answer[4].decode()}"))
        elif frame == b"2":
            self._send(b"3")
        elif frame.startswith(b"0{"):
            self._send(self._auth)
        elif frame.startswith(b"40/room,"):
            self.joined.set_result(None)
        elif frame.startswith(b"44/room,"):
            self.joined.set_exception(RuntimeError(f"not let in: {frame!r}"))

    def _send(self, text: bytes) -> None:
        """One masked text frame; a mask of zeros is one like any other."""
        assert self._transport is not None
        length = len(text)
        head = bytes((0x81, 0x80 | length)) if length < 126 else b"\x81\xfe" + length.to_bytes(2, "big")
        self._transport.write(head + b"\0\0\0\0" + text)
