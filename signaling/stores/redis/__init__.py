"""Rooms in Redis, for any number of processes (docs/decisions/0006-rooms-in-redis.md)."""

from signaling.stores.redis.link import WAIT_S, RedisLink
from signaling.stores.redis.placement import RedisPlacement, shared_secret
from signaling.stores.redis.processes import RedisProcesses
from signaling.stores.redis.revisions import RedisRevisions
from signaling.stores.redis.store import RedisRoomStore

__all__ = [
    "WAIT_S",
    "RedisLink",
    "RedisPlacement",
    "RedisProcesses",
    "RedisRevisions",
    "RedisRoomStore",
    "shared_secret",
]
