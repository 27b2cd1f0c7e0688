"""Runs the rooms of a store: every command of this process, and the clock's."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from functools import reduce
from typing import TypeAlias

from signaling.bugs import log_bug
from signaling.clock import Clock
from signaling.deadlines import Deadlines
from signaling.errors import StoreUnavailable
from signaling.room import (
    Command,
    Event,
    Instant,
    Phase,
    Refusal,
    Refused,
    Room,
    RoomId,
    RoomSetup,
    Tick,
    deadline,
    decide,
    evolve,
    later,
    open_room,
)
from signaling.stores import Revision, RoomStore

TICK_AGAIN_MS = 1_000
"""After a tick that failed, and after one that changed nothing though it was due."""

FORGET_AFTER_MS = 12 * 3_600_000
"""Past its hard end an ended room is kept this long, so that whoever comes late is told that it has ended. As long as a
token lives: nobody is left then who could ask."""

OnCommit: TypeAlias = Callable[[Room, Revision, Sequence[Event]], None]
"""Told of each commit of this process, in no time, before whoever sent the command is; must not raise.

Two commits of a room may be told in either order: the one with the lower revision is then outdated.
"""

_log = logging.getLogger(__name__)


class Hub:
    """Takes commands for any room of the store; ``run`` it for the clock."""

    def __init__(self, store: RoomStore, clock: Clock, on_commit: OnCommit) -> None:
        self._store = store
        self._clock = clock
        self._on_commit = on_commit
        self._deadlines = Deadlines()
        self._scheduled = asyncio.Event()

    async def open(self, setup: RoomSetup) -> None:
        """Make sure that the room exists; one that does is left as it is.

        Raises:
            StoreUnavailable: nothing changed.
        """
        room = open_room(setup)
        if await self._store.create(room, deadline(room)):
            self._schedule(room)

    async def handle(self, room_id: RoomId, command: Command) -> Revision:
        """Apply one command to a room.

        Returns:
            The revision at which the command is in effect.

        Raises:
            Refused: the command is not allowed now; nothing changed. ``ended`` when there is no such room any more.
            StoreUnavailable: nothing changed; the caller may retry.
        """
        while True:
            kept = await self._store.load(room_id)
            if kept is None:
                raise Refused(Refusal.ENDED)
            events = decide(kept.room, command, self._clock.now())
            if not events:
                self._schedule(kept.room)
                return kept.revision
            after = reduce(evolve, events, kept.room)
            if await self._store.commit(
                room_id, expected=kept.revision, events=events, room=after, deadline=deadline(after)
            ):
                revision = Revision(kept.revision + 1)
                self._schedule(after)
                self._on_commit(after, revision, events)
                return revision

    async def run(self) -> None:
        """Tick every room when it is due, until cancelled; cancelling loses no tick, the store has the deadlines."""
        for room_id in await self._store.due(self._clock.now()):
            await self._tick(room_id)
        while True:
            self._scheduled.clear()
            await self._wait(self._deadlines.next)
            for room_id in self._deadlines.take(self._clock.now()):
                await self._tick(room_id)

    async def _tick(self, room_id: RoomId) -> None:
        """One room's tick, whose failure must not stop the others' clocks."""
        again = later(self._clock.now(), TICK_AGAIN_MS)
        try:
            await self.handle(room_id, Tick())
            await self._forget_old(room_id)
            if (due := self._deadlines.of(room_id)) is not None:
                self._deadlines.set(room_id, max(due, again))
        except Refused:
            self._deadlines.set(room_id, None)
        except StoreUnavailable:
            _log.warning("room %s: no tick, the store does not answer", room_id)
            self._deadlines.set(room_id, again)
        except Exception as exc:  # noqa: BLE001 - the root of everything a tick does
            log_bug(_log, f"room {room_id}: tick", exc)
            self._deadlines.set(room_id, again)

    async def _forget_old(self, room_id: RoomId) -> None:
        kept = await self._store.load(room_id)
        if kept is not None and kept.room.phase is Phase.ENDED and _forget_at(kept.room) <= self._clock.now():
            await self._store.forget(room_id)
            self._deadlines.set(room_id, None)

    def _schedule(self, room: Room) -> None:
        self._deadlines.set(room.room, deadline(room) or _forget_at(room))
        self._scheduled.set()

    async def _wait(self, due: Instant | None) -> None:
        """Return when a deadline was set, or at ``due``."""
        waits: list[Awaitable[object]] = [self._scheduled.wait()]
        if due is not None:
            waits.append(self._clock.wait_until(due))
        tasks = [asyncio.ensure_future(wait) for wait in waits]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


def _forget_at(room: Room) -> Instant:
    return later(room.hard_end, FORGET_AFTER_MS)
