"""`goround bench relay`: measure and print."""

import asyncio
import json
import sys
from argparse import Namespace
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from bench.relay.failure import BenchFailed
from bench.relay.figures import Floor, PeerRun, Report
from bench.relay.generator import generator
from bench.relay.measure import Bench
from bench.relay.search import at_share, most_rooms
from bench.relay.table import table

if TYPE_CHECKING:
    from bench.peers.peer import Peer

LOAD_SHARE = 0.7
"""Of one core, for the figure of delay under load."""


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for."""

    rooms: int = 1
    seconds: float = 8.0
    gso: bool | None = None
    """With it, without it, or both."""
    load: bool = False
    search: bool = False
    peers: tuple[str, ...] = ()
    json: bool = False


def main(given: Namespace) -> int:
    """Run it as the command line says; the exit status."""
    return run(
        Options(
            rooms=given.rooms,
            seconds=given.seconds,
            gso=given.gso,
            load=given.load,
            search=given.search,
            peers=tuple(given.peers),
            json=given.json,
        )
    )


def run(options: Options) -> int:
    """Do what was asked for; the exit status."""
    if not options.peers:
        return measure_and_print(options)
    # Imported here: only a machine with another SFU needs it.
    from bench.peers.private_network import run_inside

    try:
        # In the network of its own there is no registry to fetch anything from.
        generator()
        return run_inside([sys.executable, "-m", "bench.relay", json.dumps(asdict(options))])
    except BenchFailed as failure:
        return _say(failure)


def measure_and_print(options: Options) -> int:
    """Measure and print; the exit status."""
    try:
        report = asyncio.run(_measure(options))
    except BenchFailed as failure:
        return _say(failure)
    print(json.dumps(figures(report)) if options.json else table(report))
    return 0


def _say(failure: BenchFailed) -> int:
    print(f"goround bench relay: {failure}", file=sys.stderr)
    return 1


async def _measure(options: Options) -> Report:
    bench = Bench(generator(), options.seconds)
    offloads = (False, True) if options.gso is None else (options.gso,)
    if options.search:
        return Report(tuple([await most_rooms(bench, offload=offload) for offload in offloads[-1:]]), (), ())
    if options.load:
        return Report(tuple([await at_share(bench, LOAD_SHARE, offload=offload) for offload in offloads]), (), ())
    # Floors before and after: what the machine does meanwhile shows in both, or in neither.
    early = await _floors(bench, options.rooms)
    runs = [await bench.relay(options.rooms, offload=offload) for offload in offloads]
    if options.gso is not False:
        runs.append(await bench.relay(options.rooms, offload=True, joins=True))
    others = [await _peer(name, bench) for name in options.peers]
    late = await _floors(bench, options.rooms)
    return Report(tuple(runs), tuple(map(Floor.together, early, late)), tuple(others))


async def _peer(name: str, bench: Bench) -> PeerRun:
    # Imported here: it takes what only a machine with the peer needs.
    from bench.peers.janus import Janus
    from bench.peers.measure import measure

    peers: dict[str, Peer] = {"janus": Janus()}
    return await measure(peers[name], bench)


async def _floors(bench: Bench, rooms: int) -> list[Floor]:
    kinds = (("paced", False), ("paced", True), ("tight", False), ("tight", True))
    return [await bench.floor(mode, offload=offload, rooms=rooms) for mode, offload in kinds]


def figures(report: Report) -> dict[str, object]:
    """The report as JSON has it: what was counted and what follows from it."""
    return {
        "runs": [
            {
                **asdict(run),
                "us_per_packet": run.us_per_packet,
                "process_us_per_packet": run.process_us_per_packet,
                "core_share": run.core_share,
                "lost": run.load.lost,
                "over_paced_floor": report.ratio(run, "paced"),
                "over_tight_floor": report.ratio(run, "tight"),
            }
            for run in report.runs
        ],
        "floors": [{**asdict(floor), "us_per_packet": floor.us_per_packet} for floor in report.floors],
        "peers": [{**asdict(peer), "us_per_packet": peer.us_per_packet} for peer in report.peers],
    }
