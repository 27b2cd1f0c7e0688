"""Time from a command to everyone's view in a room of eight: `python -m bench.signaling_view [--commands N] [--json]`.

A process with the gateway, rooms in memory and no media; eight sockets on loopback from this one. People open and
close their microphones in turn, each below the rate limit; a command is done when the last of the eight has the view.
"""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass

import aiohttp
import msgspec
from aiohttp import web

from signaling.clock import SystemClock
from signaling.gateway import Gateway
from signaling.room import SeatId
from signaling.stores import MemoryStore
from tests.signaling.gateway.fake_media import FakeMedia
from tests.signaling.gateway.people import DANA, People, device_of, token_of

MEMBERS = [SeatId(f"seat-{number}") for number in range(7)]
PAUSE_S = 0.03
"""Between commands: each of the eight sends about four a second."""
WARM_UP = 40
VIEW = '42/room,["view",'


@dataclass(frozen=True, slots=True)
class Figures:
    """Milliseconds from sending a command to its view on the last of eight screens, and to its acknowledgement."""

    commands: int
    view_p50_ms: float
    view_p99_ms: float
    view_max_ms: float
    ack_p50_ms: float
    ack_p99_ms: float


class Screen:
    """One person's socket; notes when each revision arrived."""

    def __init__(self, socket: "aiohttp.ClientWebSocketResponse[bool]") -> None:
        self._socket = socket
        self._arrived: dict[int, float] = {}
        self._news = asyncio.Condition()
        self._acks: dict[int, asyncio.Future[dict[str, object]]] = {}

    async def read(self) -> None:
        """Until the end of the connection."""
        async for message in self._socket:
            at = time.perf_counter()
            text = str(message.data)
            if text == "2":
                await self._socket.send_str("3")
            elif text.startswith(VIEW):
                async with self._news:
                    self._arrived[json.loads(text[len("42/room,") :])[1]["revision"]] = at
                    self._news.notify_all()
            elif text.startswith("43/room,"):
                number, _, answer = text[len("43/room,") :].partition("[")
                self._acks.pop(int(number)).set_result(json.loads("[" + answer)[0])

    async def send(self, number: int, **command: object) -> tuple[int, float]:
        """A command; its revision and when it was acknowledged."""
        answered: asyncio.Future[dict[str, object]] = asyncio.get_running_loop().create_future()
        self._acks[number] = answered
        packet = msgspec.json.encode(["command", {"id": f"b-{number}", **command}]).decode()
        await self._socket.send_str(f"42/room,{number}{packet}")
        answer = await answered
        if not answer["ok"]:
            raise RuntimeError(f"refused: {answer}")
        return int(str(answer["revision"])), time.perf_counter()

    async def has(self, revision: int) -> float:
        """When the view of this revision, or of a later one, was here."""
        async with self._news:
            await self._news.wait_for(lambda: max(self._arrived, default=-1) >= revision)
            return min(at for known, at in self._arrived.items() if known >= revision)


async def serve() -> None:
    """The other process: say the port, serve until the input ends."""
    clock = SystemClock()
    people = People(starts=clock.now(), more=len(MEMBERS))
    gateway = Gateway(people, MemoryStore(), clock, FakeMedia().start)
    app = web.Application()
    gateway.attach(app)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    async with gateway:
        print(runner.addresses[0][1], flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    await runner.cleanup()


async def measure(commands: int) -> Figures:
    """Fill the room and send so many commands."""
    async with _server() as url, aiohttp.ClientSession() as http, asyncio.TaskGroup() as group:
        screens = [await _join(http, url, seat) for seat in (DANA, *MEMBERS)]
        readers = [group.create_task(screen.read()) for screen in screens]
        await screens[0].send(1, type="open_room")
        revision, _ = await screens[0].send(2, type="admit_all")
        await asyncio.gather(*(screen.has(revision) for screen in screens))
        samples = [await _sample(screens, number) for number in range(WARM_UP + commands)]
        for reader in readers:
            reader.cancel()
    return _figures(samples[WARM_UP:])


async def _sample(screens: Sequence[Screen], number: int) -> tuple[float, float]:
    """One command by the next person: milliseconds to the last view, and to the acknowledgement."""
    person = screens[number % len(screens)]
    on = number // len(screens) % 2 == 0
    began = time.perf_counter()
    revision, acknowledged = await person.send(number + 10, type="set_devices", microphone=on, camera=True)
    arrived = [await screen.has(revision) for screen in screens]
    await asyncio.sleep(PAUSE_S)
    return (max(arrived) - began) * 1000, (acknowledged - began) * 1000


async def _join(http: aiohttp.ClientSession, url: str, seat: SeatId) -> Screen:
    socket = await http.ws_connect(f"{url}/socket.io/?EIO=4&transport=websocket")
    await socket.receive_str()
    auth = msgspec.json.encode({"token": token_of(seat), "device": device_of(seat)}).decode()
    await socket.send_str(f"40/room,{auth}")
    joined = await socket.receive_str()
    if not joined.startswith("40/room,"):
        raise RuntimeError(f"not let in: {joined}")
    return Screen(socket)


@asynccontextmanager
async def _server() -> AsyncIterator[str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bench.signaling_view",
        "--serve",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("a process without pipes")
    try:
        yield f"http://127.0.0.1:{int(await process.stdout.readline())}"
    finally:
        process.stdin.close()
        await process.wait()


def _figures(samples: Sequence[tuple[float, float]]) -> Figures:
    views, acks = (sorted(each) for each in zip(*samples, strict=True))
    return Figures(
        commands=len(samples),
        view_p50_ms=_quantile(views, 0.5),
        view_p99_ms=_quantile(views, 0.99),
        view_max_ms=round(views[-1], 2),
        ack_p50_ms=_quantile(acks, 0.5),
        ack_p99_ms=_quantile(acks, 0.99),
    )


def _quantile(ordered: Sequence[float], share: float) -> float:
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 2)


def main() -> None:
    """Parse the command line, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.signaling_view", description=__doc__)
    parser.add_argument("--commands", type=int, default=500, help="how many to time (default 500, about 20 s)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of text")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        asyncio.run(serve())
        return
    figures = asyncio.run(measure(options.commands))
    if options.json:
        print(json.dumps(asdict(figures)))
        return
    print(f"{figures.commands} commands in a room of eight, rooms in memory, no media")
    print(
        f"command to everyone's view: p50 {figures.view_p50_ms} ms, p99 {figures.view_p99_ms} ms, max {figures.view_max_ms} ms"
    )
    print(f"command to acknowledgement: p50 {figures.ack_p50_ms} ms, p99 {figures.ack_p99_ms} ms")


if __name__ == "__main__":
    main()
