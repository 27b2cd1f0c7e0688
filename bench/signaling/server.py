"""The server under load, a process of its own: `python -m bench.signaling.server memory|disk|redis [URL or folder]`.

Prints its port, serves until its input ends. Gateway, rooms and sockets are the real ones; there is no media relay.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web

from bench.signaling.town import Town
from signaling.clock import SystemClock
from signaling.cluster import Cluster
from signaling.gateway import Gateway
from signaling.placement import OnlyHere
from signaling.stores import MemoryStore, RoomStore
from signaling.stores.disk import DiskProcess, DiskStore
from signaling.stores.redis import RedisLink, RedisProcesses, RedisRevisions, RedisRoomStore
from tests.signaling.gateway.fake_media import FakeMedia, FakeRoomMedia


class _Forgetful(FakeRoomMedia):
    """Media that keep the last policy only."""

    def apply(self, policy: object) -> None:
        self.policies.clear()
        super().apply(policy)  # type: ignore[arg-type]  # as it is given


class _Media(FakeMedia):
    def router(self, room: str) -> FakeRoomMedia:
        return self.rooms.setdefault(room, _Forgetful(room, lambda room, event: None))


@asynccontextmanager
async def _rooms(store: str, place: str, clock: SystemClock) -> AsyncIterator[tuple[RoomStore, Cluster]]:
    match store:
        case "memory":
            yield MemoryStore(), Cluster.of_one()
        case "disk":
            with DiskProcess(DiskStore(Path(place), clock), Path(place), clock) as process:
                yield process.store, Cluster.of_one(process)
        case _:
            async with RedisLink(place) as link:
                processes = RedisProcesses(link)
                yield RedisRoomStore(link), Cluster(RedisRevisions(link), processes, OnlyHere(processes.me))


async def serve(store: str, place: str) -> None:
    """Until the input ends."""
    clock = SystemClock()
    async with _rooms(store, place, clock) as (rooms, cluster):
        gateway = Gateway(Town(clock.now()), rooms, clock, _Media().start, cluster=cluster)
        app = web.Application()
        gateway.attach(app)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0, backlog=1024)
        await site.start()
        async with gateway:
            print(runner.addresses[0][1], flush=True)
            await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
        await runner.cleanup()


if __name__ == "__main__":
    if profile := os.environ.get("GOROUND_BENCH_PROFILE"):
        import cProfile

        cProfile.run("asyncio.run(serve(sys.argv[1], sys.argv[2]))", profile)
    else:
        asyncio.run(serve(sys.argv[1], sys.argv[2]))
