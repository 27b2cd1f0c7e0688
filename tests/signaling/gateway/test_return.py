"""Dropped connections: the seat, its place in the queue and its turn stay."""

from signaling.room import HOLD_AFTER_MS
from tests.signaling.gateway.house import House, auth_of
from tests.signaling.gateway.people import ANA, BEN, CYD, DANA, EVE


async def test_a_dropped_member_is_away_and_comes_back_to_place_and_turn(house: House) -> None:
    dana, ana, ben, cyd = await house.session(DANA, ANA, BEN, CYD)
    await dana.done("set_floor_mode", mode="queue")
    await ben.done("request_floor")
    await ana.done("request_floor")
    await dana.done("grant_floor", seat=CYD)

    for page in (ana, cyd):
        await page.close()
    await dana.until_view(lambda view: [s["state"] for s in view["circle"]].count("away") == 2)
    ana_back, cyd_back = await house.come(ANA), await house.come(CYD)

    assert (ana_back.me["state"], ana_back.me["queue_position"]) == ("present", 2)
    assert (cyd_back.me["state"], cyd_back.me["turn"]) == ("present", "offered")


async def test_an_aborted_socket_is_a_dropped_connection(house: House) -> None:
    dana, _ = await house.session(DANA, BEN)
    async with house.wire() as wire:
        await wire.join(auth_of(ANA))
        await dana.done("admit", seat=ANA)
        wire.abort()

        view = await dana.until_view(lambda view: any(seat["state"] == "away" for seat in view["circle"]))

    assert [seat["seat"] for seat in view["circle"] if seat["state"] == "away"] == [ANA]


async def test_transports_outlive_the_socket_and_are_resumed(house: House) -> None:
    dana, ana = await house.session(DANA, ANA)
    sending = (await ana.media("create_transport", direction="send"))["transport"]
    await ana.close()
    await dana.until_view(lambda view: view["circle"][1]["state"] == "away")

    back = await house.come(ANA)
    answer = await back.media("resume", transports=[sending, "t-of-somebody"])

    assert answer == {"ok": True, "transports": [sending]}


async def test_the_room_holds_without_a_facilitator_and_is_restored_exactly(house: House) -> None:
    dana, ana, ben = await house.session(DANA, ANA, BEN)
    await dana.done("start_round", turn_s=120)
    await ben.done("request_floor")
    before = (await ana.until_view(lambda view: view["floor"]["turn"] is not None))["floor"]
    holder = before["holder"]
    house.clock.advance(30_000)
    left_ms = before["turn"]["ends_ms"] - house.clock.now()

    await dana.close()
    await ana.until_view(lambda view: not view["room"]["facilitator_present"])
    house.clock.advance(HOLD_AFTER_MS - 1)
    assert ana.view["room"]["phase"] == "open"
    house.clock.advance(1)
    held = await ana.until_view(lambda view: view["room"]["phase"] == "on_hold")
    held_policy = house.room_media.policy
    house.clock.advance(600_000)
    back = await house.come(DANA)
    after = await ana.until_view(lambda view: view["room"]["phase"] == "open")

    assert held["floor"]["turn"]["remaining_ms"] == left_ms
    assert held["me"]["may_speak"] is False
    assert not any(held_policy.sends_of(seat).audio or held_policy.sends_of(seat).video for seat in (ANA, BEN))
    assert after["floor"]["holder"] == holder
    assert after["floor"]["turn"]["ends_ms"] - house.clock.now() == left_ms
    assert [each["seat"] for each in back.view["facilitation"]["queue"]] == [BEN]
    assert house.room_media.policy.sends_of(ANA).audio


async def test_a_reload_of_the_facilitator_within_ten_seconds_holds_nothing(house: House) -> None:
    dana, ana = await house.session(DANA, ANA)
    await dana.close()
    await ana.until_view(lambda view: not view["room"]["facilitator_present"])

    house.clock.advance(HOLD_AFTER_MS - 1)
    await house.come(DANA)
    await ana.until_view(lambda view: view["room"]["facilitator_present"])
    house.clock.advance(HOLD_AFTER_MS)
    await ana.done("set_devices", microphone=True, camera=True)

    assert "on_hold" not in {each["view"]["room"]["phase"] for each in ana.views}


async def test_a_present_co_facilitator_takes_the_lead_at_once(house: House) -> None:
    dana, ana = await house.session(DANA, ANA)
    eve = await house.come(EVE)

    await dana.close()
    view = await eve.until_view(lambda view: view["me"]["lead"])

    assert view["room"]["phase"] == "open"
    assert (await eve.command("mute", seat=ANA))["ok"]
    assert (await ana.until_view(lambda view: view["me"]["muted"]))["room"]["facilitator_present"]
