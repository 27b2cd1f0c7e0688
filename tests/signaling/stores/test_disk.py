"""Rooms that outlive their process, whatever becomes of it and of their files."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from signaling.processes import connection_id, new_node
from signaling.room import (
    Instant,
    LockSet,
    Refusal,
    evolve,
    later,
    open_room,
)
from signaling.stores import OUTCOMES_PER_SEAT, CommandKey, Kept, Revision
from signaling.stores.disk import DiskProcess, DiskStore, journal
from tests.signaling.gateway.manual_clock import NOON, ManualClock
from tests.signaling.room.meeting import ANA, BEN, a_setup

ROOM = open_room(a_setup())
TUESDAY = ROOM.room
FIRST = CommandKey(ANA, "first")


@contextmanager
def life(folder: Path, clock: ManualClock | None = None) -> Iterator[DiskStore]:
    """A process's store; it ends as kill -9 ends it: with nothing done in order."""
    with closing(DiskStore(folder, clock or ManualClock())) as store:
        yield store


async def lock(store: DiskStore, expected: int, command: CommandKey | None = None) -> None:
    kept = await store.load(TUESDAY)
    assert kept is not None
    event = LockSet(expected % 2 == 0)
    room = evolve(kept.room, event)
    assert await store.commit(
        TUESDAY, expected=Revision(expected), events=[event], room=room, deadline=Instant(expected), command=command
    )


async def test_a_room_is_as_it_was_at_its_last_commit(tmp_path: Path) -> None:
    with life(tmp_path) as store:
        await store.create(ROOM, Instant(300))
        for number in range(5):
            await lock(store, number, FIRST if number == 2 else None)
        await store.settle(TUESDAY, CommandKey(BEN, "no"), Refusal.MUTED)
        before = await store.load(TUESDAY)

    with life(tmp_path) as store:
        assert await store.load(TUESDAY) == before
        assert before is not None
        assert before.revision == 5
        assert await store.load(TUESDAY, FIRST) == Kept(before.room, Revision(5), Revision(3))
        assert (await store.load(TUESDAY, CommandKey(BEN, "no"))) == Kept(before.room, Revision(5), Refusal.MUTED)
        assert await store.claim_due(Instant(4), Instant(4)) == [TUESDAY]


async def test_a_forgotten_room_leaves_no_file(tmp_path: Path) -> None:
    with life(tmp_path) as store:
        await store.create(ROOM, None)
        await lock(store, 0)
        await store.forget(TUESDAY)

    assert list(tmp_path.iterdir()) == []


async def test_what_is_written_is_for_its_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "rooms"
    with life(folder) as store:
        await store.create(ROOM, None)

        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert [stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()] == [0o600]


async def test_cut_off_at_any_byte_a_file_gives_the_room_of_a_commit(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A machine that loses its power keeps some beginning of what was written."""
    with life(tmp_path / "whole") as store:
        await store.create(ROOM, None)
        for number in range(3):
            await lock(store, number, CommandKey(ANA, f"c-{number}"))
    [path] = (tmp_path / "whole").iterdir()
    data = path.read_bytes()
    rooms = {}

    for length in range(0, len(data), 97):
        folder = tmp_path / f"cut-{length}"
        folder.mkdir()
        (folder / path.name).write_bytes(data[:length])
        with life(folder) as store:
            found = await store.load(TUESDAY)
            rooms[length] = None if found is None else found.revision
            if found is not None:
                assert found.room.locked is (found.revision % 2 == 1)
                outcome = await store.load(TUESDAY, CommandKey(ANA, f"c-{found.revision - 1}"))
                assert outcome is not None
                assert outcome.outcome == (found.revision or None)

    assert list(rooms.values()) == sorted(rooms.values(), key=lambda revision: -1 if revision is None else revision)
    assert set(rooms.values()) == {None, 0, 1, 2}
    assert "set aside" in caplog.text


@pytest.mark.parametrize("at", [0, 5, 40, 2_000])
async def test_a_damaged_file_is_set_aside_and_the_room_goes_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, at: int
) -> None:
    with life(tmp_path) as store:
        await store.create(ROOM, None)
        await lock(store, 0)
    [path] = tmp_path.iterdir()
    data = bytearray(path.read_bytes())
    data[at] ^= 0xFF
    path.write_bytes(bytes(data))

    with life(tmp_path) as store:
        if await store.load(TUESDAY) is None:
            await store.create(ROOM, None)
        await lock(store, 0)
    with life(tmp_path) as store:
        assert await store.revisions([TUESDAY]) == {TUESDAY: 1}

    assert "damaged" in caplog.text
    assert [each.name for each in tmp_path.iterdir() if each.name.endswith(".damaged")] == [f"{path.name}.damaged"]
    assert all(stat.S_IMODE(each.stat().st_mode) == 0o600 for each in tmp_path.iterdir())


async def test_rooms_of_another_version_are_set_aside(tmp_path: Path) -> None:
    one = journal.RoomJournal(tmp_path, TUESDAY)
    one.restart(b'["not","a","record"]')
    one.close()

    with life(tmp_path) as store:
        assert store.rooms == ()
    assert [path.suffix for path in tmp_path.iterdir()] == [".damaged"]


async def test_a_file_that_grew_large_is_followed_by_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "MAX_BYTES", 20_000)
    with life(tmp_path) as store:
        await store.create(ROOM, None)
        for number in range(OUTCOMES_PER_SEAT):
            await lock(store, number, CommandKey(ANA, f"c-{number}"))
        before = await store.load(TUESDAY)
        assert len(list(tmp_path.iterdir())) > 1
        await store.sync()
        assert len(list(tmp_path.iterdir())) == 1

    with life(tmp_path) as store:
        assert await store.load(TUESDAY) == before
        oldest = await store.load(TUESDAY, CommandKey(ANA, "c-0"))
        assert oldest is not None
        assert oldest.outcome == Revision(1)


async def test_a_full_disk_stops_no_room_and_is_made_good_once_there_is_space(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with life(tmp_path) as store:
        await store.create(ROOM, None)
        with monkeypatch.context() as full:
            full.setattr(os, "write", _no_space)
            await lock(store, 0)
            await lock(store, 1)
            await store.sync()
        assert "No space left" in caplog.text
        await store.sync()

    with life(tmp_path) as store:
        assert await store.revisions([TUESDAY]) == {TUESDAY: 2}


def _no_space(descriptor: int, data: bytes) -> int:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


async def test_the_people_of_the_earlier_life_are_let_go_as_of_its_last_sign_of_life(tmp_path: Path) -> None:
    clock = ManualClock()
    with life(tmp_path, clock) as store, closing(DiskProcess(store, tmp_path, clock)) as process:
        assert await process.dead() == ()
        await store.create(ROOM, None)
        clock.advance(4_000)
        assert await process.dead() == ()
        held, mine = connection_id(process.me), connection_id(new_node())

    clock.advance(60_000)
    with life(tmp_path, clock) as store, closing(DiskProcess(store, tmp_path, clock)) as process:
        [dead] = await process.dead()
        assert (list(dead.rooms), dead.at) == ([TUESDAY], later(NOON, 4_000))
        assert dead.held(held)
        assert dead.held(mine)
        assert not dead.held(connection_id(process.me))
        await process.bury(dead)
        assert await process.dead() == ()


async def test_a_clock_that_was_set_back_lets_nobody_go_in_the_future(tmp_path: Path) -> None:
    clock = ManualClock()
    clock.advance(3_600_000)
    with life(tmp_path, clock) as store, closing(DiskProcess(store, tmp_path, clock)) as process:
        await process.dead()
        await store.create(ROOM, None)

    with life(tmp_path) as store, closing(DiskProcess(store, tmp_path, ManualClock())) as process:
        [dead] = await process.dead()
    assert dead.at == NOON


async def test_a_store_without_rooms_has_no_earlier_life(tmp_path: Path) -> None:
    with life(tmp_path) as store, closing(DiskProcess(store, tmp_path, ManualClock())) as process:
        assert await process.dead() == ()
