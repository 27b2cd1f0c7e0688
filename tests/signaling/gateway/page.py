"""A person's page, on a real Socket.IO client."""

import asyncio
from collections.abc import Callable
from itertools import count
from typing import Any

import socketio  # type: ignore[import-untyped]  # has neither stubs nor py.typed

WAIT_S = 10.0

_ids = count(1)


class NotLetIn(Exception):
    """The connect was refused, with an error of the protocol."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(code)
        self.code = code
        self.text = text


class Page:
    """Keeps everything the server sent; waits for what is expected."""

    def __init__(self, url: str, auth: object) -> None:
        self.views: list[dict[str, Any]] = []
        self.media_events: list[tuple[str, dict[str, Any]]] = []
        self.goodbye: dict[str, str] | None = None
        self.connected = False
        self._url = url
        self._auth = auth
        self._refusal: dict[str, Any] | None = None
        self._news = asyncio.Event()
        self._client = socketio.AsyncClient(reconnection=False)
        for event in (
            "view",
            "goodbye",
            "consumer",
            "consumer_closed",
            "encodings",
            "still",
            "transport_state",
            "disconnect",
        ):
            self._client.on(event, self._handler(event), namespace="/room")
        self._client.on("connect_error", self._refused, namespace="/room")

    @property
    def view(self) -> dict[str, Any]:
        view: dict[str, Any] = self.views[-1]["view"]
        return view

    @property
    def me(self) -> dict[str, Any]:
        me: dict[str, Any] = self.view["me"]
        return me

    async def open(self) -> "Page":
        """Connect and wait for the first view.

        Raises:
            NotLetIn: the server refused.
        """
        try:
            await self._client.connect(
                self._url, auth=self._auth, namespaces=["/room"], transports=["websocket"], wait_timeout=WAIT_S
            )
        except socketio.exceptions.ConnectionError:
            await self._client.disconnect()
            if self._refusal is None:
                raise
            raise NotLetIn(**self._refusal["data"]) from None
        self.connected = True
        await self.until(lambda page: bool(page.views) or page.goodbye is not None)
        return self

    async def close(self) -> None:
        await self._client.disconnect()

    async def command(self, name: str, /, **fields: object) -> dict[str, Any]:
        return await self.call("command", {"id": f"c-{next(_ids)}", "type": name, **fields})

    async def done(self, name: str, /, **fields: object) -> int:
        """A command that must be accepted; returns its revision."""
        answer = await self.command(name, **fields)
        assert answer["ok"], answer
        revision: int = answer["revision"]
        return revision

    async def media(self, name: str, /, **fields: object) -> dict[str, Any]:
        return await self.call("media", {"type": name, **fields})

    async def call(self, event: str, payload: object) -> dict[str, Any]:
        answer: dict[str, Any] = await self._client.call(event, payload, namespace="/room", timeout=WAIT_S)
        return answer

    async def until(self, happened: Callable[["Page"], bool], within_s: float = WAIT_S) -> "Page":
        """Wait until something is so."""
        async with asyncio.timeout(within_s):
            while not happened(self):
                self._news.clear()
                await self._news.wait()
        return self

    async def until_view(self, fits: Callable[[dict[str, Any]], bool], within_s: float = WAIT_S) -> dict[str, Any]:
        await self.until(lambda page: bool(page.views) and fits(page.view), within_s)
        return self.view

    async def until_revision(self, revision: int) -> dict[str, Any]:
        await self.until(lambda page: bool(page.views) and page.views[-1]["revision"] >= revision)
        return self.view

    async def until_goodbye(self) -> str:
        await self.until(lambda page: page.goodbye is not None and not page.connected)
        assert self.goodbye is not None
        return self.goodbye["code"]

    def _handler(self, event: str) -> Callable[..., None]:
        def take(payload: Any) -> None:
            match event:
                case "view":
                    self.views.append(payload)
                case "goodbye":
                    self.goodbye = payload
                case "disconnect":
                    self.connected = False
                case _:
                    self.media_events.append((event, payload))
            self._news.set()

        return take

    def _refused(self, refusal: dict[str, Any]) -> None:
        self._refusal = refusal
