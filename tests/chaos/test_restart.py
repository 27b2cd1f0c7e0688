"""A single server, killed in the middle of a round and started again."""

import asyncio
import signal
import time
from pathlib import Path

import pytest

from tests.chaos.company import Company, floor_of, remaining_ms
from tests.server.process import demo

NEAR_MS = 1_500
"""The server says every second that it lives; a busy machine says it late."""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
async def test_a_round_goes_on_where_it_was(tmp_path: Path, number: signal.Signals) -> None:
    async with demo(tmp_path) as server:
        company = Company.of(server)
        ana, ben, cyd = await company.gather(server, server, server, server)
        dana = company.dana
        await dana.page.done("start_round", turn_s=120)
        await dana.page.done("next_turn")
        revision = await ben.page.done("request_floor")
        await dana.page.until_revision(revision)
        # The clock runs on: what is left is not what was left at the last command.
        await asyncio.sleep(2.0)
        before, since = dana.page.views[-1], time.time() * 1000
        left_ms = remaining_ms(before) - (since - before["now_ms"])
        server.process.send_signal(number)
        await server.process.wait()

    async with demo(tmp_path) as server:
        back = await ana.come(server)
        assert (back.me["state"], back.view["floor"]["holder"]) == ("present", before["view"]["floor"]["holder"])
        await ben.come(server)
        await cyd.come(server)
        await dana.come(server)
        await dana.page.until_view(lambda view: view["room"]["phase"] == "open" and view["floor"]["turn"]["ends_ms"])
        after = dana.page.views[-1]
        await company.go()

    assert abs(remaining_ms(after) - left_ms) < NEAR_MS
    assert floor_of(after["view"]) == floor_of(before["view"])
    assert after["view"]["facilitation"]["queue"] == before["view"]["facilitation"]["queue"]
    assert after["view"]["facilitation"]["round"] == before["view"]["facilitation"]["round"]
    assert [seat["state"] for seat in after["view"]["circle"]] == ["present"] * 4
    assert "Traceback" not in server.log.read_text()


async def test_what_was_answered_before_the_kill_is_known_after_it(tmp_path: Path) -> None:
    async with demo(tmp_path) as server:
        company = Company.of(server)
        await company.gather(server, server)
        locked = {"id": "lock-once", "type": "set_lock", "locked": True}
        first = await company.dana.page.call("command", locked)
        server.process.kill()
        await server.process.wait()

    async with demo(tmp_path) as server:
        await company.dana.come(server)
        assert company.dana.view["room"]["locked"] is True
        await company.dana.page.done("set_lock", locked=False)

        again = await company.dana.page.call("command", locked)

        assert again == first
        assert company.dana.view["room"]["locked"] is False
        await company.go()


async def test_damaged_files_do_not_keep_it_from_starting(tmp_path: Path) -> None:
    async with demo(tmp_path) as server:
        company = Company.of(server)
        await company.gather(server, server)
        server.process.kill()
        await server.process.wait()
    for path in (tmp_path / "data" / "rooms").glob("*.room"):
        path.write_bytes(b"\0" * 100)

    async with demo(tmp_path) as server:
        await company.dana.come(server)
        assert company.dana.view["room"]["phase"] == "doors_closed"
        await company.go()

    assert "set aside" in server.log.read_text()
    assert (tmp_path / "data" / "rooms").stat().st_mode & 0o077 == 0
