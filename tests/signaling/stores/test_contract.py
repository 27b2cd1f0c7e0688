"""What every store must do; a new store joins by one line in ``STORES``."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from functools import reduce
from pathlib import Path

import pytest

from signaling.room import (
    Connect,
    ConnectionId,
    DeviceId,
    Event,
    Instant,
    LockSet,
    PhaseChanged,
    Refusal,
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
from signaling.stores import OUTCOMES_PER_SEAT, CommandKey, Kept, MemoryStore, Revision, RoomStore
from signaling.stores.disk import DiskStore
from signaling.stores.redis import RedisRoomStore
from tests.signaling.gateway.manual_clock import ManualClock
from tests.signaling.room.meeting import ANA, BEN, CYD, DANA, STARTS, a_meeting, a_setup
from tests.signaling.stores.servers import RedisServers, an_empty

TUESDAY = RoomId("tuesday")
FIRST, SECOND = CommandKey(ANA, "first"), CommandKey(ANA, "second")


@asynccontextmanager
async def memory(_: RedisServers) -> AsyncIterator[RoomStore]:
    yield MemoryStore()


@asynccontextmanager
async def disk(_: RedisServers) -> AsyncIterator[RoomStore]:
    with tempfile.TemporaryDirectory() as folder:
        store = DiskStore(Path(folder), ManualClock())
        yield store
        await store.sync()
        store.close()


@asynccontextmanager
async def redis(servers: RedisServers) -> AsyncIterator[RoomStore]:
    async with an_empty(servers.alone) as link:
        yield RedisRoomStore(link)


@asynccontextmanager
async def redis_cluster(servers: RedisServers) -> AsyncIterator[RoomStore]:
    """A node of a cluster refuses what touches two hash slots at once."""
    async with an_empty(servers.cluster) as link:
        yield RedisRoomStore(link)


STORES: list[Callable[[RedisServers], AbstractAsyncContextManager[RoomStore]]] = [memory, disk, redis, redis_cluster]


@pytest.fixture(params=STORES, ids=lambda make: make.__name__)
async def store(request: pytest.FixtureRequest, redis_servers: RedisServers) -> AsyncIterator[RoomStore]:
    make: Callable[[RedisServers], AbstractAsyncContextManager[RoomStore]] = request.param
    async with make(redis_servers) as opened:
        yield opened


def a_room(name: RoomId = TUESDAY) -> Room:
    return open_room(replace(a_setup(), room=name))


async def kept(store: RoomStore, room_id: RoomId = TUESDAY, command: CommandKey | None = None) -> Kept:
    found = await store.load(room_id, command)
    assert found is not None
    return found


async def due(store: RoomStore, now: int) -> list[RoomId]:
    """What is due, without taking it from anybody who asks later."""
    return await store.claim_due(Instant(now), until=Instant(now))


async def lock(
    store: RoomStore,
    expected: Revision,
    *,
    locked: bool = True,
    due: Instant | None = None,
    command: CommandKey | None = None,
) -> bool:
    event = LockSet(locked)
    room = evolve((await kept(store)).room, event)
    return await store.commit(TUESDAY, expected=expected, events=[event], room=room, deadline=due, command=command)


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
    assert await due(store, 5) == []


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
    assert await due(store, 99) == []


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

    assert await due(store, 199) == []
    assert await due(store, 300) == [wednesday, TUESDAY]

    await lock(store, Revision(0), due=Instant(1_000))
    assert await due(store, 999) == [wednesday]
    await lock(store, Revision(1), due=None)
    assert await due(store, 2_000) == [wednesday]


async def test_who_claims_a_tick_has_it_alone_until_the_claim_runs_out(store: RoomStore) -> None:
    await store.create(a_room(), Instant(300))

    assert not await store.claim(TUESDAY, Instant(299), until=Instant(400))
    claims = [await store.claim(TUESDAY, Instant(300), until=Instant(400)) for _ in range(3)]

    assert claims == [True, False, False]
    assert await store.claim_due(Instant(399), until=Instant(500)) == []
    assert await store.claim_due(Instant(400), until=Instant(500)) == [TUESDAY], "the first has died over it"
    assert not await store.claim(TUESDAY, Instant(499), until=Instant(600))


async def test_of_many_who_look_for_what_is_due_each_room_goes_to_one(store: RoomStore) -> None:
    rooms = [RoomId(f"room-{number}") for number in range(20)]
    for room in rooms:
        await store.create(a_room(room), Instant(300))

    claimed = await asyncio.gather(*(store.claim_due(Instant(300), until=Instant(900)) for _ in range(4)))

    assert sorted(room for some in claimed for room in some) == sorted(rooms)


async def test_a_commit_takes_the_place_of_a_claim(store: RoomStore) -> None:
    await store.create(a_room(), Instant(300))
    await store.claim(TUESDAY, Instant(300), until=Instant(400))

    await lock(store, Revision(0), due=Instant(350))

    assert await due(store, 350) == [TUESDAY]


async def test_there_is_no_claim_on_a_room_that_is_not_there(store: RoomStore) -> None:
    assert not await store.claim(TUESDAY, Instant(300), until=Instant(400))
    assert await due(store, 1_000) == []


async def test_the_outcome_of_a_command_is_kept_with_its_commit(store: RoomStore) -> None:
    await store.create(a_room(), None)

    assert await lock(store, Revision(0), command=FIRST)
    assert await lock(store, Revision(1), locked=False)

    assert (await kept(store, command=FIRST)).outcome == Revision(1)
    assert (await kept(store, command=SECOND)).outcome is None
    assert (await kept(store)).outcome is None


async def test_a_command_is_committed_once(store: RoomStore) -> None:
    await store.create(a_room(), None)
    await lock(store, Revision(0), command=FIRST)

    assert not await lock(store, Revision(1), locked=False, command=FIRST)

    assert (await kept(store)).revision == 1
    assert await store.history(TUESDAY) == [LockSet(locked=True)]


async def test_of_a_commands_outcomes_the_first_holds(store: RoomStore) -> None:
    await store.create(a_room(), None)

    assert await store.settle(TUESDAY, FIRST, Refusal.MUTED) is Refusal.MUTED
    assert await store.settle(TUESDAY, FIRST, Revision(0)) is Refusal.MUTED
    assert await store.settle(TUESDAY, SECOND, Revision(0)) == Revision(0)

    assert (await kept(store, command=FIRST)).outcome is Refusal.MUTED
    assert not await lock(store, Revision(0), command=FIRST), "what was refused is not carried out later"
    assert (await kept(store)).revision == 0


async def test_the_same_command_id_of_two_seats_is_two_commands(store: RoomStore) -> None:
    await store.create(a_room(), None)
    await store.settle(TUESDAY, FIRST, Refusal.MUTED)

    assert (await kept(store, command=CommandKey(BEN, FIRST.command))).outcome is None


async def test_the_last_outcomes_of_each_seat_are_known(store: RoomStore) -> None:
    await store.create(a_room(), None)
    await store.settle(TUESDAY, CommandKey(BEN, "of-ben"), Revision(0))
    for number in range(OUTCOMES_PER_SEAT + 1):
        await store.settle(TUESDAY, CommandKey(ANA, f"c-{number}"), Revision(number))

    assert (await kept(store, command=CommandKey(ANA, "c-0"))).outcome is None
    assert (await kept(store, command=CommandKey(ANA, "c-1"))).outcome == Revision(1)
    assert (await kept(store, command=CommandKey(ANA, f"c-{OUTCOMES_PER_SEAT}"))).outcome == OUTCOMES_PER_SEAT
    assert (await kept(store, command=CommandKey(BEN, "of-ben"))).outcome == Revision(0)


async def test_a_command_to_a_room_that_is_not_there_has_the_outcome_it_has(store: RoomStore) -> None:
    assert await store.settle(TUESDAY, FIRST, Refusal.ENDED) is Refusal.ENDED
    assert await store.load(TUESDAY, FIRST) is None


async def test_a_room_is_put_back_where_the_store_has_less(store: RoomStore) -> None:
    newer = Kept(evolve(a_room(), LockSet(locked=True)), Revision(4))

    assert await store.restore(newer, Instant(300))
    assert await kept(store) == newer
    assert await due(store, 300) == [TUESDAY]

    assert not await store.restore(Kept(a_room(), Revision(4)), None), "as new"
    assert not await store.restore(Kept(a_room(), Revision(3)), None), "older"
    assert await kept(store) == newer
    assert await lock(store, Revision(4), locked=False)


async def test_revisions_are_those_of_the_rooms_that_there_are(store: RoomStore) -> None:
    await store.create(a_room(), None)
    await store.create(a_room(RoomId("wednesday")), None)
    await lock(store, Revision(0))

    known = await store.revisions([TUESDAY, RoomId("wednesday"), RoomId("thursday")])

    assert known == {TUESDAY: 1, "wednesday": 0}
    assert await store.revisions([]) == {}


async def test_a_forgotten_room_is_gone_and_can_be_created_anew(store: RoomStore) -> None:
    await store.create(a_room(), Instant(1))
    await lock(store, Revision(0), due=Instant(1))

    await store.forget(TUESDAY)
    await store.forget(TUESDAY)

    assert await store.load(TUESDAY) is None
    assert await due(store, 1) == []
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
    assert await due(store, later(STARTS, 90 * 60_000)) == [TUESDAY]


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
