"""`/healthz` and `/readyz`, for supervisors and load balancers."""

from collections.abc import Callable

from aiohttp import web


class HealthPages:
    """Alive, and able to take people."""

    def __init__(self, closing: Callable[[], bool]) -> None:
        self._closing = closing

    def routes(self) -> list[web.RouteDef]:
        """Both paths."""
        return [web.get("/healthz", self._alive), web.get("/readyz", self._ready)]

    async def _alive(self, _request: web.Request) -> web.Response:
        return _status("ok", 200)

    async def _ready(self, _request: web.Request) -> web.Response:
        return _status("closing", 503) if self._closing() else _status("ready", 200)


def _status(word: str, status: int) -> web.Response:
    return web.json_response({"status": word}, status=status, headers={"Cache-Control": "no-store"})
