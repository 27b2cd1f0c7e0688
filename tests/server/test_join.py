"""`POST /api/join` from outside, over real HTTP."""

import asyncio
import json
import statistics
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from server.pages.failures import failure_pages
from server.pages.join import MAX_BODY_BYTES, REFUSAL_AFTER_S, JoinPage, JoinRequest, parse
from server.practice.capability import new_secret
from server.practice.tables import Invite
from signaling.errors import Malformed
from signaling.gateway.rate import JOINS

from .conftest import House

JSON = {"Content-Type": "application/json"}


@dataclass
class Door:
    """The endpoint and how to knock."""

    http: TestClient[web.Request, web.Application]
    closing: bool = False

    async def post(self, secret: str, **headers: str) -> ClientResponse:
        return await self.http.post("/api/join", json={"secret": secret}, headers=headers)

    @property
    def origin(self) -> str:
        return str(self.http.make_url("")).rstrip("/")


@pytest.fixture
async def door(house: House) -> AsyncIterator[Door]:
    door: Door
    app = web.Application(middlewares=[failure_pages()])
    app.add_routes(JoinPage(house.exchange, house.clock, public_url=None, closing=lambda: door.closing).routes())
    async with TestClient(TestServer(app)) as http:
        door = Door(http)
        yield door


async def test_a_valid_link_gives_what_the_page_needs(door: Door, house: House) -> None:
    answer = await door.post(house.links.members[0].secret, Origin=door.origin)

    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "no-store"
    content = await answer.json()
    now_ms = house.clock.now()
    assert len(content.pop("token")) == 43
    assert content.pop("group").keys() == {"name", "facilitators", "agreement", "emergency_card"}
    assert content == {
        "session": {
            "starts_ms": now_ms,
            "ends_ms": now_ms + 90 * 60_000,
            "doors_ms": now_ms,
            "time_zone": "Europe/Berlin",
            "next_ms": None,
        },
        "seat": {"name": "Ana", "role": "member"},
    }


async def test_unknown_expired_and_revoked_links_get_one_answer(door: Door, house: House) -> None:
    expired, revoked = house.links.members[:2]
    await _change(house, expired.secret, expires_ms=house.clock.now())
    await _change(house, revoked.secret, revoked_ms=house.clock.now())

    answers = [await door.post(secret) for secret in (new_secret(), expired.secret, revoked.secret, "no secret at all")]

    seen = {(answer.status, await answer.text(), str(_comparable(answer))) for answer in answers}
    assert len(seen) == 1
    assert answers[0].status == 404
    assert (await answers[0].json())["code"] == "link_not_valid"


async def test_the_time_of_a_refusal_does_not_tell_why(door: Door, house: House) -> None:
    revoked = house.links.members[0]
    await _change(house, revoked.secret, revoked_ms=house.clock.now())

    async def took_s(secret: str) -> float:
        began_s = time.perf_counter()
        await door.post(secret)
        return time.perf_counter() - began_s

    times_s = {True: list[float](), False: list[float]()}
    for _ in range(5):
        for known in times_s:
            times_s[known].append(await took_s(revoked.secret if known else new_secret()))

    # The shortest of each are the least disturbed by whatever else the machine does.
    assert min(times_s[True] + times_s[False]) >= REFUSAL_AFTER_S
    assert abs(min(times_s[True]) - min(times_s[False])) < REFUSAL_AFTER_S / 2
    assert statistics.median(times_s[True]) < 1.0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"A"',
        b"{}",
        b'{"secret": null}',
        b'{"secret": 7}',
        b'{"secret": ["A"]}',
        b'{"secret": "' + b"A" * 257 + b'"}',
        b'{"secret": "\xff"}',
        b"[" * 900,
        b'{"secret": "' + b"A" * 43 + b'"} more',
        b'{"secret": "A", "more": "' + b"x" * MAX_BODY_BYTES + b'"}',
    ],
)
async def test_a_body_that_is_no_request_is_refused(door: Door, body: bytes) -> None:
    answer = await door.http.post("/api/join", data=body, headers=JSON)
    assert answer.status == 400
    assert (await answer.json())["code"] == "malformed"


async def test_a_body_without_end_is_not_read_to_its_end(door: Door) -> None:
    sent = 0

    async def flood() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 65_536
            yield b" " * 65_536
            await asyncio.sleep(0)

    async with asyncio.timeout(10):
        try:
            answer = await door.http.post("/api/join", data=flood(), headers=JSON)
            assert answer.status == 400
        except ConnectionError:
            pass  # the server answered and hung up while we were still sending
    assert sent < 64 * 1024 * 1024


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
async def test_what_a_foreign_form_can_send_is_refused(door: Door, house: House, content_type: str) -> None:
    body = json.dumps({"secret": house.links.members[0].secret})
    answer = await door.http.post("/api/join", data=body, headers={"Content-Type": content_type})
    assert answer.status == 400


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", "http://127.0.0.1", "file://", "http://[", ""])
async def test_a_foreign_page_is_refused(door: Door, house: House, origin: str) -> None:
    answer = await door.post(house.links.members[0].secret, Origin=origin)
    assert answer.status == 400


async def test_behind_a_proxy_the_public_url_is_our_origin(house: House) -> None:
    app = web.Application()
    public_url = "https://rooms.example.org"
    app.add_routes(JoinPage(house.exchange, house.clock, public_url=public_url, closing=lambda: False).routes())
    async with TestClient(TestServer(app)) as http:
        door = Door(http)
        assert (await door.post(house.links.members[0].secret, Origin=public_url)).status == 200
        assert (await door.post(house.links.members[0].secret, Origin=door.origin)).status == 400


async def test_too_many_are_refused_for_a_while(door: Door, house: House) -> None:
    secret = house.links.members[0].secret
    answers = [await door.http.post("/api/join", data=b"", headers=JSON) for _ in range(JOINS.burst)]
    assert {answer.status for answer in answers} == {400}

    refused = await door.post(secret)
    house.clock.move_on(1_000)

    assert refused.status == 429
    assert (await refused.json())["code"] == "too_many_requests"
    assert (await door.post(secret)).status == 200


async def test_a_closing_server_takes_nobody(door: Door, house: House) -> None:
    door.closing = True
    answer = await door.post(house.links.members[0].secret)
    assert answer.status == 503
    assert (await answer.json())["code"] == "closing"


async def test_other_methods_are_refused(door: Door) -> None:
    answer = await door.http.get("/api/join")
    assert answer.status == 405
    assert answer.headers["Allow"] == "POST"


@given(st.binary(max_size=MAX_BODY_BYTES))
def test_any_body_is_a_request_or_malformed(body: bytes) -> None:
    try:
        request = parse(body)
    except Malformed:
        return
    assert json.loads(body)["secret"] == request.secret


_json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=300),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["secret", "x"]), inner, max_size=2),
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(_json_values)
def test_any_json_is_a_request_or_malformed(content: object) -> None:
    is_request = isinstance(content, dict) and isinstance(content.get("secret"), str) and len(content["secret"]) <= 256
    try:
        request = parse(json.dumps(content).encode())
    except Malformed:
        assert not is_request
    else:
        assert isinstance(content, dict)
        assert request == JoinRequest(content["secret"])


async def _change(house: House, secret: str, **values: int) -> None:
    entry = await house.exchange.enter(secret)
    async with house.database.begin() as db:
        await db.execute(update(Invite).where(Invite.member_id == entry.member.id).values(**values))


def _comparable(answer: ClientResponse) -> list[tuple[str, str]]:
    return sorted((name, value) for name, value in answer.headers.items() if name != "Date")
