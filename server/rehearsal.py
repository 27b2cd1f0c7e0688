"""`goround rehearse`: a server and a company of synthetic members, two processes in one group."""

import asyncio
import contextlib
import os
import signal
import sys
import tempfile
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

MEMBERS = 7
MEMBERS_STOP_S = 4.0
"""Seven goodbyes."""
SERVER_STOP_S = 6.0
"""The server promises 5 s."""
T = TypeVar("T")

LOG_CHARACTERS = 4000
"""Of the server's log, when it has failed."""

_READY = b"ready at"
_OVER = "The members have gone. Ctrl-C ends the rehearsal; begin another for a new evening."
_GOROUND = (sys.executable, "-c", "import sys; from server.cli import main; sys.exit(main())")
_KEPT_ELSEWHERE = {"GOROUND_REDIS_URL", "GOROUND_PUBLIC_URL"}
"""Settings of a real server that a rehearsal has nothing to do with."""


class _Somebody(msgspec.Struct, frozen=True):
    name: str
    link: str


class _Links(msgspec.Struct, frozen=True):
    """The file that `goround serve --demo --links-file` writes."""

    facilitator: str
    co_facilitators: tuple[_Somebody, ...]
    members: tuple[_Somebody, ...]


class Rehearsal:
    """One rehearsal; `run` it once."""

    def __init__(self, serving: Sequence[str], playing: Sequence[str]) -> None:
        """Prepare, without starting anything.

        Args:
            serving: Options of `goround serve`: the places to listen on.
            playing: Options of `goround members --play`.
        """
        self._serving = serving
        self._playing = playing
        self._stopped = asyncio.Event()

    async def run(self) -> int:
        """Rehearse until SIGINT, SIGTERM or SIGHUP, or until one of the processes ends before; the exit status."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self._stopped.set)
        with tempfile.TemporaryDirectory(prefix="goround-rehearsal-") as folder:
            links_file = Path(folder) / "links.json"
            places = (f"--data-dir={folder}/data", f"--links-file={links_file}", *self._serving)
            print("Goround is starting.", flush=True)
            log = Path(folder) / "serve.log"
            places = (f"--data-dir={folder}/data", f"--links-file={links_file}", *self._serving)
            with log.open("wb") as err:
                server = await _start("serve", "--demo", *places, stdout=PIPE, stderr=err.fileno())
            try:
                status = await self._with_server(server, links_file)
            finally:
                await _stop(server, SERVER_STOP_S)
            if status:
                # The log stays out of sight while all goes well.
                sys.stderr.write(log.read_text(encoding="utf-8", errors="replace")[-LOG_CHARACTERS:])
            return status

    async def _with_server(self, server: Process, links_file: Path) -> int:
        if not await self._unless_stopped(_ready(server)):
            return 0 if self._stopped.is_set() else await server.wait()
        links = msgspec.json.decode(await asyncio.to_thread(links_file.read_bytes), type=_Links)
        return await self._with_members(server, links)

    async def _with_members(self, server: Process, links: _Links) -> int:
        members = await _start("members", "--play", *self._playing, "-", stdin=PIPE)
        try:
            # By a pipe: the options of a process are for everybody on the machine to read.
            await _write(members, "\n".join(each.link for each in links.members[:MEMBERS]))
            print(_invitation(links), flush=True)
            if (status := await self._unless_stopped(_first_end(server, members))) is None:
                return 0
            if members.returncode == 0:
                print(_OVER, flush=True)
                status = await self._unless_stopped(server.wait())
            return status or 0
        finally:
            # They first: they say goodbye to a server that still runs.
            await _stop(members, MEMBERS_STOP_S)

    async def _unless_stopped(self, coming: Coroutine[object, object, T]) -> T | None:
        """What comes, or None if a signal does first."""
        waiting = asyncio.ensure_future(coming)
        stopped = asyncio.ensure_future(self._stopped.wait())
        try:
            await asyncio.wait([waiting, stopped], return_when=asyncio.FIRST_COMPLETED)
            return waiting.result() if waiting.done() else None
        finally:
            for task in (waiting, stopped):
                task.cancel()
            await asyncio.wait([waiting, stopped])


def _invitation(links: _Links) -> str:
    others = [*links.co_facilitators, *links.members[MEMBERS:]]
    rows = [("Your link, as the facilitator:", links.facilitator)]
    rows += [(f"For somebody beside you, as {each.name}:", each.link) for each in others]
    lines = "\n".join(f"  {text}\n    {link}" for text, link in rows)
    return f"""\
Seven synthetic members are on their way to the waiting room.

{lines}

Open your link, press `Open the room` and admit them. Ctrl-C ends the rehearsal; nothing of it is kept."""


async def _start(
    *arguments: str, stdin: int = DEVNULL, stdout: int | None = None, stderr: int | None = None
) -> Process:
    """One of our own commands, in our group of processes, deaf to the Ctrl-C that the whole group gets.

    We are the one to end it, in the order that `Rehearsal` has.
    """
    environment = {name: value for name, value in os.environ.items() if name not in _KEPT_ELSEWHERE}
    # The mask is inherited.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        return await asyncio.create_subprocess_exec(
            *_GOROUND, *arguments, stdin=stdin, stdout=stdout, stderr=stderr, env=environment
        )
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


async def _ready(server: Process) -> bool:
    """Whether it got as far as answering; False: it has ended."""
    assert server.stdout is not None
    async for line in server.stdout:
        if _READY in line:
            return True
    return False


async def _write(process: Process, text: str) -> None:
    assert process.stdin is not None
    # Who has ended reads nothing; its end is seen elsewhere.
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        process.stdin.write(text.encode())
        await process.stdin.drain()
    process.stdin.close()


async def _first_end(*processes: Process) -> int:
    """The exit status of whoever ends first."""
    waiting = [asyncio.ensure_future(process.wait()) for process in processes]
    try:
        done, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        return done.pop().result()
    finally:
        for task in waiting:
            task.cancel()


async def _stop(process: Process, within_s: float) -> None:
    """End a process as it wants to be ended, or after a while anyhow."""
    if process.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    try:
        async with asyncio.timeout(within_s):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
