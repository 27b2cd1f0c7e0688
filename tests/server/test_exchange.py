"""From a link to a token, and from a token to a seat."""

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from server.errors import LinkNotValid, SeatRemoved, SessionOver
from server.practice.capability import new_secret
from server.practice.exchange import TOKEN_LIFE_MS, TOKENS_PER_INVITE, Exchange
from server.practice.schedule import PlannedSchedule
from server.practice.tables import Access, Invite, Member, Session
from signaling.errors import SessionExpired
from signaling.room import OVER_AFTER_MS, Legacy, Role, open_room

from .conftest import House

HOUR_MS = 3_600_000


async def test_a_link_gives_the_seat_of_its_owner(house: House) -> None:
    ana = house.links.members[0]

    entry = await house.exchange.enter(ana.secret)
    admission = await house.directory.authenticate(entry.token)

    assert (entry.member.name, entry.member.role) == (ana.name, "member")
    assert (entry.group.name, list(entry.facilitators)) == ("Tuesday group", ["Dana", "Emil"])
    assert admission.seat == entry.member.id
    assert admission.room == entry.session.id
    seat = open_room(admission.setup).find(admission.seat)
    assert seat is not None
    assert (seat.name, seat.role) == (ana.name, Role.MEMBER)


async def test_the_next_planned_session_is_named_to_whom_it_may_concern(house: House) -> None:
    ana, ben = house.links.members[:2]
    tonight = (await house.exchange.enter(ana.secret)).session
    weeks = [tonight.starts_ms + weeks * 7 * 24 * HOUR_MS for weeks in (1, 2, 3)]
    async with house.database.begin() as db:
        for number, (starts_ms, status) in enumerate(zip(weeks, ("cancelled", "planned", "planned"), strict=True), 2):
            times = {"doors_ms": starts_ms, "starts_ms": starts_ms, "ends_ms": starts_ms + HOUR_MS}
            db.add(Session(group_id=tonight.group_id, number=number, status=status, **times))
        for_tonight = update(Invite).where(Invite.member_id == await _member_id(db, ben.name))
        await db.execute(for_tonight.values(session_id=tonight.id))

    planned = Exchange(house.database, PlannedSchedule(), house.clock)
    assert (await planned.enter(ana.secret)).next_ms == weeks[1]
    assert (await planned.enter(ben.secret)).next_ms is None


async def _member_id(db: AsyncSession, name: str) -> str:
    return (await db.scalars(select(Member.id).where(Member.name == name))).one()


async def test_everybody_meets_in_one_room_of_ten(house: House) -> None:
    entries = [await house.exchange.enter(link.secret) for link in house.links]
    admissions = [await house.directory.authenticate(entry.token) for entry in entries]

    assert len({admission.room for admission in admissions}) == 1
    assert len({admission.seat for admission in admissions}) == 10
    setup = admissions[0].setup
    assert setup.seats[0].name == "Dana"
    assert (len(setup.seats), setup.capacity) == (10, 8)
    assert admissions[0].doors == house.clock.now()


async def test_nothing_in_the_database_opens_a_door(house: House) -> None:
    entry = await house.exchange.enter(house.links.facilitator.secret)
    async with house.database.read() as db:
        hashes = [*(await db.scalars(select(Invite.secret_hash))), *(await db.scalars(select(Access.token_hash)))]
    assert len(hashes) == 11
    for secret in (house.links.facilitator.secret, entry.token):
        assert secret.encode() not in hashes


@pytest.mark.parametrize("secret", [new_secret(), "", "A" * 42, "A" * 44, "é" * 43, "A" * 42 + "=", "A" * 42 + "\n"])
async def test_an_unknown_link_is_refused(house: House, secret: str) -> None:
    with pytest.raises(LinkNotValid):
        await house.exchange.enter(secret)


async def test_an_expired_link_is_refused(house: House) -> None:
    secret = house.links.members[0].secret
    async with house.database.begin() as db:
        await db.execute(update(Invite).values(expires_ms=house.clock.now() + 1))
    assert (await house.exchange.enter(secret)).member.name == house.links.members[0].name
    house.clock.move_on(1)
    with pytest.raises(LinkNotValid):
        await house.exchange.enter(secret)


async def test_a_token_ends_after_twelve_hours_and_never_after_its_link(house: House) -> None:
    ana, ben = house.links.members[:2]
    long_lived = (await house.exchange.enter(ana.secret)).token
    async with house.database.begin() as db:
        await db.execute(update(Invite).values(expires_ms=house.clock.now() + HOUR_MS))
    short_lived = (await house.exchange.enter(ben.secret)).token

    house.clock.move_on(HOUR_MS)
    with pytest.raises(SessionExpired):
        await house.directory.authenticate(short_lived)

    async with house.database.begin() as db:
        await db.execute(update(Invite).values(expires_ms=house.clock.now() + 24 * HOUR_MS))
    house.clock.move_on(TOKEN_LIFE_MS - HOUR_MS - 1)
    assert (await house.directory.authenticate(long_lived)).setup.name == "Tuesday group"
    house.clock.move_on(1)
    with pytest.raises(SessionExpired):
        await house.directory.authenticate(long_lived)


@pytest.mark.parametrize("token", [new_secret(), "", "x" * 512, "ü"])
async def test_an_unknown_token_is_refused(house: House, token: str) -> None:
    with pytest.raises(SessionExpired):
        await house.directory.authenticate(token)


async def test_of_one_link_the_newest_tokens_count(house: House) -> None:
    secret = house.links.members[0].secret
    tokens = []
    for _ in range(TOKENS_PER_INVITE + 1):
        tokens.append((await house.exchange.enter(secret)).token)
        house.clock.move_on(1)

    with pytest.raises(SessionExpired):
        await house.directory.authenticate(tokens[0])
    assert len({(await house.directory.authenticate(token)).seat for token in tokens[1:]}) == 1


async def test_tokens_that_have_expired_are_cleared_away(house: House) -> None:
    await house.exchange.enter(house.links.members[0].secret)
    house.clock.move_on(TOKEN_LIFE_MS)
    await house.exchange.enter(house.links.members[1].secret)
    async with house.database.read() as db:
        assert await db.scalar(select(func.count()).select_from(Access)) == 1


async def test_removed_for_tonight_is_out_tonight_and_in_next_time(house: House) -> None:
    ana = house.links.members[0]
    entry = await house.exchange.enter(ana.secret)
    admission = await house.directory.authenticate(entry.token)

    for _ in range(2):
        await house.directory.revoke(admission.room, admission.seat, for_good=False)

    again = await house.exchange.enter(ana.secret)
    for token in (entry.token, again.token):
        with pytest.raises(SeatRemoved):
            await house.directory.authenticate(token)
    await house.directory.ended(admission.room, Legacy())
    next_time = await house.exchange.enter(ana.secret)
    assert (await house.directory.authenticate(next_time.token)).seat == admission.seat


async def test_revoked_for_good_opens_nothing_and_touches_nobody_else(house: House) -> None:
    ana, ben = house.links.members[:2]
    entry = await house.exchange.enter(ana.secret)
    other = await house.exchange.enter(ben.secret)
    admission = await house.directory.authenticate(entry.token)

    for _ in range(2):
        await house.directory.revoke(admission.room, admission.seat, for_good=True)

    with pytest.raises(SessionExpired):
        await house.directory.authenticate(entry.token)
    with pytest.raises(LinkNotValid):
        await house.exchange.enter(ana.secret)
    assert (await house.directory.authenticate(other.token)).seat == other.member.id


async def test_who_has_left_the_group_has_no_way_in_and_no_seat(house: House) -> None:
    ana, ben = house.links.members[:2]
    entry = await house.exchange.enter(ana.secret)
    async with house.database.begin() as db:
        await db.execute(update(Member).where(Member.name == ana.name).values(left_ms=house.clock.now()))

    with pytest.raises(LinkNotValid):
        await house.exchange.enter(ana.secret)
    with pytest.raises(SessionExpired):
        await house.directory.authenticate(entry.token)
    admission = await house.directory.authenticate((await house.exchange.enter(ben.secret)).token)
    assert ana.name not in {seat.name for seat in admission.setup.seats}


async def test_an_ended_session_admits_nobody(house: House) -> None:
    entry = await house.exchange.enter(house.links.members[0].secret)
    for _ in range(2):
        await house.directory.ended((await _session(house)).id, Legacy())  # type: ignore[arg-type]
    with pytest.raises(SessionOver):
        await house.directory.authenticate(entry.token)


async def test_a_guests_link_is_good_for_its_own_session_only(house: House) -> None:
    tonight = await _session(house)
    secret = house.links.members[7].secret
    async with house.database.begin() as db:
        guest = (await db.scalars(select(Member).where(Member.name == house.links.members[7].name))).one()
        guest.role = "guest"
        await db.execute(update(Invite).where(Invite.member_id == guest.id).values(session_id=tonight.id))

    admission = await house.directory.authenticate((await house.exchange.enter(secret)).token)
    assert {seat.role for seat in admission.setup.seats if seat.seat == admission.seat} == {Role.GUEST}

    await house.directory.ended(admission.room, Legacy())
    with pytest.raises(LinkNotValid):
        await house.exchange.enter(secret)
    member = await house.exchange.enter(house.links.members[0].secret)
    later = await house.directory.authenticate(member.token)
    assert admission.seat not in {seat.seat for seat in later.setup.seats}


async def test_the_round_starts_one_place_further_each_session(house: House) -> None:
    starts = []
    for _ in range(3):
        entry = await house.exchange.enter(house.links.members[0].secret)
        admission = await house.directory.authenticate(entry.token)
        starts.append(admission.setup.round_start)
        await house.directory.ended(admission.room, Legacy())
    assert starts == [0, 1, 2]


async def test_without_a_planned_session_a_link_leads_nowhere(house: House) -> None:
    planned = Exchange(house.database, PlannedSchedule(), house.clock)
    secret = house.links.members[0].secret
    tonight = await _session(house)
    assert (await planned.enter(secret)).session.id == tonight.id
    house.clock.move_on(tonight.ends_ms + OVER_AFTER_MS - 1 - house.clock.now())
    assert (await planned.enter(secret)).session.id == tonight.id
    house.clock.move_on(1)
    with pytest.raises(LinkNotValid):
        await planned.enter(secret)


async def _session(house: House) -> Session:
    async with house.database.read() as db:
        return (await db.scalars(select(Session))).one()
