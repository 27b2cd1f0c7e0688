"""Gateways that share a Redis."""

from contextlib import AsyncExitStack

from signaling.cluster import Cluster
from signaling.stores import RevisionBus
from signaling.stores.redis import RedisLink, RedisPlacement, RedisProcesses, RedisRevisions, RedisRoomStore
from tests.redis_server import RedisServer
from tests.signaling.gateway.house import House, open_house
from tests.signaling.gateway.manual_clock import ManualClock
from tests.signaling.gateway.people import People

SECRET = "between us"


class Street:
    """Houses on one Redis, with one clock and one directory."""

    def __init__(self, server: RedisServer, link: RedisLink, stack: AsyncExitStack) -> None:
        self.server = server
        self.store = RedisRoomStore(link)
        self.link = link
        self.people = People()
        self.clock = ManualClock()
        self._stack = stack

    async def open(self, bus: RevisionBus | None = None) -> House:
        link = await self._stack.enter_async_context(RedisLink(self.server.url))
        here = RedisProcesses(link)
        house = open_house(
            self.people,
            RedisRoomStore(link),
            self.clock,
            lambda url: Cluster(bus or RedisRevisions(link), here, RedisPlacement(link, here.me, url), SECRET),
        )
        return await self._stack.enter_async_context(house)
