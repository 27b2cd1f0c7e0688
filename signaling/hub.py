"""Runs the rooms of a store: every command of this process, and the clock's."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from functools import reduce
from typing import TypeAlias

from signaling.bugs import log_bug
from signaling.clock import Clock
from signaling.deadlines import Deadlines
from signaling.errors import StoreUnavailable
from signaling.room import (
    Command,
    ConnectionId,
    Disconnect,
    Event,
    Instant,
    Invite,
    Phase,
    Refusal,
    Refused,
    Room,
    RoomId,
    RoomSetup,
    Seat,
    Tick,
    deadline,
    decide,
    evolve,
    later,
    new_seat,
    open_room,
)
from signaling.stores import CommandKey, Kept, Outcome, Revision, RoomStore

TICK_AGAIN_MS = 1_000
"""After a tick that failed, one that changed nothing though it was due, and one whose process died over it."""

SWEEP_MS = 1_000
"""How often all rooms of the store are looked through for one that is due and that no process has on its own clock."""

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
        """Make sure that the room exists, with a seat for everybody who is invited by now; what there is stays as it is.

        Raises:
            StoreUnavailable: the room may be there or not.
        """
        kept = await self._store.load(setup.room)
        if kept is None:
            room = open_room(setup)
            if await self._store.create(room, _due(room)):
                self.watch(room)
        elif kept.room.phase is not Phase.ENDED:
            for seat in setup.seats:
                if kept.room.find(seat.seat) is None:
                    await self.handle(setup.room, Invite(new_seat(seat)))

    async def handle(
        self, room_id: RoomId, command: Command, key: CommandKey | None = None, at: Instant | None = None
    ) -> Revision:
        """Apply one command to a room.

        Args:
            room_id: The room's id.
            command: What is asked.
            key: Under which its outcome is kept: a repeat has the first outcome again and changes nothing, on whichever
                process it arrives.
            at: When it happened, if that was not now.

        Returns:
            The revision at which the command is in effect.

        Raises:
            Refused: the command is not allowed now; nothing changed. ``ended`` when there is no such room any more.
            StoreUnavailable: the caller may retry. Without ``key``, what it asked for may have been done.
        """
        while True:
            kept = await self._store.load(room_id, key)
            if kept is None:
                raise Refused(Refusal.ENDED)
            if kept.outcome is not None:
                return _repeated(kept.outcome)
            try:
                events = decide(kept.room, command, self._clock.now() if at is None else at)
            except Refused as refused:
                return _repeated(await self._settle(room_id, key, refused.code))
            if not events:
                self.watch(kept.room)
                return _repeated(await self._settle(room_id, key, kept.revision))
            after = reduce(evolve, events, kept.room)
            if await self._store.commit(
                room_id, expected=kept.revision, events=events, room=after, deadline=_due(after), command=key
            ):
                revision = Revision(kept.revision + 1)
                self.watch(after)
                self._on_commit(after, revision, events)
                return revision

    async def release(self, room_id: RoomId, gone: Callable[[ConnectionId], bool], at: Instant | None = None) -> None:
        """Let go the seats whose connection is ``gone``: they are away, and keep their place.

        Args:
            room_id: The room's id; one that there is not any more is passed over.
            gone: Which connections.
            at: When they went, if that was not now.

        Raises:
            StoreUnavailable: some may still be held.
        """
        kept = await self._store.load(room_id)
        for seat in _lead_last(kept) if kept is not None else ():
            if seat.connection is not None and gone(seat.connection):
                try:
                    await self.handle(room_id, Disconnect(seat.seat, seat.connection), at=at)
                except Refused:
                    _log.info("room %s: a connection outlived it", room_id)

    async def restore(self, kept: Kept) -> None:
        """Put a room back into a store that has lost it, or its last changes.

        Raises:
            StoreUnavailable: it may have been put back or not.
        """
        if await self._store.restore(kept, _due(kept.room)):
            _log.warning("room %s: the store had lost its last changes and has them back", kept.room.room)
        self.watch(kept.room)

    def watch(self, room: Room) -> None:
        """Have the room on this process's own clock, which ticks it to the millisecond."""
        self._deadlines.set(room.room, _due(room))
        self._scheduled.set()

    async def run(self) -> None:
        """Tick every room when it is due, until cancelled; cancelling loses no tick, the store has the deadlines."""
        sweep = self._clock.now()
        while True:
            self._scheduled.clear()
            now = self._clock.now()
            if now >= sweep:
                sweep = later(now, SWEEP_MS)
                await self._sweep()
            await asyncio.gather(*(self._tick(room_id, claimed=False) for room_id in self._deadlines.take(now)))
            await self._wait(min(sweep, self._deadlines.next or sweep))

    async def _settle(self, room_id: RoomId, key: CommandKey | None, outcome: Outcome) -> Outcome:
        return outcome if key is None else await self._store.settle(room_id, key, outcome)

    async def _sweep(self) -> None:
        now = self._clock.now()
        try:
            due = await self._store.claim_due(now, later(now, TICK_AGAIN_MS))
        except StoreUnavailable:
            _log.warning("the rooms' clock: the store does not answer")
        except Exception as exc:  # noqa: BLE001 - the root of everything a sweep does
            log_bug(_log, "the rooms' clock", exc)
        else:
            await asyncio.gather(*(self._tick(room_id, claimed=True) for room_id in due))

    async def _tick(self, room_id: RoomId, *, claimed: bool) -> None:
        """One room's tick, whose failure must not stop the others' clocks."""
        now = self._clock.now()
        again = later(now, TICK_AGAIN_MS)
        try:
            if claimed or await self._store.claim(room_id, now, again):
                await self._carry_out(room_id, again)
        except StoreUnavailable:
            _log.warning("room %s: no tick, the store does not answer", room_id)
            self._deadlines.set(room_id, again)
        except Exception as exc:  # noqa: BLE001 - the root of everything a tick does
            log_bug(_log, f"room {room_id}: tick", exc)
            self._deadlines.set(room_id, again)

    async def _carry_out(self, room_id: RoomId, again: Instant) -> None:
        try:
            await self.handle(room_id, Tick())
        except Refused:
            # There is no such room any more, only its deadline.
            await self._store.forget(room_id)
            self._deadlines.set(room_id, None)
            return
        await self._forget_old(room_id)
        if (due := self._deadlines.of(room_id)) is not None:
            self._deadlines.set(room_id, max(due, again))

    async def _forget_old(self, room_id: RoomId) -> None:
        kept = await self._store.load(room_id)
        if kept is not None and kept.room.phase is Phase.ENDED and _forget_at(kept.room) <= self._clock.now():
            await self._store.forget(room_id)
            self._deadlines.set(room_id, None)

    async def _wait(self, due: Instant) -> None:
        """Return when a deadline was set, or at ``due``."""
        tasks = [asyncio.ensure_future(self._scheduled.wait()), asyncio.ensure_future(self._clock.wait_until(due))]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


def _due(room: Room) -> Instant:
    return deadline(room) or _forget_at(room)


def _forget_at(room: Room) -> Instant:
    return later(room.hard_end, FORGET_AFTER_MS)


def _repeated(outcome: Outcome) -> Revision:
    """The outcome of a command as it was the first time.

    Raises:
        Refused: that was it.
    """
    if isinstance(outcome, Refusal):
        raise Refused(outcome)
    return outcome


def _lead_last(kept: Kept) -> list[Seat]:
    """Seats in the order in which they may go without the lead passing to somebody who goes next."""
    lead = kept.room.lead
    return sorted(kept.room.seats, key=lambda seat: (seat.facilitates, seat.seat == lead))
