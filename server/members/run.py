"""`goround members LINK...`: several synthetic members in one process."""

import asyncio
import json
import logging
import signal
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from server.errors import LinkNotValid, StartFailed
from server.members.join import ServerUnreachable
from server.members.member import SyntheticMember
from server.members.player import Part

_STAGGER_S = 0.1
"""Between two members' arrivals: drawing, encoding and handshakes cost about that on one core."""


async def run_members(
    links: Sequence[str],
    *,
    duration_s: float | None = None,
    report: Path | None = None,
    part: Part | None = None,
) -> int:
    """Take part with every link until all members are gone, the time is over, or SIGTERM or SIGINT arrives.

    SIGUSR1 prints what each has received so far, as one line of JSON.

    Args:
        links: Personal links, one member each.
        duration_s: Leave after this time.
        report: Where to write the same JSON at the end.
        part: How they play their parts, each with a seed of its own made of this one's; None: they only speak in turn.

    Returns:
        The exit status, 0.

    Raises:
        StartFailed: a link is not valid, or the server is not there.
    """
    logging.getLogger("aioice").setLevel(logging.WARNING)
    members = [SyntheticMember(link, say=_say, part=_part(part, index)) for index, link in enumerate(links)]
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    printing: set[asyncio.Task[None]] = set()
    loop.add_signal_handler(signal.SIGUSR1, lambda: printing.add(loop.create_task(_print_report(members))))
    try:
        await _start(members)
        await _wait(members, stopped, duration_s)
        if report is not None:
            text = await _report(members)
            await asyncio.to_thread(report.write_text, text + "\n")
    finally:
        await asyncio.gather(*(member.stop() for member in members))
        if printing:
            await asyncio.wait(printing)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGUSR1):
            loop.remove_signal_handler(number)
    return 0


def _part(part: Part | None, index: int) -> Part | None:
    return None if part is None else replace(part, seed=part.seed * 1000 + index)


async def _start(members: Sequence[SyntheticMember]) -> None:
    for position, member in enumerate(members, 1):
        try:
            await member.start()
        except LinkNotValid as exc:
            raise StartFailed(f"link {position} of {len(members)} is not valid (unknown, expired or revoked)") from exc
        except ServerUnreachable as exc:
            raise StartFailed(str(exc)) from exc
        await asyncio.sleep(_STAGGER_S)


async def _wait(members: Sequence[SyntheticMember], stopped: asyncio.Event, duration_s: float | None) -> None:
    async def everybody_gone() -> None:
        try:
            await asyncio.gather(*(member.gone() for member in members))
        finally:
            stopped.set()

    watching = asyncio.create_task(everybody_gone(), name="members gone")
    try:
        async with asyncio.timeout(duration_s):
            await stopped.wait()
    except TimeoutError:
        return
    finally:
        watching.cancel()
        await asyncio.wait([watching])
    if not watching.cancelled():
        try:
            watching.result()
        except LinkNotValid as exc:
            raise StartFailed("a link has been revoked") from exc


async def _report(members: Sequence[SyntheticMember]) -> str:
    return json.dumps({"members": [asdict(await member.statistics()) for member in members]})


async def _print_report(members: Sequence[SyntheticMember]) -> None:
    _say(await _report(members))


def _say(line: str) -> None:
    print(line, flush=True)
