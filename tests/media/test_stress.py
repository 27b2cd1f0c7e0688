"""A node that has enough to do takes no further room, and keeps those it has."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from media.errors import NodeFull
from media.stress import REMEMBERED, WINDOW, Reading, StressMeter
from tests.media.counted import counted
from tests.media.house import ANA, BEN, CYD, House, everybody, open_house


@pytest_asyncio.fixture
async def house() -> AsyncIterator[House]:
    async with open_house() as opened:
        yield opened


async def look(house: House, *, shed: int) -> None:
    """Let the node look at its worker, which so far has given up so many datagrams."""
    asked = len(house.relay.calls) + 1
    looking = asyncio.create_task(house.node.watch())
    async with asyncio.timeout(5):
        await house.relay.calls.reach(asked)
        token = int(house.relay.calls[-1].split()[-1])
        await house.relay.say(counted(token, dropped={"overload_last_picture": shed, "policy": 1_000 * asked}))
        await looking


async def test_a_node_that_gives_up_packets_takes_no_further_room(house: House) -> None:
    house.router.apply(everybody())
    await house.enter(ANA)
    await look(house, shed=0)
    assert house.node.stress < 1
    await look(house, shed=7)
    assert house.node.stress == 1

    other = house.node.router("thursday")
    other.apply(everybody())
    with pytest.raises(NodeFull):
        await other.create_transport(BEN, "send")
    assert other.transports == ()

    await house.router.create_transport(CYD, "send")
    assert CYD in {transport.seat for transport in house.router.transports}


async def test_after_a_while_without_loss_it_takes_rooms_again(house: House) -> None:
    house.router.apply(everybody())
    for shed in (0, 7, *[7] * REMEMBERED):
        await look(house, shed=shed)
    await house.router.create_transport(BEN, "send")
    assert [transport.seat for transport in house.router.transports] == [BEN]


def meter_after(cpu_s: list[float]) -> StressMeter:
    meter = StressMeter()
    for second, spent_s in enumerate(cpu_s):
        meter.take(Reading(at_s=second, cpu_s=spent_s, shed=0))
    return meter


def test_stress_is_the_share_of_a_core_over_the_last_readings() -> None:
    assert StressMeter().stress == 0
    assert meter_after([5.0]).stress == 0
    assert meter_after([5.0, 5.5]).stress == pytest.approx(0.5)
    early_burst = [0.0, 1.0, *(1.0 + 0.1 * second for second in range(1, WINDOW + 1))]
    assert meter_after(early_burst).stress == pytest.approx(0.1)


def test_stress_is_never_above_one() -> None:
    assert meter_after([0.0, 1.2]).stress == 1
