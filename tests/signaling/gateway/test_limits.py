"""Floods, slow readers, idle sockets: none of them is anybody else's business."""

import asyncio

import pytest

from signaling.gateway import gateway as gateway_module
from signaling.gateway.outbox import MAX_FRAMES
from signaling.gateway.rate import COMMANDS, FLOOD_REFUSALS, Rate
from tests.signaling.gateway.house import House, auth_of, open_house
from tests.signaling.gateway.people import ANA, BEN, DANA


async def test_more_than_a_burst_is_refused_until_time_passes(house: House) -> None:
    ana = await house.come(ANA)

    answers = [await ana.command("signal_support", kind="urgent") for _ in range(COMMANDS.burst + 1)]
    house.clock.advance(int(1000 / COMMANDS.per_s))
    later = await ana.command("signal_support", kind="urgent")

    assert [answer["ok"] for answer in answers] == [True] * COMMANDS.burst + [False]
    assert answers[-1]["code"] == "too_many_requests"
    assert later["ok"]


async def test_a_refused_message_is_not_carried_out_later(house: House) -> None:
    dana = await house.come(DANA)
    for _ in range(COMMANDS.burst):
        await dana.command("set_lock", locked=False)

    answer = await dana.command("open_room", id="too-much")
    house.clock.advance(60_000)
    again = await dana.command("open_room", id="too-much")

    assert answer["code"] == "too_many_requests"
    assert again["ok"]


async def test_a_flood_ends_its_connection_and_delays_nobody(house: House) -> None:
    dana, ana = await house.session(DANA, ANA)
    house.clock.advance(60_000)
    async with house.wire() as flooder:
        await flooder.join(auth_of(BEN))
        for _ in range(COMMANDS.burst + FLOOD_REFUSALS + 1):
            await flooder.socket.send_str('42/room,["command",{"id":"x","type":"signal_support","kind":"urgent"}]')

        assert await flooder.goodbye() == "flooding"

    assert (await dana.command("set_lock", locked=True))["ok"]
    assert (await ana.command("set_devices", microphone=True, camera=True))["ok"]
    assert house.gateway.snapshot().goodbyes == {"flooding": 1}


async def test_an_address_opens_no_more_sockets_than_its_rate_until_time_passes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(gateway_module, "ARRIVALS", Rate(burst=2, per_s=1))
    async with open_house() as house, house.wire(), house.wire():
        async with house.http.get(f"{house.url}/socket.io/?EIO=4&transport=websocket") as refused:
            assert refused.status == 429

        house.clock.advance(1_000)
        ana = await house.come(ANA)

        assert ana.me["state"] == "lobby"


async def test_media_messages_have_a_rate_of_their_own(house: House) -> None:
    _, ana = await house.session(DANA, ANA)

    answers = await asyncio.gather(*(ana.media("consumer_ready", consumer=f"k-{n}") for n in range(60)))

    assert all(answer["ok"] for answer in answers)


async def test_a_page_that_does_not_read_is_closed_and_delays_nobody(house: House) -> None:
    # Some thousand messages: with asyncio's debugging each of them costs twenty times as much.
    asyncio.get_running_loop().set_debug(False)
    dana, ana = await house.session(DANA, ANA)
    async with house.wire() as slow:
        await slow.join(auth_of(BEN))
        await dana.done("admit", seat=BEN)
        slow.stop_reading()

        changes = 0
        while any(seat["seat"] == BEN and seat["state"] == "present" for seat in dana.view["circle"]):
            house.clock.advance(1_000)
            await asyncio.wait_for(ana.done("set_devices", microphone=changes % 2 == 0, camera=True), 1.0)
            changes += 1

    assert changes > MAX_FRAMES
    assert house.gateway.snapshot().connections == 2
