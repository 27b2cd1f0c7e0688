"""Where media are, in Redis: who is first places the room, by compare-and-set on the epoch."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from signaling.placement import Placed
from signaling.room import RoomId
from signaling.stores.redis.keys import NODES, SECRET, RoomKeys
from signaling.stores.redis.link import RedisLink
from signaling.stores.redis.store import KEEP_MS

GRACE_MS = 1_000
"""How long after its lease a process is still taken to live: after a Redis that was away all leases are late at once."""

TAKE = """
-- KEYS media; ARGV after node url keep_ms
local now = redis.call('HMGET', KEYS[1], 'node', 'url', 'epoch')
if (tonumber(now[3]) or 0) > tonumber(ARGV[1]) then return now end
local epoch = string.format('%d', ARGV[1] + 1)
redis.call('HSET', KEYS[1], 'node', ARGV[2], 'url', ARGV[3], 'epoch', epoch)
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return {ARGV[2], ARGV[3], epoch}
"""

LIVES = """
-- KEYS leases; ARGV node grace_ms
local time = redis.call('TIME')
local lease = redis.call('ZSCORE', KEYS[1], ARGV[1])
return lease and tonumber(lease) + ARGV[2] > time[1] * 1000 and 1 or 0
"""


class RedisPlacement:
    """See ``Placement``."""

    def __init__(self, link: RedisLink, node: str, url: str) -> None:
        """Prepare.

        Args:
            link: The way to Redis.
            node: This process, as it is called in the leases.
            url: Where other processes reach it.
        """
        self._link = link
        self._node = node
        self._url = url

    def at_once(self, room: RoomId) -> Placed | None:
        """See ``Placement``."""
        return None

    async def where(self, rooms: Sequence[RoomId]) -> Mapping[RoomId, Placed]:
        """See ``Placement``."""

        async def look() -> list[list[bytes | None]]:
            pipe = self._link.client.pipeline(transaction=False)
            for room in rooms:
                pipe.hmget(RoomKeys.of(room).media, ["node", "url", "epoch"])
            return await pipe.execute()

        found = await self._link.ask(look) if rooms else []
        return {room: _placed(fields) for room, fields in zip(rooms, found, strict=True) if fields[0] is not None}

    async def take(self, room: RoomId, after: int) -> Placed:
        """See ``Placement``."""
        return _placed(await self._link.run(TAKE, [RoomKeys.of(room).media], [after, self._node, self._url, KEEP_MS]))

    async def lives(self, node: str) -> bool:
        """See ``Placement``."""
        return bool(await self._link.run(LIVES, [NODES], [node, GRACE_MS]))


async def shared_secret(link: RedisLink) -> str:
    """A secret that all processes on this Redis have in common; the first one makes it up."""
    await link.ask(lambda: link.client.set(SECRET, secrets.token_urlsafe(32), nx=True))
    kept: Any = await link.ask(lambda: link.client.get(SECRET))
    return str(kept.decode())


def _placed(fields: Sequence[Any]) -> Placed:
    node, url, epoch = fields
    return Placed(node.decode(), url.decode(), int(epoch))
