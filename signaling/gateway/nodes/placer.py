"""Finds, for each room of this process, where its media are, and gives them a place where they have none."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping

from signaling.bugs import log_bug
from signaling.errors import StoreUnavailable
from signaling.gateway.nodes import messages as m
from signaling.gateway.nodes.link import NodeLink
from signaling.gateway.nodes.placed import PlacedMedia
from signaling.placement import Placed, Placement
from signaling.room import RoomId
from signaling.supervisor import Supervisor

LOOK_S = 2.0
"""How often every room is looked after, and how long at most a process goes on with media that were placed elsewhere."""
UNSETTLED_S = 0.5
"""How often those are that have no place that can be reached."""

_log = logging.getLogger(__name__)


class Placer:
    """Level-triggered: looks at all rooms again and again, and at those without a place more often."""

    def __init__(
        self,
        placement: Placement,
        me: str,
        secret: str,
        rooms: Callable[[], Mapping[RoomId, PlacedMedia]],
        heard: Callable[[m.Ordered | m.Tell | m.Elsewhere], None],
    ) -> None:
        self._placement = placement
        self._me = me
        self._secret = secret
        self._rooms = rooms
        self._heard = heard
        self._links: dict[str, tuple[NodeLink, asyncio.Task[None]]] = {}
        self._wake = asyncio.Event()
        self._supervisor = Supervisor()

    def wake(self) -> None:
        """Something may have changed."""
        self._wake.set()

    async def run(self) -> None:
        """Until cancelled."""
        await self._supervisor.open()
        loop = asyncio.get_running_loop()
        look_at = loop.time()
        try:
            while True:
                self._wake.clear()
                everything = loop.time() >= look_at
                await self._look(everything=everything)
                if everything:
                    look_at = loop.time() + LOOK_S
                unsettled = any(not media.settled for media in self._rooms().values())
                try:
                    async with asyncio.timeout(UNSETTLED_S if unsettled else max(look_at - loop.time(), 0)):
                        await self._wake.wait()
                except TimeoutError:
                    pass
        finally:
            for _, task in self._links.values():
                task.cancel()
            await self._supervisor.close(1.0)

    async def _look(self, *, everything: bool) -> None:
        rooms = {room: media for room, media in self._rooms().items() if everything or not media.settled}
        try:
            found = await self._placement.where(tuple(rooms))
            for room, media in rooms.items():
                await self._settle(room, media, found.get(room))
        except StoreUnavailable:
            _log.warning("the places of rooms' media: the store does not answer")
        except Exception as exc:  # noqa: BLE001 - the root of everything a look does
            log_bug(_log, "the places of rooms' media", exc)
        if everything:
            self._prune(media.placed for media in rooms.values())

    async def _settle(self, room: RoomId, media: PlacedMedia, placed: Placed | None) -> None:
        if placed is None:
            placed = await self._placement.take(room, 0)
        if placed.node != self._me and not self._link(placed).up and not await self._placement.lives(placed.node):
            _log.info("room %s: its media are placed anew", room)
            placed = await self._placement.take(room, placed.epoch)
        if placed.node == self._me:
            media.settle_here(placed)
        elif (link := self._link(placed)).up:
            media.settle_there(placed, link)
        else:
            media.lose()

    def _link(self, placed: Placed) -> NodeLink:
        known = self._links.get(placed.node)
        if known is not None:
            return known[0]
        link = NodeLink(placed.url, self._secret, self._heard)
        task = self._supervisor.start(link.run(lambda: self._changed(link)), "the way to another process")
        self._links[placed.node] = (link, task)
        return link

    def _changed(self, link: NodeLink) -> None:
        """A way has opened or broken."""
        if not link.up:
            for media in self._rooms().values():
                media.lose_if_by(link)
        self.wake()

    def _prune(self, placed: Iterable[Placed | None]) -> None:
        """Close the ways to processes that have no media of our rooms any more."""
        needed = {each.node for each in placed if each is not None}
        for node in tuple(self._links):
            if node not in needed:
                self._links.pop(node)[1].cancel()
