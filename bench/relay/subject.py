"""The process that is measured: a relay worker on an event loop, with rooms of eight.

Says in its first line, as JSON, the load generator's lines; answers each line of input with a reading.
"""

import argparse
import asyncio
import json
import resource
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.relay.room import fill
from media import _relay
from media.worker import RelayWorker


@dataclass(frozen=True, slots=True)
class Reading:
    """Counters at one moment, since the process started."""

    at_s: float
    process_s: float
    thread_s: float
    """The relay's thread, by its own clock."""
    received: int
    sent: int
    forwarded: int
    """RTP forwarded, without retransmissions, RTCP and STUN."""
    bytes_received: int
    bytes_sent: int
    dropped: dict[str, int]
    resident_bytes: int
    allocations: int
    """By the relay's thread."""
    statistics_s: float
    """What asking for all this has taken on the event loop."""


async def main() -> None:
    """Fill the rooms, then answer until the input ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rooms", type=int, required=True)
    parser.add_argument("--offload", type=int, required=True)
    given = parser.parse_args()
    # Sockets of the relay only, but every room's memory counts from here.
    worker = RelayWorker(_relay.Worker("127.0.0.1", 0, offload=bool(given.offload)))
    try:
        empty = await _read(worker)
        lines: list[str] = []
        for _ in range(given.rooms):
            lines.extend(fill(worker))
            # A room's commands are carried out before the next room's: their queue is bounded.
            await worker.statistics()
        print(json.dumps({"lines": lines, "empty_bytes": empty.resident_bytes}), flush=True)
        await _answer(worker)
    finally:
        worker.close()


async def _answer(worker: RelayWorker) -> None:
    reader = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, sys.stdin)
    while await reader.readline():
        print(json.dumps(asdict(await _read(worker))), flush=True)


async def _read(worker: RelayWorker) -> Reading:
    process_s = time.process_time()
    began = time.perf_counter()
    relay = await worker.statistics()
    statistics_s = time.perf_counter() - began
    pages = _resident_pages()
    return Reading(
        at_s=began,
        process_s=process_s,
        thread_s=relay.thread_cpu_s,
        received=relay.packets_received,
        sent=relay.packets_sent,
        forwarded=relay.packets_forwarded,
        bytes_received=relay.bytes_received,
        bytes_sent=relay.bytes_sent,
        dropped=relay.dropped,
        resident_bytes=pages * resource.getpagesize(),
        allocations=relay.allocations,
        statistics_s=statistics_s,
    )


def _resident_pages() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1])


if __name__ == "__main__":
    asyncio.run(main())
