"""Rooms in Redis."""

import secrets
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from signaling.room import Event, Instant, Refusal, Room, RoomId
from signaling.stores.codec import decode_event, decode_room, encode_event, encode_room
from signaling.stores.redis import scripts
from signaling.stores.redis.keys import RoomKeys, due_keys
from signaling.stores.redis.link import RedisLink
from signaling.stores.store import OUTCOMES_PER_SEAT, CommandKey, Kept, Outcome, Revision

HISTORY_EVENTS = 10_000
"""Events kept of a room, and up to a hundred more: Redis drops them by the block."""

KEEP_MS = 3 * 24 * 3_600_000
"""A room that nothing has happened to for so long is dropped by Redis itself; the clock forgets it long before."""

REMEMBERED_ROOMS = 2_048
"""Rooms whose last state a process keeps, so that it need not be read and decoded again when it has not changed."""

CLAIM_AT_ONCE = 100
"""Rooms of a shard; what is left is due a second later still."""


@dataclass(frozen=True, slots=True)
class _Remembered:
    nonce: bytes
    kept: Kept


class RedisRoomStore:
    """A ``RoomStore`` that any number of processes share. Commands wait while Redis is away, see `RedisLink`."""

    def __init__(self, link: RedisLink, *, history_events: int = HISTORY_EVENTS) -> None:
        self._link = link
        self._history_events = history_events
        self._remembered: OrderedDict[RoomId, _Remembered] = OrderedDict()

    async def create(self, room: Room, deadline: Instant | None) -> bool:
        """See ``RoomStore``."""
        keys = RoomKeys.of(room.room)
        made = await self._link.run(scripts.CREATE, [keys.room, keys.due], _put(keys, room, deadline, _nonce()))
        return bool(made)

    async def load(self, room_id: RoomId, command: CommandKey | None = None) -> Kept | None:
        """See ``RoomStore``."""
        keys = RoomKeys.of(room_id)
        known = self._remembered.get(room_id)
        answer = await self._link.run(
            scripts.LOAD, [keys.room, keys.outcomes], [known.nonce if known else b"", _field(command)]
        )
        if answer is None:
            self._remembered.pop(room_id, None)
            return None
        revision, nonce, data, outcome = answer
        if data is not None:
            known = _Remembered(nonce, Kept(decode_room(data), Revision(int(revision))))
            self._remember(known)
        assert known is not None
        return known.kept if outcome is None else replace(known.kept, outcome=_outcome(outcome))

    async def commit(
        self,
        room_id: RoomId,
        *,
        expected: Revision,
        events: Sequence[Event],
        room: Room,
        deadline: Instant | None,
        command: CommandKey | None = None,
    ) -> bool:
        """See ``RoomStore``."""
        keys, nonce = RoomKeys.of(room_id), _nonce()
        done = await self._link.run(
            scripts.COMMIT,
            [keys.room, keys.due, keys.outcomes, keys.events],
            [
                *_put(keys, room, deadline, nonce),
                expected,
                command.seat if command else "",
                _field(command),
                OUTCOMES_PER_SEAT,
                self._history_events,
                *map(encode_event, events),
            ],
        )
        if done:
            self._remember(_Remembered(nonce, Kept(room, Revision(expected + 1))))
        return bool(done)

    async def settle(self, room_id: RoomId, command: CommandKey, outcome: Outcome) -> Outcome:
        """See ``RoomStore``."""
        keys = RoomKeys.of(room_id)
        held = await self._link.run(
            scripts.SETTLE,
            [keys.room, keys.outcomes],
            [command.seat, _field(command), outcome, OUTCOMES_PER_SEAT, KEEP_MS],
        )
        return _outcome(held)

    async def restore(self, kept: Kept, deadline: Instant | None) -> bool:
        """See ``RoomStore``."""
        keys = RoomKeys.of(kept.room.room)
        done = await self._link.run(
            scripts.RESTORE, [keys.room, keys.due], [*_put(keys, kept.room, deadline, _nonce()), kept.revision]
        )
        return bool(done)

    async def revisions(self, rooms: Sequence[RoomId]) -> Mapping[RoomId, Revision]:
        """See ``RoomStore``."""

        async def look() -> list[bytes | None]:
            pipe = self._link.client.pipeline(transaction=False)
            for room in rooms:
                pipe.hget(RoomKeys.of(room).room, "revision")
            return await pipe.execute()

        found = await self._link.ask(look) if rooms else []
        return {room: Revision(int(value)) for room, value in zip(rooms, found, strict=True) if value is not None}

    async def claim(self, room_id: RoomId, now: Instant, until: Instant) -> bool:
        """See ``RoomStore``."""
        claimed = await self._link.run(scripts.CLAIM, [RoomKeys.of(room_id).due], [room_id, now, until])
        return bool(claimed)

    async def claim_due(self, now: Instant, until: Instant) -> list[RoomId]:
        """See ``RoomStore``."""

        async def look() -> list[list[bytes]]:
            pipe = self._link.client.pipeline(transaction=False)
            for key in due_keys():
                pipe.eval(scripts.CLAIM_DUE, 1, key, now, until, CLAIM_AT_ONCE)
            return await pipe.execute()

        shards = await self._link.ask(look)
        due = [
            (float(when), room.decode()) for shard in shards for room, when in zip(shard[::2], shard[1::2], strict=True)
        ]
        return [RoomId(room) for _, room in sorted(due)]

    async def history(self, room_id: RoomId) -> list[Event]:
        """See ``RoomStore``."""
        stream = RoomKeys.of(room_id).events
        entries: Any = await self._link.ask(lambda: self._link.client.xrange(stream))
        return [decode_event(fields[b"event"]) for _, fields in entries]

    async def forget(self, room_id: RoomId) -> None:
        """See ``RoomStore``."""
        keys = RoomKeys.of(room_id)
        self._remembered.pop(room_id, None)
        await self._link.run(scripts.FORGET, [keys.room, keys.due, keys.outcomes, keys.events, keys.media], [room_id])

    def _remember(self, known: _Remembered) -> None:
        room_id = known.kept.room.room
        self._remembered[room_id] = known
        self._remembered.move_to_end(room_id)
        if len(self._remembered) > REMEMBERED_ROOMS:
            self._remembered.popitem(last=False)


def _put(keys: RoomKeys, room: Room, deadline: Instant | None, nonce: bytes) -> list[Any]:
    return [nonce, encode_room(room), "" if deadline is None else deadline, room.room, KEEP_MS, keys.news]


def _nonce() -> bytes:
    """Tells one commit from every other, also from one with the same number that Redis lost."""
    return secrets.token_bytes(9)


def _field(command: CommandKey | None) -> str:
    return "" if command is None else f"{command.seat}/{command.command}"


def _outcome(data: bytes) -> Outcome:
    text = data.decode()
    return Revision(int(text)) if text.isdigit() else Refusal(text)
