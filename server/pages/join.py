"""`POST /api/join`: the secret of a link becomes a token (docs/protocol.md section 1)."""

import asyncio
import time
from collections.abc import Callable
from typing import Annotated

import msgspec
from aiohttp import web

from server.errors import LinkNotValid
from server.practice.exchange import Entry, Exchange
from signaling.clock import Clock
from signaling.errors import Closing, Malformed, RequestError, TooManyRequests
from signaling.gateway.rate import JOINS, AddressLimit

MAX_BODY_BYTES = 1024

REFUSAL_AFTER_S = 0.1
"""An invalid link is answered this long after it was asked for, so that the time of the answer does not tell an unknown
link from an expired or revoked one. Well above what a look-up takes, even on a busy machine."""

STATUS = {LinkNotValid: 404, Malformed: 400, TooManyRequests: 429, Closing: 503}


class JoinRequest(msgspec.Struct, frozen=True):
    """What the page sends."""

    secret: Annotated[str, msgspec.Meta(max_length=256)]


class JoinPage:
    """Answers `POST /api/join`."""

    def __init__(
        self, exchange: Exchange, clock: Clock, *, public_url: str | None, closing: Callable[[], bool]
    ) -> None:
        self._exchange = exchange
        self._clock = clock
        self._public_url = public_url
        self._closing = closing
        self._limit = AddressLimit(JOINS)

    def routes(self) -> list[web.RouteDef]:
        """The one path; other methods on it are refused by the router."""
        return [web.post("/api/join", self._post)]

    async def _post(self, request: web.Request) -> web.Response:
        asked_s = time.monotonic()
        try:
            entry = await self._enter(request)
        except RequestError as refusal:
            if isinstance(refusal, LinkNotValid):
                await asyncio.sleep(asked_s + REFUSAL_AFTER_S - time.monotonic())
            return _json({"code": refusal.code, "text": refusal.text}, STATUS[type(refusal)])
        return _json(answer(entry), 200)

    async def _enter(self, request: web.Request) -> Entry:
        if self._closing():
            raise Closing
        if not self._limit.take(request.remote or "", self._clock.now()):
            raise TooManyRequests
        if not self._is_from_our_page(request):
            raise Malformed
        return await self._exchange.enter(parse(await _bounded_body(request)).secret)

    def _is_from_our_page(self, request: web.Request) -> bool:
        """JSON only, and where a browser says on whose behalf it asks, then on ours.

        A browser always says so on a POST. Programs, `goround members` for one, need not: they carry nobody's
        authority but the secret they were given.
        """
        if request.content_type != "application/json":
            return False
        origin = request.headers.get("Origin")
        if origin is None or self._public_url is not None:
            return origin in (None, self._public_url)
        host = request.headers.get("Host", "")
        return origin in (f"http://{host}", f"https://{host}")


def parse(body: bytes) -> JoinRequest:
    """The body as a request.

    Raises:
        Malformed: it is anything else.
    """
    try:
        return msgspec.json.decode(body, type=JoinRequest)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as exc:
        raise Malformed from exc


def answer(entry: Entry) -> dict[str, object]:
    """What the page is told."""
    group, session, member = entry.group, entry.session, entry.member
    return {
        "token": entry.token,
        "group": {
            "name": group.name,
            "facilitators": list(entry.facilitators),
            "agreement": {"version": group.agreement_version, "text": group.agreement_text},
            "emergency_card": group.emergency_card,
        },
        "session": {
            "starts_ms": session.starts_ms,
            "ends_ms": session.ends_ms,
            "doors_ms": session.doors_ms,
            "time_zone": group.time_zone,
            "next_ms": entry.next_ms,
        },
        "seat": {"name": member.name, "role": member.role},
    }


async def _bounded_body(request: web.Request) -> bytes:
    """The body, as long as it is short; the rest of a long one is not read."""
    body = b""
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise Malformed
    return body


def _json(content: dict[str, object], status: int) -> web.Response:
    headers = {"Cache-Control": "no-store"}
    return web.Response(
        status=status, body=msgspec.json.encode(content), content_type="application/json", headers=headers
    )
