"""The real command in a process of its own."""

import asyncio
import json
import os
import re
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

START_S = 60.0
"""A busy machine of two cores; alone it takes about 2 s."""

_numbers = count(1)

GOROUND = str(Path(sys.executable).with_name("goround"))


@dataclass
class Finished:
    """A command that has ended by itself."""

    status: int
    out: str
    err: str


@dataclass
class Running:
    """`goround serve`, ready."""

    process: asyncio.subprocess.Process
    url: str
    out: str
    """What it had printed when it was ready."""
    links_file: Path
    log: Path

    @property
    def links(self) -> dict[str, Any]:
        """The content of the links file."""
        content: dict[str, Any] = json.loads(self.links_file.read_text())
        return content

    @property
    def member_secrets(self) -> list[str]:
        """What follows # in the members' links."""
        return [member["link"].partition("#")[2] for member in self.links["members"]]


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """That of the tests, with these `GOROUND_*` and no others."""
    return {name: value for name, value in os.environ.items() if not name.startswith("GOROUND_")} | dict(settings)


async def goround(*arguments: str, **settings: str) -> Finished:
    """Run the command to its end."""
    process = await asyncio.create_subprocess_exec(
        GOROUND,
        *arguments,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=environment(settings),
    )
    async with _never_left_running(process), asyncio.timeout(START_S):
        out, err = await process.communicate()
    assert process.returncode is not None
    return Finished(process.returncode, out.decode(), err.decode())


@asynccontextmanager
async def demo(folder: Path, *arguments: str) -> AsyncIterator[Running]:
    """`goround serve --demo` on free ports, with its data and links in `folder`; killed at the end if it still runs."""
    links_file, log = folder / "links.json", folder / f"serve-{next(_numbers)}.log"
    with log.open("ab") as err:
        process = await asyncio.create_subprocess_exec(
            *(GOROUND, "serve", "--demo", "--port", "0", "--media-port", "0"),
            *("--data-dir", str(folder / "data"), "--links-file", str(links_file)),
            *arguments,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=err,
            env=environment({}),
        )
    async with _never_left_running(process):
        async with asyncio.timeout(START_S):
            out = await _until_ready(process, log)
        url = re.search(r"ready at (\S+)", out)
        assert url is not None
        yield Running(process, url[1], out, links_file, log)


async def _until_ready(process: asyncio.subprocess.Process, log: Path) -> str:
    assert process.stdout is not None
    out = ""
    async for line in process.stdout:
        out += line.decode()
        if "ready at" in out:
            return out
    raise AssertionError(f"it ended before it was ready: {log.read_text()[-2000:]}")


@asynccontextmanager
async def _never_left_running(process: asyncio.subprocess.Process) -> AsyncIterator[None]:
    try:
        yield
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
