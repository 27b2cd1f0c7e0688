"""`goround bench signaling`: measure and print."""

import asyncio
import json
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import asdict

from bench.signaling.measure import Figures, measure

ROOMS = (1, 100, 500)
STORES = ("memory", "redis")
FLOOD_ROOMS = 100


def main(given: Namespace) -> int:
    """Run it as the command line says; the exit status."""
    return asyncio.run(_main(given))


async def _main(given: Namespace) -> int:
    results: list[Figures] = []
    for store in given.store or STORES:
        runs = [(rooms, given.rate) for rooms in given.rooms or ROOMS]
        if given.flood:
            runs = [(rooms, None) for rooms in given.rooms or (FLOOD_ROOMS,)]
        for rooms, rate in runs:
            results.append(await measure(store, rooms, given.seconds, rate))
            if not given.json:
                print(_table(results[-1:], head=len(results) == 1), flush=True)
    if given.json:
        print(json.dumps([asdict(each) for each in results], indent=2))
    return 0


def _table(results: Sequence[Figures], *, head: bool) -> str:
    lines = []
    if head:
        lines += [
            "A command to everyone's view in rooms of eight, milliseconds; one server process, no media.",
            f"{'store':8}{'rooms':>6}{'commands/s':>12}{'p50':>8}{'p99':>8}{'answer p99':>12}{'view bytes':>12}{'cores':>7}{'MB':>6}",
        ]
    lines += [
        f"{each.store:8}{each.rooms:>6}{each.commands_per_s:>12}{each.view_p50_ms:>8}{each.view_p99_ms:>8}"
        f"{each.answer_p99_ms:>12}{each.view_bytes:>12}{each.cpu:>7}{each.memory_mb:>6.0f}"
        for each in results
    ]
    return "\n".join(lines)
