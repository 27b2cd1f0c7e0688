"""A browser's end of the WebSocket, frame by frame."""

import asyncio
import json
import socket
from typing import Any, Self, cast

import aiohttp

WAIT_S = 10.0


class Wire:
    """Answers pings if told to, keeps every frame, sends whatever a test wants to send."""

    def __init__(self, session: aiohttp.ClientSession, url: str, **headers: str) -> None:
        self.frames: list[str] = []
        self._session = session
        self._url = f"{url}/socket.io/?EIO=4&transport=websocket"
        self._headers = headers
        self._socket: aiohttp.ClientWebSocketResponse[bool] | None = None

    @property
    def socket(self) -> "aiohttp.ClientWebSocketResponse[bool]":
        assert self._socket is not None
        return self._socket

    async def __aenter__(self) -> Self:
        self._socket = await self._session.ws_connect(self._url, headers=self._headers, max_msg_size=0)
        await self.until("0{")
        return self

    async def __aexit__(self, *_: object) -> None:
        transport = self._transport()
        if transport is not None and not transport.is_reading():
            transport.abort()
        await self.socket.close()

    async def join(self, auth: object) -> dict[str, Any]:
        """Connect the namespace; the payload of the answer, or the error."""
        await self.socket.send_str("40/room," + json.dumps(auth))
        frame = await self.until("40/room,", "44/room,")
        answer: dict[str, Any] = json.loads(frame.partition(",")[2])
        return answer

    async def call(self, event: str, payload: object) -> dict[str, Any]:
        await self.socket.send_str("42/room,9" + json.dumps([event, payload]))
        answer: dict[str, Any] = json.loads((await self.until("43/room,9["))[len("43/room,9") :])[0]
        return answer

    async def until(self, *starts: str) -> str:
        """Read until a frame begins so."""
        while True:
            frame = await self.read()
            if frame is None:
                raise AssertionError(f"closed before any of {starts}: {self.frames[-3:]}")
            if frame.startswith(starts):
                return frame

    async def until_containing(self, text: str) -> str:
        """Read until a frame has it."""
        while text not in (frame := await self.until("")):
            pass
        return frame

    def stop_reading(self) -> None:
        """Let what is sent to us fill the buffers, small as we make ours."""
        transport = self._transport()
        assert transport is not None
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        transport.pause_reading()

    def abort(self) -> None:
        """Reset the connection."""
        transport = self._transport()
        assert transport is not None
        transport.abort()

    def _transport(self) -> asyncio.Transport | None:
        connection = self.socket._response.connection
        return cast(asyncio.Transport, connection.transport) if connection is not None else None

    async def goodbye(self) -> str:
        """Read to the end of the connection; the code of the goodbye in it."""
        code = ""
        while (frame := await self.read()) is not None:
            if frame.startswith('42/room,["goodbye",'):
                code = json.loads(frame[len("42/room,") :])[1]["code"]
        return code

    async def read(self) -> str | None:
        """The next frame that is no ping, which is answered; ``None`` at the end."""
        while True:
            message = await self.socket.receive(WAIT_S)
            if message.type is not aiohttp.WSMsgType.TEXT:
                return None
            if message.data == "2":
                await self.socket.send_str("3")
                continue
            self.frames.append(message.data)
            return str(message.data)
