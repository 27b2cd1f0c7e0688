"""A gateway on loopback with everything around it, as long as a test lasts."""

import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web

from signaling.cluster import Cluster
from signaling.errors import StoreUnavailable
from signaling.gateway import Gateway
from signaling.room import SeatId
from signaling.stores import MemoryStore, Revision, RoomStore
from tests.signaling.gateway.fake_media import FakeMedia, FakeRoomMedia
from tests.signaling.gateway.manual_clock import ManualClock
from tests.signaling.gateway.page import Page
from tests.signaling.gateway.people import TUESDAY, People, device_of, token_of
from tests.signaling.gateway.wire import Wire


@dataclass
class House:
    """What a test needs of it."""

    url: str
    gateway: Gateway
    people: People
    clock: ManualClock
    media: FakeMedia
    http: aiohttp.ClientSession
    runner: web.AppRunner
    pages: list[Page] = field(default_factory=list)

    @property
    def room_media(self) -> FakeRoomMedia:
        return self.media.rooms[TUESDAY]

    def page(self, seat: SeatId, *, device: int = 1, takeover: bool = False) -> Page:
        """A page that has not connected yet."""
        page = Page(self.url, auth_of(seat, device=device, takeover=takeover))
        self.pages.append(page)
        return page

    async def come(self, seat: SeatId, *, device: int = 1, takeover: bool = False) -> Page:
        """A page with its first view."""
        return await self.page(seat, device=device, takeover=takeover).open()

    async def session(self, facilitator: SeatId, *members: SeatId) -> list[Page]:
        """Everybody in the open room; returns their pages in order."""
        lead = await self.come(facilitator)
        others = [await self.come(seat) for seat in members]
        await lead.done("open_room")
        if members:
            await lead.done("admit_all")
        for page in others:
            await page.until_view(lambda view: view["me"]["state"] == "present")
        return [lead, *others]

    async def die(self) -> None:
        """End as a process does that is killed: connections break, nothing is noted anywhere."""
        for task in (*self.gateway._clockwork, *self.gateway._supervisor._tasks):
            task.cancel()
        self.gateway._closing = True
        self.gateway._hub.handle = _dead  # type: ignore[method-assign]  # it answers nobody any more
        await self.runner.cleanup()

    def wire(self, **headers: str) -> Wire:
        return Wire(self.http, self.url, **headers)


async def _dead(*_: object, **__: object) -> Revision:
    raise StoreUnavailable


def auth_of(seat: SeatId, *, device: int = 1, takeover: bool = False) -> dict[str, object]:
    return {"token": token_of(seat), "device": device_of(seat, device), "takeover": takeover}


@asynccontextmanager
async def open_house(
    people: People | None = None,
    store: RoomStore | None = None,
    clock: ManualClock | None = None,
    cluster: Callable[[str], Cluster] | None = None,
) -> AsyncIterator[House]:
    """Serve until the block ends, and close in the order that the server does.

    `cluster` makes what the house has in common with others from its own URL.
    """
    people, clock, media = people or People(), clock or ManualClock(), FakeMedia()
    listener = socket.create_server(("127.0.0.1", 0))
    # Accepted sockets inherit it: a page that does not read is noticed after kilobytes, not megabytes.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8192)
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    gateway = Gateway(people, store or MemoryStore(), clock, media.start, cluster=cluster and cluster(url))
    app = web.Application()
    gateway.attach(app)
    runner = web.AppRunner(app, shutdown_timeout=1.0)
    await runner.setup()
    await web.SockSite(runner, listener).start()
    try:
        async with aiohttp.ClientSession() as http, gateway:
            house = House(url, gateway, people, clock, media, http, runner)
            try:
                yield house
            finally:
                for page in house.pages:
                    await page.close()
    finally:
        await runner.cleanup()
