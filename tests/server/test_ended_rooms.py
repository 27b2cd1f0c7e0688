"""The practice hears of a room's end."""

from dataclasses import replace

import pytest
from sqlalchemy.exc import OperationalError

from server.ended_rooms import EndNotingStore
from signaling.room import Instant, Phase, Room, RoomId, RoomSetup, open_room
from signaling.stores import MemoryStore, Revision

ROOM = RoomId("tuesday")


def _room(phase: Phase) -> Room:
    setup = RoomSetup(room=ROOM, name="Tuesday group", seats=(), starts=Instant(0), ends=Instant(90 * 60_000))
    return replace(open_room(setup), phase=phase)


@pytest.fixture
def ended() -> list[RoomId]:
    return []


@pytest.fixture
async def store(ended: list[RoomId]) -> EndNotingStore:
    async def note(room: RoomId) -> None:
        ended.append(room)

    noting = EndNotingStore(MemoryStore(), note)
    await noting.create(_room(Phase.DOORS_CLOSED), None)
    return noting


async def _commit(store: EndNotingStore, phase: Phase, expected: int) -> bool:
    return await store.commit(ROOM, expected=Revision(expected), events=[], room=_room(phase), deadline=None)


async def test_a_room_that_goes_on_is_not_noted(store: EndNotingStore, ended: list[RoomId]) -> None:
    assert await _commit(store, Phase.OPEN, 0)
    assert ended == []


async def test_the_end_is_noted_once_it_is_kept(store: EndNotingStore, ended: list[RoomId]) -> None:
    assert await _commit(store, Phase.ENDED, 0)
    assert ended == [ROOM]


async def test_an_end_that_lost_a_race_is_not_noted(store: EndNotingStore, ended: list[RoomId]) -> None:
    assert not await _commit(store, Phase.ENDED, 7)
    assert ended == []


async def test_the_room_ends_even_if_the_database_is_away(caplog: pytest.LogCaptureFixture) -> None:
    async def fail(_room: RoomId) -> None:
        raise OperationalError("UPDATE", {}, Exception("disk I/O error"))

    store = EndNotingStore(MemoryStore(), fail)
    await store.create(_room(Phase.OPEN), None)

    assert await _commit(store, Phase.ENDED, 0)

    kept = await store.load(ROOM)
    assert kept is not None
    assert kept.room.phase is Phase.ENDED
    assert [record.getMessage() for record in caplog.records] == ["The end of a session could not be noted"]
