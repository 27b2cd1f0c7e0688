"""What a session leaves to the next one of its group."""

from sqlalchemy import func, select

from server.practice.tables import Legacy as LegacyRow
from signaling.room import Legacy, MemberLegacy, RoomSetup, SeatId, SeatSetup

from .conftest import House


async def tonight(house: House) -> RoomSetup:
    entry = await house.exchange.enter(house.links.facilitator.secret)
    return (await house.directory.authenticate(entry.token)).setup


async def end(house: House, left: Legacy) -> RoomSetup:
    """The session ends and the next one begins."""
    await house.directory.ended((await tonight(house)).room, left)
    return await tonight(house)


def members(setup: RoomSetup) -> list[SeatSetup]:
    return [seat for seat in setup.seats if seat.role == "member"]


def by_seat(setup: RoomSetup) -> dict[SeatId, SeatSetup]:
    return {seat.seat: seat for seat in setup.seats}


async def test_the_first_session_begins_with_nothing(house: House) -> None:
    setup = await tonight(house)

    assert setup.owed == ()
    assert all((seat.rounds, seat.firsts, tuple(seat.earlier_shares)) == (0, 0, ()) for seat in setup.seats)


async def test_the_next_session_begins_with_what_this_one_left(house: House) -> None:
    ana, ben, cyd, *_ = (seat.seat for seat in members(await tonight(house)))
    left = Legacy(
        owed=(cyd, ana),
        members=(MemberLegacy(ana, 0.75, 2, 1), MemberLegacy(ben, 0.25, 2, 0), MemberLegacy(cyd, None, 1, 1)),
    )

    setup = await end(house, left)

    assert setup.owed == (cyd, ana)
    found = by_seat(setup)
    assert [tuple(found[seat].earlier_shares) for seat in (ana, ben, cyd)] == [(0.75,), (0.25,), ()]
    assert [(found[seat].rounds, found[seat].firsts) for seat in (ana, ben, cyd)] == [(2, 1), (2, 0), (1, 1)]


async def test_noting_the_end_twice_leaves_the_same(house: House) -> None:
    setup = await tonight(house)
    ana = members(setup)[0].seat
    for share in (0.5, 0.6):
        await house.directory.ended(setup.room, Legacy((ana,), (MemberLegacy(ana, share, 1, 1),)))

    found = by_seat(await tonight(house))[ana]

    assert (tuple(found.earlier_shares), found.rounds) == ((0.6,), 1)
    async with house.database.read() as db:
        assert await db.scalar(select(func.count()).select_from(LegacyRow)) == 1


async def test_shares_are_the_latest_first_of_the_evenings_somebody_came(house: House) -> None:
    ana = members(await tonight(house))[0].seat
    for share in (0.1, None, 0.3):
        setup = await end(house, Legacy(members=(MemberLegacy(ana, share, 0, 0),)))

    assert tuple(by_seat(setup)[ana].earlier_shares) == (0.3, 0.1)


async def test_no_more_is_kept_than_the_next_session_looks_back_on(house: House) -> None:
    ana = members(await tonight(house))[0].seat
    for n in range(6):
        setup = await end(house, Legacy(members=(MemberLegacy(ana, n / 10, n, 0),)))

    assert tuple(by_seat(setup)[ana].earlier_shares) == (0.5, 0.4, 0.3, 0.2)
    async with house.database.read() as db:
        assert await db.scalar(select(func.count()).select_from(LegacyRow)) == 4


async def test_who_was_owed_before_the_last_session_is_owed_no_more_unless_it_says_so(house: House) -> None:
    ana = members(await tonight(house))[0].seat
    await end(house, Legacy((ana,), (MemberLegacy(ana, None, 0, 0),)))

    assert (await end(house, Legacy((), (MemberLegacy(ana, 0.2, 1, 0),)))).owed == ()


async def test_what_is_left_of_strangers_or_of_no_session_is_let_go(house: House) -> None:
    stranger = SeatId("stranger")

    await house.directory.ended((await tonight(house)).room, Legacy((stranger,), (MemberLegacy(stranger, 1.0, 1, 1),)))
    assert (await tonight(house)).owed == ()

    async with house.database.read() as db:
        assert await db.scalar(select(func.count()).select_from(LegacyRow)) == 0
