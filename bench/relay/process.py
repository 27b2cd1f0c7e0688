"""A process that is told and answers in lines."""

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from bench.relay.failure import BenchFailed

ANSWER_WITHIN_S = 30.0
_LIMIT_BYTES = 64 << 20
"""A line with the legs of a hundred rooms has megabytes."""


def cores() -> tuple[frozenset[int], frozenset[int]]:
    """Where what is measured runs, and where the rest: apart, if there are two."""
    usable = sorted(os.sched_getaffinity(0))
    if len(usable) < 2:
        return frozenset(usable), frozenset(usable)
    return frozenset(usable[-1:]), frozenset(usable[:-1])


class LineProcess:
    """A running process; use `line_process`."""

    def __init__(self, name: str, process: asyncio.subprocess.Process) -> None:
        """Take over a process whose input and output are pipes."""
        self._name = name
        self._process = process

    @property
    def pid(self) -> int:
        """Its number."""
        return self._process.pid

    async def tell(self, *lines: str) -> None:
        """Send lines."""
        if self._process.stdin is None:
            raise RuntimeError("a process without an input")
        self._process.stdin.write("".join(f"{line}\n" for line in lines).encode())
        await self._process.stdin.drain()

    async def hear(self, within_s: float = ANSWER_WITHIN_S) -> str:
        """The next line.

        Raises:
            BenchFailed: it has ended or says nothing.
        """
        if self._process.stdout is None:
            raise RuntimeError("a process without an output")
        try:
            async with asyncio.timeout(within_s):
                line = await self._process.stdout.readline()
        except TimeoutError:
            raise BenchFailed(f"{self._name} does not answer") from None
        if not line:
            raise BenchFailed(f"{self._name} has ended")
        return line.decode().strip()

    async def ask(self, *lines: str, within_s: float = ANSWER_WITHIN_S) -> str:
        """Send lines and take the answer."""
        await self.tell(*lines)
        return await self.hear(within_s)

    async def end(self) -> None:
        """Close its input and wait for its end; kill it if it stays."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            async with asyncio.timeout(5):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()


@asynccontextmanager
async def line_process(name: str, command: Sequence[str | Path], on: frozenset[int]) -> AsyncIterator[LineProcess]:
    """Run a command on these cores until the block ends."""
    process = await asyncio.create_subprocess_exec(
        *map(str, command),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=_LIMIT_BYTES,
        preexec_fn=lambda: settle(on),
    )
    lines = LineProcess(name, process)
    try:
        yield lines
    finally:
        await lines.end()


def settle(on: frozenset[int]) -> None:
    """Stay on these cores, before everything else there, if that is allowed: a busy machine distorts less."""
    os.sched_setaffinity(0, on)
    with contextlib.suppress(PermissionError):
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))


def python_module(name: str, *arguments: str) -> list[str]:
    """The command that runs a module of ours."""
    return [sys.executable, "-m", name, *arguments]
