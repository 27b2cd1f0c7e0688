"""A practice in a database of its own, on a clock that the test sets."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from server.demo import DemoSchedule, set_up_demo
from server.links import Links
from server.practice.database import Database
from server.practice.directory import PracticeDirectory
from server.practice.exchange import Exchange
from signaling.room import Instant, RoomId

TUESDAY_19_00 = Instant(1_795_543_200_000)


class SetClock:
    """Time stands still until it is moved."""

    def __init__(self, now: Instant = TUESDAY_19_00) -> None:
        self._now = now

    def now(self) -> Instant:
        return self._now

    def move_on(self, ms: int) -> None:
        self._now = Instant(self._now + ms)

    async def wait_until(self, instant: Instant) -> None:
        raise AssertionError("nothing in the practice waits")


@dataclass
class House:
    """The demo group, without the network in front of it."""

    database: Database
    clock: SetClock
    links: Links
    directory: PracticeDirectory
    exchange: Exchange
    occupied: set[RoomId]
    """Rooms in which somebody is; the test says so."""
    secrets_file: Path


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(tmp_path / "goround.db")
    yield opened
    await opened.close()


@pytest.fixture
async def house(database: Database, clock: SetClock, tmp_path: Path) -> House:
    secrets_file = tmp_path / "demo-links.json"
    links = await set_up_demo(database, secrets_file, clock)
    occupied: set[RoomId] = set()

    async def is_occupied(room: RoomId) -> bool:
        return room in occupied

    exchange = Exchange(database, DemoSchedule(is_occupied), clock)
    return House(database, clock, links, PracticeDirectory(database, clock), exchange, occupied, secrets_file)
