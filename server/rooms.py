"""Where the live rooms are: in this process and its folder, or in a Redis that several processes share."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from server.config import Settings
from server.data_dir import DataDir
from server.errors import StartFailed
from signaling.clock import Clock
from signaling.errors import StoreUnavailable
from signaling.processes import Processes
from signaling.stores import NoRevisions, RevisionBus, RoomStore
from signaling.stores.disk import DiskProcess, DiskStore
from signaling.stores.redis import RedisLink, RedisProcesses, RedisRevisions, RedisRoomStore


@dataclass(frozen=True, slots=True)
class Rooms:
    """What the gateway needs of it."""

    store: RoomStore
    bus: RevisionBus
    processes: Processes


@asynccontextmanager
async def open_rooms(settings: Settings, data: DataDir, clock: Clock) -> AsyncIterator[Rooms]:
    """The rooms, as the settings say.

    Raises:
        StartFailed: Redis does not answer, or the folder cannot be used.
    """
    if settings.redis_url is None:
        with _on_disk(data, clock) as process:
            yield Rooms(process.store, NoRevisions(), process)
        return
    async with RedisLink(settings.redis_url) as link:
        try:
            await link.ask(link.client.ping)
        except StoreUnavailable as exc:
            raise StartFailed(f"--redis: {_place(settings.redis_url)} does not answer") from exc
        yield Rooms(RedisRoomStore(link), RedisRevisions(link), RedisProcesses(link))


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
