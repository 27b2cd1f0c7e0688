"""Where the live rooms are: in this process and its folder, or in a Redis that several processes share."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from server.config import Settings
from server.data_dir import DataDir
from server.errors import StartFailed
from signaling.clock import Clock
from signaling.cluster import Cluster
from signaling.errors import StoreUnavailable
from signaling.stores import RoomStore
from signaling.stores.disk import DiskProcess, DiskStore
from signaling.stores.redis import (
    RedisLink,
    RedisPlacement,
    RedisProcesses,
    RedisRevisions,
    RedisRoomStore,
    shared_secret,
)


@dataclass(frozen=True, slots=True)
class Rooms:
    """What the gateway needs of it."""

    store: RoomStore
    cluster: Cluster


@asynccontextmanager
async def open_rooms(settings: Settings, data: DataDir, clock: Clock, port: int) -> AsyncIterator[Rooms]:
    """The rooms, as the settings say.

    Args:
        settings: As given.
        data: Where to keep rooms that are this process's alone.
        clock: The server's.
        port: TCP port that the process listens on.

    Raises:
        StartFailed: Redis does not answer, or the folder cannot be used.
    """
    if settings.redis_url is None:
        with _on_disk(data, clock) as process:
            yield Rooms(process.store, Cluster.of_one(process))
        return
    async with RedisLink(settings.redis_url) as link:
        try:
            secret = settings.node_secret.get_secret_value() if settings.node_secret else await shared_secret(link)
        except StoreUnavailable as exc:
            raise StartFailed(f"--redis: {_place(settings.redis_url)} does not answer") from exc
        processes = RedisProcesses(link)
        placement = RedisPlacement(link, processes.me, settings.direct_url(port))
        yield Rooms(RedisRoomStore(link), Cluster(RedisRevisions(link), processes, placement, secret))


def _on_disk(data: DataDir, clock: Clock) -> DiskProcess:
    try:
        return DiskProcess(DiskStore(data.rooms, clock), data.rooms, clock)
    except OSError as exc:
        raise StartFailed(f"cannot use {data.rooms}: {(exc.strerror or str(exc)).lower()}") from exc


def _place(url: str) -> str:
    """Where a Redis is, without the password that its URL may hold.

    >>> _place("redis://:secret@redis.example.org:6380/0"), _place("unix:///run/redis.sock")
    ('redis.example.org:6380', '/run/redis.sock')
    """
    parts = urlsplit(url)
    return parts.netloc.rpartition("@")[2] or parts.path
