"""Leases: who is dead, and who only could not say that it lives."""

from collections.abc import AsyncIterator

import pytest

from signaling.processes import connection_id
from signaling.room import RoomId
from signaling.stores.redis import RedisLink, RedisProcesses, processes
from signaling.stores.redis.keys import NODES
from tests.signaling.stores.servers import RedisServers, an_empty

TUESDAY = RoomId("tuesday")


class Steady(RedisProcesses):
    """Has renewed its lease for long enough to judge others."""

    def __init__(self, link: RedisLink) -> None:
        super().__init__(link)
        self._steady_since = -1000.0
        self._renewed_at = 1e12


@pytest.fixture
async def link(redis_servers: RedisServers) -> AsyncIterator[RedisLink]:
    async with an_empty(redis_servers.cluster) as opened:
        yield opened


async def lapse(link: RedisLink, process: RedisProcesses) -> None:
    await link.client.zadd(NODES, {process.me: 1})


async def test_whoever_does_not_renew_its_lease_is_dead_with_the_rooms_it_had(link: RedisLink) -> None:
    one, other = Steady(link), RedisProcesses(link)
    await other.dead()
    await other.enter(TUESDAY)
    await other.enter(TUESDAY)
    assert await one.dead() == []

    await lapse(link, other)
    [dead] = await one.dead()

    assert (dead.node, list(dead.rooms)) == (other.me, [TUESDAY])
    assert dead.held(connection_id(other.me))
    assert not dead.held(connection_id(one.me))


async def test_the_dead_are_found_until_they_are_buried(link: RedisLink) -> None:
    one, other = Steady(link), RedisProcesses(link)
    await other.dead()
    await lapse(link, other)

    [dead] = await one.dead()
    assert len(await one.dead()) == 1
    await one.bury(dead)

    assert await one.dead() == []
    assert await link.client.zcard(NODES) == 1


async def test_one_that_came_back_is_not_buried(link: RedisLink) -> None:
    one, other = Steady(link), RedisProcesses(link)
    await other.enter(TUESDAY)
    await lapse(link, other)
    [dead] = await one.dead()
    await other.dead()

    await one.bury(dead)
    await lapse(link, other)

    assert [list(each.rooms) for each in await one.dead()] == [[TUESDAY]]


async def test_one_that_was_cut_off_itself_judges_nobody(link: RedisLink) -> None:
    one, other = RedisProcesses(link), RedisProcesses(link)
    await other.dead()
    await lapse(link, other)

    assert await one.dead() == (), "it has only begun"
    one._steady_since = -1000.0
    assert len(await one.dead()) == 1
    assert one._renewed_at is not None
    one._renewed_at -= processes.LEASE_S
    assert await one.dead() == (), "it did not renew its own in time"


async def test_one_that_leaves_in_order_is_dead_at_once(link: RedisLink) -> None:
    one, other = Steady(link), RedisProcesses(link)
    await other.enter(TUESDAY)
    await other.dead()

    await other.leave()

    assert [list(each.rooms) for each in await one.dead()] == [[TUESDAY]]
