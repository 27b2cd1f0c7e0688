"""Sound and picture of a room whose people are on two servers: real relays, DTLS and SRTP."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from server.members.member import MemberState, SyntheticMember
from tests.chaos.company import Company, Person
from tests.redis_server import redis_server
from tests.server.process import Running, demo

TIMEOUT_S = 90


@asynccontextmanager
async def two_servers(folder: Path) -> AsyncIterator[tuple[Running, Running]]:
    async with AsyncExitStack() as stack:
        redis = stack.enter_context(redis_server())
        left = await stack.enter_async_context(demo(folder, "--redis", redis.url))
        right = await stack.enter_async_context(demo(folder, "--redis", redis.url))
        yield left, right


@asynccontextmanager
async def members(company: Company, *servers: Running) -> AsyncIterator[list[SyntheticMember]]:
    """So many of them in the room, each at its server; Dana, who came first, lets them in."""
    present = [_at(person, server) for person, server in zip(company.members, servers, strict=False)]
    try:
        for member in present:
            await member.start()
            await member.until(MemberState.WAITING)
        await company.dana.page.until_view(lambda view: len(view["facilitation"]["lobby"]) == len(present))
        await company.dana.page.done("admit_all")
        for member in present:
            await member.until(MemberState.IN_THE_ROOM)
        yield present
    finally:
        for member in present:
            await member.stop()


def _at(person: Person, server: Running) -> SyntheticMember:
    return SyntheticMember(f"{server.url}/join#{person.secret}", say=lambda _line: None)


async def test_people_on_two_servers_hear_and_see_one_another(tmp_path: Path) -> None:
    async with two_servers(tmp_path) as (left, right), asyncio.timeout(TIMEOUT_S):
        company = Company.of(left)
        await company.dana.come(left)
        await company.dana.page.done("open_room")
        async with members(company, left, right) as (ana, ben):
            await ana.heard("Ben", "audio", 50)
            await ben.heard("Ana", "audio", 50)
            await ben.heard("Ana", "video", 30)
        await company.go()


async def test_a_killed_server_takes_its_relay_with_it_and_the_sound_comes_back_on_the_other(tmp_path: Path) -> None:
    async with two_servers(tmp_path) as (left, right), asyncio.timeout(TIMEOUT_S):
        company = Company.of(left)
        await company.dana.come(left)
        await company.dana.page.done("open_room")
        async with members(company, right, right) as (ana, ben):
            await ana.heard("Ben", "audio", 50)
            left.process.kill()
            await left.process.wait()
            await company.dana.come(right)
            heard = (await ana.statistics()).received["Ben"]["audio"]
            await ana.heard("Ben", "audio", heard + 100)
            await ben.heard("Ana", "audio", 100)

            circle = company.dana.view["circle"]
        await company.go()

    assert [(seat["name"], seat["state"]) for seat in circle] == [(n, "present") for n in ("Dana", "Ana", "Ben")]
