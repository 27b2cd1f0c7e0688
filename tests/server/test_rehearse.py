"""`goround rehearse` from its start to its end, with a facilitator in it."""

import asyncio
import base64
import os
import re
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from server.members.join import join
from server.members.link import PersonalLink
from tests.signaling.gateway.page import Page

from .process import GOROUND, environment, goround

START_S = 90.0
"""Three processes on a busy machine."""
LONG_S = 90.0
"""For what takes some ten seconds on an idle machine: seven members come, or take their turns ten times as fast."""
STOP_S = 12.0
"""What both processes are given to end, and a bit."""
NAMES = {"Ana", "Ben", "Cyd", "Eli", "Fay", "Gus", "Hana"}


@dataclass
class Rehearsing:
    """The command, running."""

    process: asyncio.subprocess.Process
    lines: list[str] = field(default_factory=list)

    async def read(self, pattern: str) -> str:
        """Wait for a line in which the pattern is found; its first group."""
        assert self.process.stdout is not None
        async with asyncio.timeout(START_S):
            async for line in self.process.stdout:
                self.lines.append(line.decode())
                if found := re.search(pattern, self.lines[-1]):
                    return found[1]
        raise AssertionError(f"not printed: {pattern}\n{''.join(self.lines)}")

    async def end(self) -> tuple[int, str]:
        """Wait until it has ended by itself; its status and what else it printed."""
        async with asyncio.timeout(STOP_S):
            rest, _ = await self.process.communicate()
        assert self.process.returncode is not None
        return self.process.returncode, rest.decode()


@asynccontextmanager
async def rehearsing(folder: Path) -> AsyncIterator[Rehearsing]:
    """On free ports and ten times as fast; whatever is left of it is killed at the end."""
    process = await asyncio.create_subprocess_exec(
        *(GOROUND, "rehearse", "--port", "0", "--media-port", "0", "--pace", "10", "--no-support"),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env=environment({}) | {"TMPDIR": str(folder)},
        start_new_session=True,
    )
    try:
        yield Rehearsing(process)
    finally:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)
            await process.wait()


async def facilitator(link: str) -> Page:
    """Dana's page, open in the room."""
    personal = PersonalLink.parse(link)
    auth = {"token": (await join(personal)).token, "device": "d" * 32, "takeover": False}
    return await Page(personal.origin, auth).open()


def _key() -> str:
    public = ec.generate_private_key(ec.SECP256R1()).public_key()
    raw = public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _cards(view: dict[str, Any]) -> list[str]:
    return [person["card"] for person in view["facilitation"]["people"]]


async def test_a_facilitator_rehearses_alone(tmp_path: Path) -> None:
    async with rehearsing(tmp_path) as rehearsal:
        await rehearsal.read(r"(Your link)")
        dana = await facilitator(await rehearsal.read(r"(http://\S+)"))
        await dana.done("set_key", key=_key())
        await dana.done("open_room")
        view = await dana.until_view(lambda view: len(view["facilitation"]["lobby"]) == len(NAMES), LONG_S)
        assert {place["name"] for place in view["facilitation"]["lobby"]} == NAMES

        await dana.done("admit_all")
        view = await dana.until_view(lambda view: _cards(view) == ["sealed"] * len(NAMES), LONG_S)
        seats = {place["seat"]: place["name"] for place in view["circle"] if place["role"] == "member"}
        assert set(seats.values()) == NAMES

        began = len(dana.views)
        await dana.done("start_round", turn_s=60)
        await dana.until_view(lambda view: view["floor"]["mode"] == "round")
        await dana.until_view(lambda view: view["floor"]["mode"] != "round", LONG_S)
        holders = [message["view"]["floor"]["holder"] for message in dana.views[began:]]
        assert {seats[holder] for holder in holders if holder is not None} == NAMES

        ana = next(seat for seat, name in seats.items() if name == "Ana")
        await dana.done("set_floor_mode", mode="piece")
        await dana.done("grant_floor", seat=ana)
        view = await dana.until_view(lambda view: view["floor"]["holder"] in seats.keys() - {ana}, LONG_S)
        assert view["floor"]["mode"] == "piece"

        # What a terminal does with Ctrl-C.
        os.killpg(rehearsal.process.pid, signal.SIGINT)
        status, rest = await rehearsal.end()
        await dana.close()
    # Whether the members or the server are first to hear of it is chance, so what they say of it is, too.
    assert (status, "Traceback" in rest) == (0, False)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(ProcessLookupError):
        os.killpg(rehearsal.process.pid, 0)


async def test_a_port_in_use_is_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
        finished = await goround("rehearse", "--port", str(port), "--media-port", "0")
    assert (finished.status, finished.out) == (2, "Goround is starting.\n")
    line = f"goround: cannot listen on 127.0.0.1 TCP port {port}: it is in use; choose another with --port\n"
    assert finished.err == line


async def test_sigterm_ends_it_before_it_is_ready(tmp_path: Path) -> None:
    async with rehearsing(tmp_path) as rehearsal:
        await rehearsal.read(r"(is starting)")
        rehearsal.process.terminate()
        status, rest = await rehearsal.end()
    assert (status, rest) == (0, "")
    assert list(tmp_path.iterdir()) == []
