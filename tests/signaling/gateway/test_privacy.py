"""What is private never leaves the server for anybody else."""

import logging

import pytest

from tests.signaling.gateway.house import House, auth_of
from tests.signaling.gateway.people import ANA, BEN, CYD, DANA, NAMES, device_of, token_of


async def test_a_signal_for_support_reaches_facilitators_only(house: House) -> None:
    dana, ana = await house.session(DANA, ANA)
    async with house.wire() as ben, house.wire() as cyd:
        await ben.join(auth_of(BEN))
        await dana.done("admit", seat=BEN)
        await cyd.join(auth_of(CYD))
        await dana.done("set_floor_mode", mode="queue")

        for kind in ("take_a_moment", "need_a_word", "urgent"):
            await ana.done("signal_support", kind=kind)
        view = await dana.until_view(lambda view: len(view["facilitation"]["support"]) == 3)
        signal = view["facilitation"]["support"][0]["signal"]
        await dana.done("acknowledge_support", signal=signal)
        await dana.done("set_lock", locked=True)
        for wire in (ben, cyd):
            await wire.until_containing('"locked":true')

    heard = "\n".join(ben.frames + cyd.frames)
    assert [frame for frame in ben.frames if '"mode":"queue"' in frame] == [ben.frames[-2], ben.frames[-1]]
    assert '"kind"' not in heard
    assert "urgent" not in heard
    assert "take_a_moment" not in heard
    assert f'"signal":"{signal}"' not in heard
    assert '"facilitation":{' not in heard


async def test_a_members_frames_hold_nobody_elses_queue(house: House) -> None:
    dana, ana = await house.session(DANA, ANA)
    await dana.done("set_floor_mode", mode="queue")
    async with house.wire() as ben:
        await ben.join(auth_of(BEN))
        await dana.done("admit", seat=BEN)
        await dana.done("grant_floor", seat=DANA)
        before = dana.views[-1]["revision"]

        await ana.done("request_floor")
        await dana.until(lambda page: page.views[-1]["revision"] > before)
        await dana.done("set_lock", locked=True)
        await ben.until_containing('"locked":true')

    heard = "\n".join(ben.frames)
    assert '"queue":' not in heard
    assert '"queue_position":1' not in heard
    assert "since_ms" not in heard


async def test_who_waits_hears_of_nobody(house: House) -> None:
    await house.session(DANA, ANA)
    async with house.wire() as ben:
        await ben.join(auth_of(BEN))
        await ben.until('42/room,["view"')

    heard = "\n".join(ben.frames)
    assert NAMES[BEN] in heard
    assert not [name for seat, name in NAMES.items() if seat != BEN and name in heard]
    assert ANA not in heard


async def test_nothing_that_people_sent_or_are_called_is_logged(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="")
    dana, ana = await house.session(DANA, ANA)
    await ana.command("signal_support", kind="urgent", id="my-very-own-id")
    await ana.call("command", {"id": "malformed-one", "type": "whisper", "words": "a secret"})
    await dana.done("remove", seat=ANA)
    await ana.until_goodbye()

    server_side = "\n".join(
        record.getMessage() for record in caplog.records if record.name.startswith(("signaling", "media", "aiohttp"))
    )
    for private in ("a secret", "my-very-own-id", token_of(ANA), device_of(ANA), NAMES[ANA], "urgent", "whisper"):
        assert private not in server_side
