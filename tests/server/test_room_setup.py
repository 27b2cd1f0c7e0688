"""A group's settings in its rooms."""

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from server.practice.tables import Group
from signaling.room import Chat, MicrophoneRule, Segment, SegmentKind, default_agenda
from signaling.room.floor import QueueOrder
from signaling.room.room import RoomSetup

from .conftest import House

MINUTE_MS = 60_000


async def the_setup(house: House, **settings: object) -> RoomSetup:
    """Of tonight's room, after the group has changed its settings."""
    if settings:
        async with house.database.begin() as db:
            await db.execute(update(Group).values(**settings))
    entry = await house.exchange.enter(house.links.facilitator.secret)
    return (await house.directory.authenticate(entry.token)).setup


async def test_every_setting_reaches_the_room(house: House) -> None:
    setup = await the_setup(
        house,
        microphone_rule="strict",
        queue_order="fair",
        late_after_min=20,
        chat="off",
        reactions=False,
        emergency_card=False,
        unresponsive_after_min=3,
    )

    assert (setup.microphone_rule, setup.queue_order) == (MicrophoneRule.STRICT, QueueOrder.FAIR)
    assert (setup.late_after_ms, setup.unresponsive_after_ms) == (20 * MINUTE_MS, 3 * MINUTE_MS)
    assert (setup.chat, setup.reactions, setup.emergency_card) == (Chat.OFF, False, False)


async def test_what_may_be_off_can_be(house: House) -> None:
    setup = await the_setup(house, late_after_min=None, unresponsive_after_min=None)

    assert (setup.late_after_ms, setup.unresponsive_after_ms) == (None, None)


async def test_an_agenda_of_the_groups_own_comes_back_as_it_was(house: House) -> None:
    agenda = (
        Segment(SegmentKind.CHECK_IN, None, 10 * MINUTE_MS),
        Segment(SegmentKind.OTHER, "Schweigen und Musik", 5 * MINUTE_MS),
    )
    async with house.database.begin() as db:
        group = (await db.scalars(select(Group))).one()
        group.agenda = agenda

    assert (await the_setup(house)).agenda == agenda


async def test_without_one_the_usual_parts_fill_the_session(house: House) -> None:
    setup = await the_setup(house)

    assert setup.agenda == default_agenda(setup.ends - setup.starts)
    assert [segment.kind.value for segment in setup.agenda] == ["check_in", "work", "feedback", "check_out"]


async def test_the_demo_group_writes_and_leaves_cards(house: House) -> None:
    setup = await the_setup(house)

    assert (setup.chat, setup.emergency_card, setup.reactions) == (Chat.ALL, True, True)
    assert setup.late_after_ms is None


@pytest.mark.parametrize(
    "setting",
    [
        {"queue_order": "by height"},
        {"late_after_min": -1},
        {"chat": "some"},
        {"unresponsive_after_min": 0},
    ],
    ids=lambda setting: next(iter(setting)),
)
async def test_the_database_takes_no_other_setting(house: House, setting: dict[str, object]) -> None:
    with pytest.raises(IntegrityError, match="CHECK constraint"):
        async with house.database.begin() as db:
            await db.execute(update(Group).values(**setting))
