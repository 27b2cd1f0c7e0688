"""Who is let in, and what the others are told."""

import json
from pathlib import Path
from typing import Any

import pytest

from signaling.room import later
from tests.signaling.gateway.house import House, auth_of, open_house
from tests.signaling.gateway.manual_clock import NOON
from tests.signaling.gateway.page import NotLetIn, Page
from tests.signaling.gateway.people import ANA, BEN, CYD, DANA, People, device_of

EXAMPLES = json.loads((Path(__file__).parents[2] / "protocol" / "malformed.json").read_text())


async def test_a_member_waits_sees_nobody_and_is_admitted(house: House) -> None:
    ana = await house.come(ANA)
    dana = await house.come(DANA)
    lobby = ana.view

    await dana.done("open_room")
    await dana.done("admit", seat=ANA)
    room = await ana.until_view(lambda view: view["me"]["state"] == "present")

    assert (lobby["me"]["state"], lobby["circle"], lobby["facilitation"]) == ("lobby", [], None)
    assert [seat["seat"] for seat in room["circle"]] == [DANA, ANA]
    assert room["facilitation"] is None
    assert dana.view["facilitation"]["lobby"] == []


async def test_a_facilitator_is_present_at_once(house: House) -> None:
    dana = await house.come(DANA)

    assert (dana.me["state"], dana.me["lead"]) == ("present", True)
    assert {seat["seat"] for seat in dana.view["facilitation"]["expected"]} >= {ANA, BEN, CYD}


async def test_the_view_says_the_servers_time(house: House) -> None:
    house.clock.advance(1234)

    dana = await house.come(DANA)

    assert dana.views[0]["now_ms"] == NOON + 1234


@pytest.mark.parametrize("example", EXAMPLES["connect"], ids=lambda example: example["name"])
async def test_a_malformed_connect_is_refused(house: House, example: dict[str, Any]) -> None:
    with pytest.raises(NotLetIn, match="malformed"):
        await Page(house.url, example["value"]).open()


async def test_an_unknown_token_is_refused(house: House) -> None:
    with pytest.raises(NotLetIn, match="session_expired") as refusal:
        await Page(house.url, {"token": "nobody's", "device": device_of(ANA)}).open()

    assert refusal.value.text == "Please open your link again."


async def test_nobody_comes_before_the_doors() -> None:
    async with open_house(People(doors=later(NOON, 1))) as house:
        with pytest.raises(NotLetIn, match="too_early"):
            await house.come(ANA)

        house.clock.advance(1)
        ana = await house.come(ANA)

        assert ana.me["state"] == "lobby"


async def test_a_second_device_is_refused_until_it_takes_over(house: House) -> None:
    first = await house.come(ANA)

    with pytest.raises(NotLetIn, match="seat_in_use"):
        await house.come(ANA, device=2)
    assert first.connected

    second = await house.come(ANA, device=2, takeover=True)

    assert await first.until_goodbye() == "replaced"
    assert second.me["state"] == "lobby"


async def test_a_takeover_closes_the_first_devices_transports_before_the_second_is_in(house: House) -> None:
    _, ana = await house.session(DANA, ANA)
    sending = (await ana.media("create_transport", direction="send"))["transport"]
    assert house.room_media.transports == {sending: ANA}

    second = await house.come(ANA, device=2, takeover=True)

    assert house.room_media.transports == {}
    assert second.me["state"] == "present"
    assert (await second.media("resume", transports=[sending]))["transports"] == []


async def test_the_newer_of_two_tabs_with_one_device_wins(house: House) -> None:
    _, older = await house.session(DANA, ANA)

    newer = await house.come(ANA)

    assert await older.until_goodbye() == "replaced"
    assert newer.me["state"] == "present"
    assert (await newer.command("set_devices", microphone=True, camera=True))["ok"]


async def test_the_end_of_a_replaced_socket_does_not_make_the_seat_away(house: House) -> None:
    dana, older = await house.session(DANA, ANA)
    await house.come(ANA)
    await older.until_goodbye()

    await dana.done("set_lock", locked=True)
    view = await dana.until_view(lambda view: view["room"]["locked"])

    assert [seat["state"] for seat in view["circle"]] == ["present", "present"]


async def test_a_locked_room_takes_nobody_new_but_those_who_were_in_it(house: House) -> None:
    dana, ana = await house.session(DANA, ANA)
    await dana.done("set_lock", locked=True)
    await ana.close()

    with pytest.raises(NotLetIn, match="room_locked"):
        await house.come(BEN)
    back = await house.come(ANA)

    assert back.me["state"] == "present"


async def test_a_full_room_admits_nobody_more() -> None:
    async with open_house(People(capacity=2)) as house:
        dana, *_ = await house.session(DANA, ANA, BEN)
        cyd = await house.come(CYD)

        answer = await dana.command("admit", seat=CYD)

        assert (answer["ok"], answer["code"]) == (False, "room_full")
        assert cyd.me["state"] == "lobby"


async def test_a_page_of_another_origin_is_not_served(house: House) -> None:
    async with house.http.get(
        f"{house.url}/socket.io/?EIO=4&transport=websocket",
        headers={"Origin": "https://evil.example", "Connection": "Upgrade", "Upgrade": "websocket"},
    ) as answer:
        assert answer.status == 400


async def test_a_page_of_this_origin_is_served(house: House) -> None:
    async with house.wire(Origin=house.url) as wire:
        assert "sid" in await wire.join(auth_of(ANA))


async def test_polling_is_not_served(house: House) -> None:
    async with house.http.get(f"{house.url}/socket.io/?EIO=4&transport=polling") as answer:
        assert answer.status == 400


async def test_another_namespace_is_not_served(house: House) -> None:
    async with house.wire() as wire:
        await wire.socket.send_str("40")

        assert (await wire.until("44")).startswith("44")


async def test_too_many_joins_from_one_address_are_refused(house: House) -> None:
    codes = []
    for _ in range(61):
        async with house.wire() as wire:
            codes.append((await wire.join({"token": "x", "device": device_of(ANA)}))["data"]["code"])

    assert codes == ["session_expired"] * 60 + ["too_many_requests"]
