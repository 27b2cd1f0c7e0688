"""What is particular to the store in Redis: what it does while Redis is away, and what Redis keeps."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from redis.exceptions import ConnectionError

from signaling.errors import StoreUnavailable
from signaling.room import Event, Instant, LockSet, evolve, open_room
from signaling.stores import CommandKey, Kept, Revision
from signaling.stores.redis import RedisLink, RedisRoomStore, link
from signaling.stores.redis.keys import SHARDS, RoomKeys
from tests.redis_server import RedisServer, redis_server
from tests.signaling.room.meeting import ANA, a_setup
from tests.signaling.stores.servers import RedisServers, an_empty

ROOM = open_room(a_setup())
LOCKED = evolve(ROOM, LockSet(locked=True))
FIRST = CommandKey(ANA, "first")


@pytest.fixture
def server() -> Iterator[RedisServer]:
    """One of the test's own, to stop and start."""
    with redis_server() as running:
        yield running


@pytest.fixture
async def store(server: RedisServer) -> AsyncIterator[RedisRoomStore]:
    async with RedisLink(server.url) as opened:
        yield RedisRoomStore(opened)


async def lock(store: RedisRoomStore, command: CommandKey | None = FIRST) -> bool:
    return await store.commit(
        ROOM.room,
        expected=Revision(0),
        events=[LockSet(locked=True)],
        room=LOCKED,
        deadline=Instant(5),
        command=command,
    )


async def test_a_command_waits_for_a_redis_that_starts_again(server: RedisServer, store: RedisRoomStore) -> None:
    await store.create(ROOM, None)
    server.stop()
    committing = asyncio.create_task(lock(store))
    done, _ = await asyncio.wait([committing], timeout=0.2)
    assert not done

    await asyncio.to_thread(server.start)

    assert await committing
    assert await store.load(ROOM.room, FIRST) == Kept(LOCKED, Revision(1), Revision(1))


async def test_what_was_accepted_survives_a_restart(server: RedisServer, store: RedisRoomStore) -> None:
    await store.create(ROOM, None)
    await lock(store)
    server.stop()
    await asyncio.to_thread(server.start)

    async with RedisLink(server.url) as other:
        elsewhere = RedisRoomStore(other)
        assert await elsewhere.load(ROOM.room, FIRST) == Kept(LOCKED, Revision(1), Revision(1))
        assert await elsewhere.claim_due(Instant(5), Instant(9)) == [ROOM.room]
        assert await elsewhere.history(ROOM.room) == [LockSet(locked=True)]


@pytest.mark.parametrize("how", ["stop", "freeze"])
async def test_a_redis_that_stays_away_is_told_of(
    server: RedisServer, store: RedisRoomStore, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await store.create(ROOM, None)
    monkeypatch.setattr(link, "WAIT_S", 0.3)
    getattr(server, how)()

    for attempt in (
        store.load(ROOM.room),
        lock(store),
        store.claim_due(Instant(9), Instant(9)),
        store.revisions([ROOM.room]),
    ):
        with pytest.raises(StoreUnavailable):
            await attempt


async def test_a_commit_whose_answer_was_lost_is_done_once(server: RedisServer, store: RedisRoomStore) -> None:
    """The connection breaks after Redis has run the script: asked again, it says that it is done."""
    await store.create(ROOM, None)
    calls, real = 0, store._link.client.execute_command

    async def answer_lost(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        answer = await real(*args, **kwargs)  # type: ignore[no-untyped-call]  # so it is in redis-py
        if answer == 1 and calls < 3:
            raise ConnectionError("the answer was lost")
        return answer

    store._link.client.execute_command = answer_lost  # type: ignore[method-assign]  # the cut line
    assert await lock(store)
    store._link.client.execute_command = real  # type: ignore[method-assign]  # and mended

    assert await store.load(ROOM.room, FIRST) == Kept(LOCKED, Revision(1), Revision(1))
    assert await store.history(ROOM.room) == [LockSet(locked=True)]


async def test_a_room_is_read_anew_where_another_process_changed_it_to_the_same_number(server: RedisServer) -> None:
    """Redis comes back without its last second, and somebody else's commit takes the lost one's number."""
    async with RedisLink(server.url) as one, RedisLink(server.url) as two:
        mine, theirs = RedisRoomStore(one), RedisRoomStore(two)
        await mine.create(ROOM, None)
        await lock(mine)
        await mine.load(ROOM.room)
        await one.client.flushall()
        await theirs.create(ROOM, None)
        other = evolve(LOCKED, LockSet(locked=False))
        await theirs.commit(ROOM.room, expected=Revision(0), events=[LockSet(locked=False)], room=other, deadline=None)

        assert await mine.load(ROOM.room) == Kept(other, Revision(1))


async def test_a_process_keeps_a_few_rooms_in_mind(server: RedisServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signaling.stores.redis.store.REMEMBERED_ROOMS", 0)
    async with RedisLink(server.url) as opened:
        store = RedisRoomStore(opened)
        await store.create(ROOM, None)
        await lock(store)

        assert await store.load(ROOM.room) == Kept(LOCKED, Revision(1))


async def test_the_history_is_bounded_and_keeps_the_most_recent(redis_servers: RedisServers) -> None:
    async with an_empty(redis_servers.alone) as opened:
        store = RedisRoomStore(opened, history_events=100)
        await store.create(ROOM, None)
        events: list[Event] = [LockSet(number % 2 == 0) for number in range(500)]

        for revision in range(10):
            some = events[revision * 50 : revision * 50 + 50]
            await store.commit(ROOM.room, expected=Revision(revision), events=some, room=ROOM, deadline=None)

        history = await store.history(ROOM.room)
        assert 100 <= len(history) <= 200
        assert history == events[-len(history) :]


async def test_redis_drops_what_everybody_has_forgotten(redis_servers: RedisServers) -> None:
    async with an_empty(redis_servers.alone) as opened:
        store = RedisRoomStore(opened)
        await store.create(ROOM, Instant(5))
        await lock(store)
        keys = RoomKeys.of(ROOM.room)

        lives = [await opened.client.pttl(key) for key in (keys.room, keys.events, keys.outcomes)]
        await opened.client.delete(keys.room)

        assert all(life > 0 for life in lives)
        assert await store.claim_due(Instant(5), Instant(9)) == [ROOM.room], "the clock finds that it is gone"
        await store.forget(ROOM.room)
        assert await opened.client.keys() == []


def test_all_keys_of_a_room_have_one_hash_tag() -> None:
    keys = RoomKeys.of(ROOM.room)
    tags = {
        key.partition("{")[2].partition("}")[0] for key in (keys.room, keys.events, keys.outcomes, keys.due, keys.media)
    }
    assert len(tags) == 1
    assert 0 <= int(tags.pop()) < SHARDS
