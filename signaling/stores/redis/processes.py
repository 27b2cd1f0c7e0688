"""Which processes live, by leases in Redis."""

import asyncio
from collections.abc import Sequence
from typing import Any

from signaling.processes import DeadProcess, new_node, node_of
from signaling.room import ConnectionId, RoomId
from signaling.stores.redis.keys import NODES, node_rooms
from signaling.stores.redis.link import RedisLink

LEASE_S = 5.0
"""A process that has not been heard of for so long is dead, and whoever was connected to it away."""

KEEP_S = 24 * 3600
"""How long Redis keeps the rooms of a process that nobody buried."""

RENEW = """
-- KEYS leases; ARGV node lease_ms. By Redis's clock, the only one that all processes have in common.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
return redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now)
"""

BURY = """
-- KEYS leases rooms-of-the-node; ARGV node
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local lease = redis.call('ZSCORE', KEYS[1], ARGV[1])
if lease and tonumber(lease) > now then return 0 end
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('DEL', KEYS[2])
return 1
"""


class RedisProcesses:
    """See ``Processes``: a lease each in one sorted set, and the set of rooms of each."""

    def __init__(self, link: RedisLink) -> None:
        self.me = new_node()
        self._link = link
        self._entered: set[RoomId] = set()
        self._renewed_at: float | None = None
        self._steady_since = 0.0

    async def enter(self, room: RoomId) -> None:
        """See ``Processes``."""
        if room in self._entered:
            return
        key = node_rooms(self.me)

        async def add() -> None:
            pipe = self._link.client.pipeline(transaction=False)
            pipe.sadd(key, room)
            pipe.expire(key, KEEP_S)
            await pipe.execute()

        await self._link.ask(add)
        self._entered.add(room)

    async def dead(self) -> Sequence[DeadProcess]:
        """See ``Processes``.

        Whoever could not renew its own lease in time, or has only begun to, declares nobody else dead for a whole lease:
        the others may have been cut off from Redis, too.
        """
        expired: list[bytes] = await self._link.run(RENEW, [NODES], [self.me, int(LEASE_S * 1000)])
        now = asyncio.get_running_loop().time()
        if self._renewed_at is None or now - self._renewed_at > LEASE_S / 2:
            self._steady_since = now
        self._renewed_at = now
        if now - self._steady_since < LEASE_S:
            return ()
        return [await self._dead(node.decode()) for node in expired]

    async def bury(self, dead: DeadProcess) -> None:
        """See ``Processes``."""
        await self._link.run(BURY, [NODES, node_rooms(dead.node)], [dead.node])

    async def leave(self) -> None:
        """See ``Processes``."""
        await self._link.ask(lambda: self._link.client.zadd(NODES, {self.me: 0}))

    async def _dead(self, node: str) -> DeadProcess:
        rooms: Any = await self._link.ask(lambda: self._link.client.smembers(node_rooms(node)))

        def held(connection: ConnectionId) -> bool:
            return node_of(connection) == node

        return DeadProcess(node, [RoomId(room.decode()) for room in sorted(rooms)], held)
