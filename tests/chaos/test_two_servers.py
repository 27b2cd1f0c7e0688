"""One room whose people are spread over two servers on one Redis; then something dies."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.chaos.company import Company, Person, floor_of
from tests.redis_server import RedisServer, redis_server
from tests.server.process import Running, demo


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    with redis_server() as running:
        yield running


@pytest.fixture
async def servers(tmp_path: Path, redis: RedisServer) -> AsyncIterator[tuple[Running, Running]]:
    """Two of them, with one data folder."""
    async with AsyncExitStack() as stack:
        left = await stack.enter_async_context(demo(tmp_path, "--redis", redis.url))
        right = await stack.enter_async_context(demo(tmp_path, "--redis", redis.url))
        yield left, right


async def test_a_room_is_one_room_on_both(servers: tuple[Running, Running]) -> None:
    left, right = servers
    company = Company.of(left)
    ana, ben = await company.gather(left, left, right)
    dana = company.dana.page

    await dana.done("set_floor_mode", mode="queue")
    await ben.page.until_view(lambda view: view["floor"]["mode"] == "queue")
    await ben.page.done("request_floor")
    revision = await ana.page.done("request_floor")
    await dana.until_revision(revision)
    seen = await ben.page.until_view(lambda view: view["me"]["queue_position"] == 1)
    await dana.done("remove", seat=ben.page.me["seat"])

    assert [seat["name"] for seat in seen["circle"]] == ["Dana", "Ana", "Ben"]
    assert await ben.page.until_goodbye() == "removed"
    await company.go()


@pytest.mark.parametrize("victim", [0, 1])
async def test_either_server_may_be_killed(servers: tuple[Running, Running], victim: int) -> None:
    company = Company.of(servers[0])
    ana, ben, cyd = await company.gather(*servers, *servers)
    dana = company.dana
    await dana.page.done("start_round", turn_s=600)
    await dana.page.done("next_turn")
    await dana.page.done("set_clock", paused=True)
    revision = await cyd.page.done("request_floor")
    await dana.page.until_revision(revision)
    before = dana.view
    by_server: tuple[list[Person], list[Person]] = ([dana, ben], [ana, cyd])
    dead, alive = servers[victim], servers[1 - victim]

    dead.process.kill()
    await dead.process.wait()
    for person in by_server[victim]:
        await person.come(alive)

    witness = by_server[1 - victim][0]
    await witness.page.until_view(lambda view: [seat["state"] for seat in view["circle"]] == ["present"] * 4)
    after = await dana.page.until_view(lambda view: [seat["state"] for seat in view["circle"]] == ["present"] * 4)
    assert floor_of(after) == floor_of(before)
    assert after["floor"]["turn"]["remaining_ms"] == before["floor"]["turn"]["remaining_ms"]
    assert after["facilitation"]["queue"] == before["facilitation"]["queue"]
    assert after["facilitation"]["round"] == before["facilitation"]["round"]
    assert await dana.page.done("next_turn")
    await company.go()


async def test_who_was_on_a_killed_server_and_does_not_come_back_is_away(servers: tuple[Running, Running]) -> None:
    left, right = servers
    company = Company.of(left)
    await company.gather(left, left, right)

    right.process.kill()
    view = await company.dana.page.until_view(
        lambda view: [seat["state"] for seat in view["circle"]] == ["present", "present", "away"]
    )

    assert view["room"]["phase"] == "open"
    await company.go()


async def test_redis_starts_again_and_a_command_in_between_is_carried_out(
    servers: tuple[Running, Running], redis: RedisServer
) -> None:
    left, right = servers
    company = Company.of(left)
    _, ben = await company.gather(left, left, right)
    dana = company.dana.page

    redis.kill()
    locking = asyncio.create_task(dana.done("set_lock", locked=True))
    await asyncio.to_thread(redis.start)
    revision = await locking

    assert (await ben.page.until_revision(revision))["room"]["locked"] is True
    assert await ben.page.done("signal_support", kind="need_a_word")
    await dana.until_view(lambda view: bool(view["facilitation"]["support"]))
    await company.go()


async def test_a_redis_that_stays_away_is_said_and_nothing_is_lost(
    servers: tuple[Running, Running], redis: RedisServer
) -> None:
    left, right = servers
    company = Company.of(left)
    await company.gather(left, left, right)
    dana = company.dana.page
    locked = {"id": "lock", "type": "set_lock", "locked": True}

    redis.stop()
    async with asyncio.timeout(14):
        answer = await dana._client.call("command", locked, namespace="/room", timeout=14)
    await asyncio.to_thread(redis.start)
    again = await dana.call("command", locked)

    assert (answer["ok"], answer["code"]) == (False, "internal")
    assert "try again" in answer["text"]
    assert again["ok"]
    assert (await dana.until_revision(again["revision"]))["room"]["locked"] is True
    assert "Traceback" not in left.log.read_text()
    await company.go()
