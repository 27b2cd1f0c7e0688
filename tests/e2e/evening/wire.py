"""What comes to one browser over its WebSocket, read as it was received."""

from playwright.sync_api import Page, WebSocket


class Wire:
    """Keeps every frame from the server, Engine.IO's own pings left out."""

    def __init__(self, page: Page) -> None:
        """Listen to all sockets that the page opens from now on."""
        self.frames: list[str] = []
        page.on("websocket", self._opened)

    def _opened(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._received)

    def _received(self, payload: str | bytes) -> None:
        text = payload if isinstance(payload, str) else payload.decode(errors="replace")
        if text not in {"2", "3"}:
            self.frames.append(text)
