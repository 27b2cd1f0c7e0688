"""The end of a process: everybody is told, everything is done, nothing is left."""

import asyncio
import time

import pytest

from signaling.gateway import Gateway
from signaling.stores import MemoryStore
from tests.signaling.gateway.fake_media import FakeMedia
from tests.signaling.gateway.house import House, auth_of
from tests.signaling.gateway.manual_clock import ManualClock
from tests.signaling.gateway.page import NotLetIn
from tests.signaling.gateway.people import ANA, BEN, DANA, People

CLOSE_S = 5.0


async def test_close_says_goodbye_to_everybody_within_five_seconds(house: House) -> None:
    dana, ana = await house.session(DANA, ANA)
    ben = await house.come(BEN)
    began = time.monotonic()

    await house.gateway.close()

    assert time.monotonic() - began < CLOSE_S
    assert [await page.until_goodbye() for page in (dana, ana, ben)] == ["closing"] * 3
    assert house.gateway.snapshot().connections == 0
    assert house.media.closed


async def test_close_takes_no_longer_for_somebody_who_does_not_read(house: House) -> None:
    await house.session(DANA, ANA)
    async with house.wire() as slow:
        await slow.join(auth_of(BEN))
        slow.stop_reading()
        began = time.monotonic()

        await house.gateway.close()

        assert time.monotonic() - began < CLOSE_S
    assert house.gateway.snapshot().connections == 0


async def test_nobody_is_let_in_meanwhile(house: House) -> None:
    async with house.wire() as slow:
        await slow.join(auth_of(BEN))
        slow.stop_reading()
        closing = asyncio.create_task(house.gateway.close())
        await asyncio.sleep(0)

        with pytest.raises(NotLetIn, match="closing"):
            await house.come(ANA)
        await closing


async def test_no_socket_is_opened_afterwards(house: House) -> None:
    await house.gateway.close()

    async with house.http.get(f"{house.url}/socket.io/?EIO=4&transport=websocket") as answer:
        assert answer.status == 503


async def test_a_media_plane_that_does_not_close_does_not_hold_up_the_rest(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await house.session(DANA, ANA)

    async def stuck() -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(house.media, "close", stuck)
    began = time.monotonic()

    await house.gateway.close()
    monkeypatch.undo()

    assert time.monotonic() - began < CLOSE_S
    assert "media plane did not close" in caplog.text


async def test_there_is_no_media_before_the_gateway_is_open() -> None:
    gateway = Gateway(People(), MemoryStore(), ManualClock(), FakeMedia().start)

    with pytest.raises(RuntimeError, match="not open"):
        _ = gateway.media
    await gateway.close()


async def test_nothing_is_left_running(house: House) -> None:
    before = asyncio.all_tasks()
    await house.session(DANA, ANA)
    for page in house.pages:
        await page.close()

    await house.gateway.close()
    await house.gateway.close()

    left = {task for task in asyncio.all_tasks() - before if "site-packages/aiohttp" not in str(task.get_coro())}
    assert not [task for task in left if "signaling" in repr(task) or "engineio/async_" in repr(task)]


async def test_clients_may_come_back_by_themselves_after_closing(house: House) -> None:
    async with house.wire() as wire:
        await wire.join(auth_of(ANA))
        await house.gateway.close()
        await wire.goodbye()

    assert not [frame for frame in wire.frames if frame.startswith("41")]


async def test_clients_are_told_not_to_come_back_after_the_end(house: House) -> None:
    dana = await house.come(DANA)
    async with house.wire() as wire:
        await wire.join(auth_of(ANA))
        await dana.command("end_session")
        assert await wire.goodbye() == "ended"

    assert wire.frames[-1] == "41/room,"
