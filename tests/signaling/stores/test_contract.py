"""What every store must do; a new store joins by one line in ``STORES``."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from functools import reduce

import pytest

from signaling.room import (
    Connect,
    ConnectionId,
    DeviceId,
    Event,
    Instant,
    LockSet,
    PhaseChanged,
    Refused,
    Room,
    RoomId,
    SeatId,
    deadline,
    decide,
    evolve,
    later,
    open_room,
    view,
)
from signaling.room.room import Phase
from signaling.stores import Kept, MemoryStore, Revision, RoomStore
from tests.signaling.room.meeting import ANA, BEN, CYD, DANA, STARTS, a_meeting, a_setup

TUESDAY = RoomId("tuesday")


@asynccontextmanager
async def memory() -> AsyncIterator[RoomStore]:
    yield MemoryStore()


STORES: list[Callable[[], AbstractAsyncContextManager[RoomStore]]] = [memory]


@pytest.fixture(params=STORES, ids=lambda make: make.__name__)
async def store(request: pytest.FixtureRequest) -> AsyncIterator[RoomStore]:
    make: Callable[[], AbstractAsyncContextManager[RoomStore]] = request.param
    async with make() as opened:
        yield opened


def a_room(name: RoomId = TUESDAY) -> Room:
    return open_room(replace(a_setup(), room=name))


async def kept(store: RoomStore, room_id: RoomId = TUESDAY) -> Kept:
    found = await store.load(room_id)
    assert found is not None
    return found


async def lock(store: RoomStore, expected: Revision, *, locked: bool = True, due: Instant | None = None) -> bool:
    event = LockSet(locked)
    room = evolve((await kept(store)).room, event)
    return await store.commit(TUESDAY, expected=expected, events=[event], room=room, deadline=due)


async def test_a_new_room_is_kept_at_revision_zero(store: RoomStore) -> None:
    assert await store.load(TUESDAY) is None

    assert await store.create(a_room(), None)

    assert await kept(store) == Kept(a_room(), Revision(0))
    assert await store.history(TUESDAY) == []


async def test_a_room_that_is_there_already_is_not_created_again(store: RoomStore) -> None:
    await store.create(a_room(), None)
    await lock(store, Revision(0))

    assert not await store.create(a_room(), Instant(5))

    assert (await kept(store)).revision == 1
    assert await store.due(Instant(5)) == []


async def test_a_commit_raises_the_revision_by_one(store: RoomStore) -> None:
    await store.create(a_room(), None)

    assert await lock(store, Revision(0))
    assert await lock(store, Revision(1), locked=False)

    assert await kept(store) == Kept(a_room(), Revision(2))
    assert await store.history(TUESDAY) == [LockSet(locked=True), LockSet(locked=False)]


@pytest.mark.parametrize("expected", [0, 2, 7])
async def test_a_commit_that_lost_the_race_changes_nothing(store: RoomStore, expected: int) -> None:
    await store.create(a_room(), Instant(100))
    await lock(store, Revision(0), due=Instant(100))
    before = await kept(store)

    assert not await lock(store, Revision(expected), locked=False, due=Instant(1))

    assert await kept(store) == before
    assert await store.history(TUESDAY) == [LockSet(locked=True)]
    assert await store.due(Instant(99)) == []


async def test_a_room_that_is_not_there_takes_no_commit(store: RoomStore) -> None:
    assert not await store.commit(
        TUESDAY, expected=Revision(0), events=[LockSet(locked=True)], room=a_room(), deadline=None
    )
    assert await store.load(TUESDAY) is None
    assert await store.history(TUESDAY) == []


async def test_of_many_commits_on_one_revision_one_wins(store: RoomStore) -> None:
    await store.create(a_room(), None)

    won = await asyncio.gather(*(lock(store, Revision(0)) for _ in range(10)))

    assert sum(won) == 1
    assert (await kept(store)).revision == 1


async def test_rooms_are_due_by_their_last_deadline_the_longest_overdue_first(store: RoomStore) -> None:
    wednesday, thursday = RoomId("wednesday"), RoomId("thursday")
    await store.create(a_room(), Instant(300))
    await store.create(a_room(wednesday), Instant(200))
    await store.create(a_room(thursday), None)

    assert await store.due(Instant(199)) == []
    assert await store.due(Instant(200)) == [wednesday]
    assert await store.due(Instant(300)) == [wednesday, TUESDAY]
    assert await store.due(Instant(300)) == [wednesday, TUESDAY], "until somebody commits"

    await lock(store, Revision(0), due=Instant(1_000))
    assert await store.due(Instant(999)) == [wednesday]
    await lock(store, Revision(1), due=None)
    assert await store.due(Instant(2_000)) == [wednesday]


async def test_a_forgotten_room_is_gone_and_can_be_created_anew(store: RoomStore) -> None:
    await store.create(a_room(), Instant(1))
    await lock(store, Revision(0), due=Instant(1))

    await store.forget(TUESDAY)
    await store.forget(TUESDAY)

    assert await store.load(TUESDAY) is None
    assert await store.due(Instant(1)) == []
    assert await store.history(TUESDAY) == []
    assert await store.create(a_room(), None)


async def test_rooms_do_not_mix(store: RoomStore) -> None:
    other = RoomId("wednesday")
    await store.create(a_room(), None)
    await store.create(a_room(other), None)

    await lock(store, Revision(0))

    assert await kept(store, other) == Kept(a_room(other), Revision(0))
    assert await store.history(other) == []


async def test_a_session_continues_from_the_store_to_the_same_views(store: RoomStore) -> None:
    """Invariant 6: kept and loaded after every command, a room shows everybody what it shows without a store."""
    meeting = a_meeting()
    await store.create(open_room(a_setup()), None)
    revision = Revision(0)
    told: list[Event] = []
    for event in meeting.history:
        room = evolve((await kept(store)).room, event)
        assert await store.commit(TUESDAY, expected=revision, events=[event], room=room, deadline=deadline(room))
        revision = Revision(revision + 1)
        told.append(event)

    restored = (await kept(store)).room

    assert restored == meeting.room
    assert await store.history(TUESDAY) == told
    assert reduce(evolve, await store.history(TUESDAY), open_room(a_setup())) == restored
    for seat in (DANA, ANA, BEN, CYD):
        assert view(restored, seat) == meeting.seen_by(seat)
    assert await store.due(later(STARTS, 90 * 60_000)) == [TUESDAY]


async def test_a_refused_command_leaves_revision_room_and_history(store: RoomStore) -> None:
    """Invariant 3, as the gateway sees it: no events, no commit."""
    await store.create(a_room(), None)
    opened = PhaseChanged(Phase.OPEN, STARTS)
    await store.commit(TUESDAY, expected=Revision(0), events=[opened], room=evolve(a_room(), opened), deadline=None)
    before = await kept(store)

    with pytest.raises(Refused):
        decide(before.room, Connect(SeatId("seat-zoe"), DeviceId("phone"), ConnectionId("1")), STARTS)

    assert await kept(store) == before
    assert await store.history(TUESDAY) == [opened]
