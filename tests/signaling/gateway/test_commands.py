"""Commands over real sockets: effects, repeats, refusals, order."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from tests.signaling.gateway.house import House, auth_of
from tests.signaling.gateway.people import ANA, BEN, CYD, DANA, EVE

EXAMPLES = Path(__file__).parents[2] / "protocol"
MALFORMED = json.loads((EXAMPLES / "malformed.json").read_text())
ACCEPTED = json.loads((EXAMPLES / "commands.json").read_text())["accepted"]


async def test_a_change_reaches_everybody_with_its_revision(house: House) -> None:
    dana, ana, ben = await house.session(DANA, ANA, BEN)

    revision = await ana.done("set_devices", microphone=True, camera=False)

    for page in (dana, ana, ben):
        view = await page.until_view(lambda view: view["circle"][1]["microphone"])
        assert view["circle"][1]["seat"] == ANA
        assert page.views[-1]["revision"] == revision


async def test_a_view_that_did_not_change_is_not_sent_again(house: House) -> None:
    dana, ana = await house.session(DANA, ANA)
    await house.come(BEN)
    await dana.until_view(lambda view: any(one["seat"] == BEN for one in view["facilitation"]["lobby"]))
    before = len(ana.views)

    await dana.done("decline", seat=BEN)
    await ana.done("set_devices", microphone=True, camera=True)
    await ana.until_view(lambda view: view["me"]["microphone"])

    assert len(ana.views) == before + 1


async def test_a_repeated_id_gets_the_first_answer_and_changes_nothing(house: House) -> None:
    dana, ana = await house.session(DANA, ANA)
    first = await ana.command("signal_support", kind="urgent", id="same-id")
    signals = (await dana.until_view(lambda view: view["facilitation"]["support"]))["facilitation"]["support"]

    again = await ana.command("signal_support", kind="urgent", id="same-id")
    other = await ana.command("leave", id="same-id")

    assert again == other == first
    assert dana.view["facilitation"]["support"] == signals
    assert ana.connected


async def test_a_repeated_id_is_known_on_the_next_socket_too(house: House) -> None:
    dana, ana = await house.session(DANA, ANA)
    await dana.done("set_floor_mode", mode="queue")
    first = await ana.command("request_floor", id="before-the-drop")
    await ana.close()
    back = await house.come(ANA)

    again = await back.command("request_floor", id="before-the-drop")

    assert first["ok"]
    assert again == first


async def test_a_repeated_refusal_is_the_same_refusal(house: House) -> None:
    _, ana = await house.session(DANA, ANA)

    first = await ana.command("request_floor", id="too-soon")
    again = await ana.command("request_floor", id="too-soon")

    assert first == again
    assert first["code"] == "wrong_mode"


@pytest.mark.parametrize(
    "message",
    [each for each in ACCEPTED if each["type"] in {"open_room", "mute_all", "admit", "end_session", "start_round"}],
)
async def test_a_member_may_not_do_what_facilitators_do(house: House, message: dict[str, Any]) -> None:
    dana, ana, _ = await house.session(DANA, ANA, BEN)
    before = dana.views[-1]

    answer = await ana.call("command", message)

    assert (answer["ok"], answer["code"]) == (False, "not_permitted")
    assert dana.views[-1] == before


@pytest.mark.parametrize("message", ACCEPTED, ids=lambda message: f"{message['id']} {message['type']}"[-40:])
async def test_every_example_is_understood(house: House, message: dict[str, Any]) -> None:
    dana = await house.come(DANA)

    answer = await dana.call("command", message)

    assert answer["ok"] or answer["code"] not in {"malformed", "internal"}


async def test_no_malformed_command_changes_anything(house: House) -> None:
    dana = await house.come(DANA)
    async with house.wire() as eve:
        await eve.join(auth_of(EVE))
        before = await dana.until_view(lambda view: len(view["circle"]) == 2)

        for example in MALFORMED["command"]:
            answer = await eve.call("command", example["value"])
            assert (answer["ok"], answer["code"]) == (False, "malformed"), example["name"]
            house.clock.advance(1_000)

        assert dana.view == before
        assert (await eve.call("command", {"id": "c-1", "type": "open_room"}))["ok"]


async def test_no_malformed_media_message_reaches_the_media_plane(house: House) -> None:
    async with house.wire() as dana:
        await dana.join(auth_of(DANA))
        before = list(house.room_media.calls)

        for example in MALFORMED["media"]:
            answer = await dana.call("media", example["value"])
            assert (answer["ok"], answer["code"]) == (False, "malformed"), example["name"]
            house.clock.advance(1_000)

        assert house.room_media.calls == before


async def test_an_unknown_event_is_refused(house: House) -> None:
    dana = await house.come(DANA)

    answer = await dana.call("transcribe", {})

    assert answer["code"] == "malformed"


@pytest.mark.parametrize("example", MALFORMED["frames"], ids=lambda example: example["name"])
async def test_what_is_no_message_ends_its_connection_and_no_other(house: House, example: dict[str, Any]) -> None:
    dana = await house.come(DANA)
    async with house.wire() as wire:
        await wire.join(auth_of(ANA))
        if "base64" in example:
            await wire.socket.send_bytes(b"\x00\x01\x02\x03\x04")
        else:
            await wire.socket.send_str(example["text"] + example.get("repeat", "") * example.get("times", 0))

        assert await wire.goodbye() == "malformed"

    assert (await dana.command("open_room"))["ok"]


async def test_a_message_over_64_kib_ends_its_connection_and_no_other(house: House) -> None:
    dana = await house.come(DANA)
    async with house.wire() as wire:
        await wire.join(auth_of(ANA))
        await wire.socket.send_str('42/room,1["command",{"id":"' + "x" * 65_536 + '"}]')

        await wire.goodbye()

        assert wire.socket.close_code == 1009
    assert (await dana.command("open_room"))["ok"]
    view = await dana.until_view(
        lambda view: view["facilitation"]["lobby"] and not view["facilitation"]["lobby"][0]["connected"]
    )
    assert view["facilitation"]["lobby"][0]["seat"] == ANA


async def test_what_is_no_engine_io_ends_its_connection_and_no_other(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    dana = await house.come(DANA)
    for text in ("", "x", "4" + "[" * 10_000, "b" + "=" * 5):
        async with house.wire() as wire:
            await wire.join(auth_of(ANA))
            await wire.socket.send_str(text)
            await wire.goodbye()

    assert (await dana.command("open_room"))["ok"]
    assert "Traceback" not in caplog.text


async def test_commands_before_joining_do_nothing(house: House) -> None:
    async with house.wire() as wire:
        await wire.socket.send_str('42/room,9["command",{"id":"c","type":"leave"}]')

        assert "sid" in await wire.join(auth_of(ANA))


async def test_commands_of_one_page_are_carried_out_in_order(house: House) -> None:
    dana = await house.come(DANA)

    answers = await asyncio.gather(*(dana.command("set_lock", locked=number % 2 == 0) for number in range(1, 12)))

    revisions = [answer["revision"] for answer in answers]
    assert revisions == sorted(revisions)
    assert dana.view["room"]["locked"] is False


async def test_the_floor_goes_round(house: House) -> None:
    dana, ana, ben, cyd = await house.session(DANA, ANA, BEN, CYD)

    await dana.done("start_round", turn_s=60)
    order = []
    for _ in (ana, ben, cyd):
        holder = dana.view["floor"]["holder"]
        page = {ANA: ana, BEN: ben, CYD: cyd}[holder]
        await page.until_view(lambda view: view["me"]["turn"] == "offered")
        order.append(holder)
        revision = await page.done("release_floor")
        await dana.until_revision(revision)

    assert sorted(order) == [ANA, BEN, CYD]
    assert dana.view["floor"]["round"] is None


async def test_someone_who_leaves_hears_goodbye_and_may_come_again(house: House) -> None:
    _, ana = await house.session(DANA, ANA)

    assert (await ana.command("leave"))["ok"]
    assert await ana.until_goodbye() == "left"
    back = await house.come(ANA)

    assert back.me["state"] == "lobby"


async def test_the_end_of_the_session_is_told_to_all_and_is_final(house: House) -> None:
    dana, ana, ben = await house.session(DANA, ANA, BEN)

    assert (await dana.command("end_session"))["ok"]

    for page in (dana, ana, ben):
        assert await page.until_goodbye() == "ended"
    assert house.media.closed_rooms == [house.room_media.room]
    assert house.room_media.policy.seats == frozenset()
