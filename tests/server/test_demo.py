"""The group that `--demo` makes."""

import asyncio
import json
import stat
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from server.demo import DURATION_MIN, set_up_demo
from server.errors import LinkNotValid
from server.practice.database import Database
from server.practice.tables import Member, Session
from signaling.room import MAX_EXTENSION_MS, OVER_AFTER_MS, Legacy, RoomId

from .conftest import House, SetClock

DURATION_MS = DURATION_MIN * 60_000


async def test_a_restart_keeps_links_tokens_and_the_running_session(house: House) -> None:
    entry = await house.exchange.enter(house.links.members[0].secret)
    house.clock.move_on(60_000)

    links = await set_up_demo(house.database, house.secrets_file, house.clock)

    assert links == house.links
    admission = await house.directory.authenticate(entry.token)
    assert admission.room == entry.session.id
    assert admission.setup.starts == house.clock.now()
    assert admission.setup.ends == house.clock.now() + DURATION_MS


async def test_a_restart_after_the_end_opens_the_next_session(house: House) -> None:
    await house.directory.ended(
        RoomId((await house.exchange.enter(house.links.members[0].secret)).session.id), Legacy()
    )
    await set_up_demo(house.database, house.secrets_file, house.clock)
    async with house.database.read() as db:
        statuses = (await db.scalars(select(Session.status).order_by(Session.number))).all()
    assert statuses == ["held", "planned"]


async def test_links_are_prolonged_at_each_start(house: House) -> None:
    for _ in range(3):
        house.clock.move_on(300 * 24 * 3_600_000)
        await set_up_demo(house.database, house.secrets_file, house.clock)
    assert (await house.exchange.enter(house.links.facilitator.secret)).member.role == "facilitator"


async def test_two_servers_that_start_at_once_give_the_same_links(tmp_path: Path, clock: SetClock) -> None:
    databases = [await Database.open(tmp_path / "twice.db") for _ in range(2)]
    secrets_file = tmp_path / "twice.json"

    links = await asyncio.gather(*(set_up_demo(database, secrets_file, clock) for database in databases))

    for database in databases:
        await database.close()
    assert links[0] == links[1]


async def test_the_secrets_are_for_the_owners_eyes(house: House) -> None:
    assert stat.S_IMODE(house.secrets_file.stat().st_mode) == 0o600
    assert json.loads(house.secrets_file.read_text()) == {link.name: link.secret for link in house.links}


@pytest.mark.parametrize("damage", ["", "[]", "{", '{"Ana": 7}', '{"Ana": "short"}', "\udcff"])
async def test_lost_secrets_are_replaced_and_the_old_links_end(house: House, damage: str) -> None:
    house.secrets_file.write_bytes(damage.encode("utf-8", "surrogateescape"))

    links = await set_up_demo(house.database, house.secrets_file, house.clock)

    assert links.members[0].secret != house.links.members[0].secret
    assert (await house.exchange.enter(links.members[0].secret)).member.name == links.members[0].name
    with pytest.raises(LinkNotValid):
        await house.exchange.enter(house.links.members[0].secret)


async def test_a_newcomer_after_the_end_opens_the_next_session(house: House) -> None:
    first = (await house.exchange.enter(house.links.members[0].secret)).session
    await house.directory.ended(RoomId(first.id), Legacy())

    second = (await house.exchange.enter(house.links.members[0].secret)).session
    third = (await house.exchange.enter(house.links.members[1].secret)).session

    assert second.id != first.id
    assert second.number == first.number + 1
    assert third.id == second.id
    assert second.doors_ms == house.clock.now()


async def test_a_newcomer_long_after_nobody_came_opens_the_next_session(house: House) -> None:
    first = (await house.exchange.enter(house.links.members[0].secret)).session
    house.clock.move_on(DURATION_MS - 1)
    assert (await house.exchange.enter(house.links.members[1].secret)).session.id == first.id
    house.clock.move_on(1)
    assert (await house.exchange.enter(house.links.members[1].secret)).session.id != first.id


async def test_a_latecomer_finds_the_room_that_runs_past_its_end(house: House) -> None:
    first = (await house.exchange.enter(house.links.members[0].secret)).session
    house.occupied.add(RoomId(first.id))
    house.clock.move_on(DURATION_MS + OVER_AFTER_MS - 1)
    assert (await house.exchange.enter(house.links.members[1].secret)).session.id == first.id
    house.clock.move_on(1)
    assert (await house.exchange.enter(house.links.members[1].secret)).session.id != first.id


async def test_a_demo_of_an_earlier_version_gets_its_second_facilitator(house: House) -> None:
    async with house.database.begin() as db:
        await db.execute(delete(Member).where(Member.name == "Emil"))

    links = await set_up_demo(house.database, house.secrets_file, house.clock)

    assert links.members == house.links.members
    assert (await house.exchange.enter(links.co_facilitators[0].secret)).member.role == "facilitator"


async def test_a_latecomer_finds_the_room_that_was_given_more_time(house: House) -> None:
    first = (await house.exchange.enter(house.links.members[0].secret)).session
    house.occupied.add(RoomId(first.id))

    house.clock.move_on(DURATION_MS + MAX_EXTENSION_MS + 1)

    assert (await house.exchange.enter(house.links.members[1].secret)).session.id == first.id
