"""The loop of load, decide, evolve, commit; and the clock."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from signaling.errors import StoreUnavailable
from signaling.hub import FORGET_AFTER_MS, SWEEP_MS, TICK_AGAIN_MS, Hub
from signaling.room import (
    HARD_END_AFTER_MS,
    HOLD_AFTER_MS,
    Command,
    Connect,
    ConnectionId,
    DeviceId,
    Disconnect,
    EndSession,
    Event,
    Instant,
    OpenRoom,
    Phase,
    Refused,
    Room,
    RoomId,
    RoomSetup,
    SetLock,
    later,
)
from signaling.stores import CommandKey, Kept, MemoryStore, Revision
from tests.signaling.gateway.manual_clock import NOON, ManualClock
from tests.signaling.gateway.people import ANA, DANA, ENDS, EVE, TUESDAY, People, token_of


class Told:
    """Keeps what the hub tells of commits, and lets a test wait for it."""

    def __init__(self) -> None:
        self.commits: list[tuple[Room, Revision]] = []
        self._news = asyncio.Event()

    def __call__(self, room: Room, revision: Revision, events: Sequence[Event]) -> None:
        self.commits.append((room, revision))
        self._news.set()

    async def phase(self, phase: Phase) -> None:
        async with asyncio.timeout(5):
            while not self.commits or self.commits[-1][0].phase is not phase:
                self._news.clear()
                await self._news.wait()


class UnsteadyStore(MemoryStore):
    """Loses the next races, or is away for the next loads."""

    def __init__(self) -> None:
        super().__init__()
        self.lose = 0
        self.away = 0
        self.broken = 0
        self.sweeps_away = 0
        self.gone = False
        self.loads = 0
        self.troubled = asyncio.Event()
        self.forgotten = asyncio.Event()

    async def forget(self, room_id: RoomId) -> None:
        await super().forget(room_id)
        self.forgotten.set()

    async def claim_due(self, now: Instant, until: Instant) -> list[RoomId]:
        if self.sweeps_away > 0:
            self.sweeps_away -= 1
            raise StoreUnavailable
        return await super().claim_due(now, until)

    async def load(self, room_id: RoomId, command: CommandKey | None = None) -> Kept | None:
        self.loads += 1
        if self.gone:
            return None
        if self.away > 0:
            self.away -= 1
            self.troubled.set()
            raise StoreUnavailable
        if self.broken > 0:
            self.broken -= 1
            self.troubled.set()
            raise ZeroDivisionError
        return await super().load(room_id, command)

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
        if self.lose > 0:
            self.lose -= 1
            return False
        return await super().commit(
            room_id, expected=expected, events=events, room=room, deadline=deadline, command=command
        )


@pytest.fixture
async def setup() -> RoomSetup:
    return (await People().authenticate(token_of(DANA))).setup


class Bench:
    """A hub with its surroundings."""

    def __init__(self) -> None:
        self.store, self.clock, self.told = UnsteadyStore(), ManualClock(), Told()
        self.hub = Hub(self.store, self.clock, self.told)

    async def handle(self, *commands: Command) -> None:
        for command in commands:
            await self.hub.handle(TUESDAY, command)


CONNECT = Connect(DANA, DeviceId("device"), ConnectionId("c-1"))


async def test_a_lost_race_is_decided_again(setup: RoomSetup) -> None:
    bench = Bench()
    await bench.hub.open(setup)
    bench.store.lose = 3
    bench.store.loads = 0

    revision = await bench.hub.handle(TUESDAY, CONNECT)

    assert revision == 1
    assert bench.store.loads == 4
    assert [revision for _, revision in bench.told.commits] == [1]


async def test_a_refused_command_commits_nothing(setup: RoomSetup) -> None:
    bench = Bench()
    await bench.hub.open(setup)
    before = await bench.store.load(TUESDAY)

    with pytest.raises(Refused, match="not_p"):
        await bench.hub.handle(TUESDAY, OpenRoom(ANA))

    assert await bench.store.load(TUESDAY) == before
    assert bench.told.commits == []


async def test_a_command_that_changes_nothing_has_the_revision_it_found(setup: RoomSetup) -> None:
    bench = Bench()
    await bench.hub.open(setup)
    await bench.handle(CONNECT, SetLock(DANA, locked=True))

    revision = await bench.hub.handle(TUESDAY, SetLock(DANA, locked=True))

    assert revision == 2
    assert len(bench.told.commits) == 2


async def test_opening_a_room_again_leaves_it_as_it_is(setup: RoomSetup) -> None:
    bench = Bench()
    await bench.hub.open(setup)
    await bench.handle(CONNECT)

    await bench.hub.open(setup)

    kept = await bench.store.load(TUESDAY)
    assert kept is not None
    assert kept.revision == 1


async def test_a_room_that_is_gone_has_ended(setup: RoomSetup) -> None:
    with pytest.raises(Refused, match="ended"):
        await Bench().hub.handle(TUESDAY, CONNECT)


async def test_the_clock_ends_a_room(setup: RoomSetup) -> None:
    bench = Bench()
    clockwork = asyncio.create_task(bench.hub.run())
    await bench.hub.open(setup)
    await bench.handle(CONNECT, OpenRoom(DANA))
    await bench.clock.somebody_waits()

    bench.clock.advance(ENDS - NOON)
    await bench.told.phase(Phase.CLOSING)
    bench.clock.advance(HARD_END_AFTER_MS)
    await bench.told.phase(Phase.ENDED)

    clockwork.cancel()
    await asyncio.gather(clockwork, return_exceptions=True)


async def test_the_clock_finds_what_became_due_while_no_process_ran(setup: RoomSetup) -> None:
    bench = Bench()
    await bench.hub.open(setup)
    await bench.handle(CONNECT, OpenRoom(DANA), Disconnect(DANA, CONNECT.connection))
    bench.clock.advance(60_000)

    after_restart = Hub(bench.store, bench.clock, bench.told)
    clockwork = asyncio.create_task(after_restart.run())
    await bench.told.phase(Phase.ON_HOLD)

    clockwork.cancel()
    await asyncio.gather(clockwork, return_exceptions=True)


async def test_who_is_invited_after_the_room_was_made_finds_a_seat(setup: RoomSetup) -> None:
    bench = Bench()
    await bench.hub.open(replace(setup, seats=[seat for seat in setup.seats if seat.seat != ANA]))
    await bench.handle(CONNECT)

    await bench.hub.open(setup)
    await bench.hub.open(setup)

    kept = await bench.store.load(TUESDAY)
    assert kept is not None
    assert kept.revision == 2
    assert [seat.seat for seat in kept.room.seats] == [seat.seat for seat in setup.seats]
    assert (await bench.hub.handle(TUESDAY, Connect(ANA, DeviceId("device"), ConnectionId("c-2")))) == 3


async def test_a_repeated_command_has_its_first_outcome_and_changes_nothing(setup: RoomSetup) -> None:
    bench = Bench()
    await bench.hub.open(setup)
    await bench.handle(CONNECT)
    lock, again = CommandKey(DANA, "lock"), CommandKey(DANA, "lock-again")

    assert await bench.hub.handle(TUESDAY, SetLock(DANA, locked=True), lock) == 2
    assert await bench.hub.handle(TUESDAY, SetLock(DANA, locked=True), again) == 2
    await bench.handle(SetLock(DANA, locked=False))

    assert await bench.hub.handle(TUESDAY, SetLock(DANA, locked=True), lock) == 2
    assert await bench.hub.handle(TUESDAY, SetLock(DANA, locked=True), again) == 2, "it changed nothing the first time"
    kept = await bench.store.load(TUESDAY)
    assert kept is not None
    assert (kept.revision, kept.room.locked) == (3, False)


async def test_a_repeated_refusal_is_refused_though_it_would_be_allowed_by_now(setup: RoomSetup) -> None:
    bench = Bench()
    await bench.hub.open(setup)
    key = CommandKey(DANA, "early")
    with pytest.raises(Refused, match="not_present"):
        await bench.hub.handle(TUESDAY, OpenRoom(DANA), key)
    await bench.handle(CONNECT)

    with pytest.raises(Refused, match="not_present"):
        await bench.hub.handle(TUESDAY, OpenRoom(DANA), key)

    kept = await bench.store.load(TUESDAY)
    assert kept is not None
    assert kept.room.phase is Phase.DOORS_CLOSED


async def test_seats_are_let_go_as_of_then_and_the_lead_stays(setup: RoomSetup) -> None:
    bench = Bench()
    await bench.hub.open(setup)
    eve = Connect(EVE, DeviceId("device"), ConnectionId("dead.2"))
    await bench.handle(Connect(DANA, DeviceId("device"), ConnectionId("dead.1")), eve, OpenRoom(DANA))
    bench.clock.advance(60_000)

    await bench.hub.release(TUESDAY, lambda connection: connection.startswith("dead."), later(NOON, 5_000))

    kept = await bench.store.load(TUESDAY)
    assert kept is not None
    assert kept.room.lead == DANA
    assert not kept.room.facilitator_present
    assert kept.room.hold_at == later(NOON, 5_000 + HOLD_AFTER_MS)
    await bench.hub.release(RoomId("no-such-room"), lambda _: True)


async def test_the_clock_goes_on_when_the_store_was_away_at_its_start(
    setup: RoomSetup, caplog: pytest.LogCaptureFixture
) -> None:
    bench = Bench()
    await bench.hub.open(setup)
    await bench.handle(CONNECT, OpenRoom(DANA))
    bench.clock.advance(ENDS - NOON)
    bench.store.sweeps_away = 1

    after_restart = Hub(bench.store, bench.clock, bench.told)
    clockwork = asyncio.create_task(after_restart.run())
    await bench.clock.somebody_waits()
    bench.clock.advance(SWEEP_MS)
    await bench.told.phase(Phase.CLOSING)

    assert "does not answer" in caplog.text
    clockwork.cancel()
    await asyncio.gather(clockwork, return_exceptions=True)


async def test_a_deadline_of_a_room_that_is_gone_is_dropped(setup: RoomSetup) -> None:
    bench = Bench()
    await bench.hub.open(setup)
    bench.clock.advance(ENDS - NOON + HARD_END_AFTER_MS)
    bench.store.gone = True
    clockwork = asyncio.create_task(bench.hub.run())

    await bench.store.forgotten.wait()

    clockwork.cancel()
    await asyncio.gather(clockwork, return_exceptions=True)


@pytest.mark.parametrize("trouble", ["away", "broken"])
async def test_a_tick_that_fails_is_tried_again_and_stops_nobodys_clock(
    setup: RoomSetup, trouble: str, caplog: pytest.LogCaptureFixture
) -> None:
    bench = Bench()
    clockwork = asyncio.create_task(bench.hub.run())
    await bench.hub.open(setup)
    await bench.handle(CONNECT, OpenRoom(DANA))
    await bench.clock.somebody_waits()
    setattr(bench.store, trouble, 1)

    bench.clock.advance(ENDS - NOON)
    await bench.store.troubled.wait()
    await bench.clock.somebody_waits()
    still = bench.told.commits[-1][0].phase
    bench.clock.advance(TICK_AGAIN_MS)
    await bench.told.phase(Phase.CLOSING)

    assert still is Phase.OPEN
    assert "tick" in caplog.text
    clockwork.cancel()
    await asyncio.gather(clockwork, return_exceptions=True)


async def test_an_ended_room_is_forgotten_when_no_token_for_it_can_be_left(setup: RoomSetup) -> None:
    bench = Bench()
    clockwork = asyncio.create_task(bench.hub.run())
    await bench.hub.open(setup)
    await bench.handle(CONNECT, OpenRoom(DANA), EndSession(DANA))
    await bench.clock.somebody_waits()

    bench.clock.advance(ENDS - NOON + HARD_END_AFTER_MS + FORGET_AFTER_MS - 1)
    await asyncio.sleep(0)
    kept = await bench.store.load(TUESDAY)
    bench.clock.advance(1)
    await bench.store.forgotten.wait()

    assert kept is not None
    assert kept.room.phase is Phase.ENDED
    assert await bench.store.load(TUESDAY) is None
    clockwork.cancel()
    await asyncio.gather(clockwork, return_exceptions=True)
