"""News of rooms by Redis pub/sub."""

import asyncio
import logging
from typing import Any

from redis import exceptions

from signaling.bugs import log_bug
from signaling.room import RoomId
from signaling.stores.redis.keys import RoomKeys
from signaling.stores.redis.link import RedisLink
from signaling.stores.revisions import Heard
from signaling.stores.store import Revision

RETRY_S = 0.2
"""Before listening again after the connection broke."""

READ_S = 1.0
"""How long one read waits; in between the connection is seen to be alive."""

_HERE = "goround:here"
"""A channel on which nothing is said: a connection that listens to none cannot be read from."""

_log = logging.getLogger(__name__)


class RedisRevisions:
    """A ``RevisionBus``: one connection, a channel for each room that is followed."""

    def __init__(self, link: RedisLink) -> None:
        self._link = link
        self._wanted: dict[bytes, RoomId] = {}
        self._changed = asyncio.Event()

    def follow(self, room: RoomId) -> None:
        """See ``RevisionBus``."""
        self._wanted[RoomKeys.of(room).news.encode()] = room
        self._changed.set()

    def unfollow(self, room: RoomId) -> None:
        """See ``RevisionBus``."""
        self._wanted.pop(RoomKeys.of(room).news.encode(), None)
        self._changed.set()

    async def run(self, heard: Heard) -> None:
        """See ``RevisionBus``."""
        while True:
            client = self._link.listener()
            try:
                async with client.pubsub() as pubsub:
                    await pubsub.subscribe(_HERE)
                    await self._listen(pubsub, heard)
            except* (exceptions.RedisError, OSError):
                _log.warning("the news of rooms: Redis does not answer")
            except* Exception as group:  # noqa: BLE001 - the root of everything a listener does
                log_bug(_log, "the news of rooms", group)
            finally:
                await client.aclose()
            await asyncio.sleep(RETRY_S)

    async def _listen(self, pubsub: Any, heard: Heard) -> None:
        """Until the connection breaks."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._keep_subscribed(pubsub))
            while True:
                message = await pubsub.get_message(timeout=READ_S)
                room = self._wanted.get(message["channel"]) if message is not None else None
                if room is None:
                    continue
                if message["type"] == "subscribe":
                    heard(room, None)
                elif message["type"] == "message":
                    heard(room, Revision(int(message["data"])))

    async def _keep_subscribed(self, pubsub: Any) -> None:
        subscribed: set[bytes] = set()
        while True:
            self._changed.clear()
            wanted = set(self._wanted)
            if wanted - subscribed:
                await pubsub.subscribe(*sorted(wanted - subscribed))
            if subscribed - wanted:
                await pubsub.unsubscribe(*sorted(subscribed - wanted))
            subscribed = wanted
            await self._changed.wait()
