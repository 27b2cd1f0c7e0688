"""So many rooms, so many commands a second: what it takes."""

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.process_clock import process_cpu_s
from bench.signaling.room import ACT_EVERY_S, BenchRoom, Sample
from bench.signaling.town import PEOPLE
from tests.redis_server import redis_server

OPEN_AT_ONCE = 20
WARM_UP_S = 1.0


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one run; milliseconds from sending a command."""

    store: str
    rooms: int
    commands_per_s: float
    view_p50_ms: float
    """To its view on the last of eight screens."""
    view_p99_ms: float
    answer_p50_ms: float
    answer_p99_ms: float
    view_bytes: int
    """The largest view sent, as it is on the wire."""
    cpu: float
    """Of the server process, in cores."""
    memory_mb: float
    """Of the server process, resident."""


async def measure(store: str, rooms: int, seconds: float, rate: float | None) -> Figures:
    """Open the rooms, and act in each at ``rate`` a second, or one command after another where it is ``None``."""
    async with _server(store) as (pid, port):
        town = await _open(port, rooms)
        try:
            await _act(town, WARM_UP_S, rate)
            cpu_before = process_cpu_s(pid)
            samples = await _act(town, seconds, rate)
            cpu = (process_cpu_s(pid) - cpu_before) / seconds
            memory_mb = _resident_mb(pid)
        finally:
            for room in town:
                room.close()
    views = sorted(sample.view_s for sample in samples)
    answers = sorted(sample.answer_s for sample in samples)
    return Figures(
        store=store,
        rooms=rooms,
        commands_per_s=round(len(samples) / seconds, 1),
        view_p50_ms=_quantile_ms(views, 0.5),
        view_p99_ms=_quantile_ms(views, 0.99),
        answer_p50_ms=_quantile_ms(answers, 0.5),
        answer_p99_ms=_quantile_ms(answers, 0.99),
        view_bytes=max(screen.largest_view for room in town for screen in room.screens),
        cpu=round(cpu, 2),
        memory_mb=round(memory_mb),
    )


async def _open(port: int, rooms: int) -> list[BenchRoom]:
    some = asyncio.Semaphore(OPEN_AT_ONCE)

    async def one(number: int) -> BenchRoom:
        async with some:
            return await BenchRoom.open(port, number)

    return await asyncio.gather(*(one(number) for number in range(rooms)))


async def _act(town: Sequence[BenchRoom], seconds: float, rate: float | None) -> list[Sample]:
    """Everything that was begun within this time; rooms begin one after another, evenly spread."""
    # Nobody acts faster than the protocol lets one for long.
    every_s = max(ACT_EVERY_S / PEOPLE, 0.0 if rate is None else 1 / rate)
    loop = asyncio.get_running_loop()
    began = loop.time()
    samples: list[Sample] = []

    async def one(room: BenchRoom, at: float) -> None:
        while at < began + seconds:
            await asyncio.sleep(at - loop.time())
            samples.append(await room.act())
            # What is late is not made up for: the next one is due at its own time, or at once.
            at = max(at + every_s, loop.time()) if rate is None else at + every_s

    await asyncio.gather(*(one(room, began + every_s * index / len(town)) for index, room in enumerate(town)))
    return samples


@asynccontextmanager
async def _server(store: str) -> AsyncIterator[tuple[int, int]]:
    """A process id and its port."""
    with tempfile.TemporaryDirectory(prefix="goround-bench-") as folder:
        if store == "redis":
            with redis_server() as redis:
                async with _process(store, redis.url) as server:
                    yield server
        else:
            async with _process(store, folder) as server:
                yield server


@asynccontextmanager
async def _process(store: str, place: str) -> AsyncIterator[tuple[int, int]]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.signaling.server", store, place),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("a process without pipes")
    try:
        yield process.pid, int(await process.stdout.readline())
    finally:
        process.stdin.close()
        await process.wait()


def _resident_mb(pid: int) -> float:
    """See proc(5)."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024


def _quantile_ms(ordered: Sequence[float], share: float) -> float:
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000, 2)
