"""CPU of the server with one room of eight synthetic people: `python -m bench.room_of_eight [--seconds S] [--json]`.

A forwarded packet is counted where it arrives, so what the relay drops makes the figure worse, not better. The people
run in this process; only the server's CPU is counted: the whole process, and the relay's thread by its own clock.
"""

import argparse
import asyncio
import json
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.process_clock import process_cpu_s, thread_cpu_s
from server.members.member import MemberState, SyntheticMember
from tests.e2e.house import House, open_house

RELAY_THREADS = "relay-"
"""How the names of the relay's threads begin."""
WARM_UP_S = 8.0
"""Until every stream flows and bitrates have settled."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Counters at one moment."""

    at_s: float
    process_s: float
    relay_s: float
    packets: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What the room cost over the time measured."""

    seconds: float
    packets_per_s: float
    process_cpu_percent: float
    """Of one core."""
    relay_cpu_percent: float
    process_us_per_packet: float
    relay_us_per_packet: float


async def measure(seconds: float) -> Figures:
    """Open a house, seat a facilitator and seven members, and watch."""
    with tempfile.TemporaryDirectory() as folder, open_house(Path(folder)) as house:
        people = await _fill(house)
        try:
            await asyncio.sleep(WARM_UP_S)
            before = await _read(house, people)
            await asyncio.sleep(seconds)
            after = await _read(house, people)
        finally:
            await asyncio.gather(*(person.stop() for person in people))
    return _figures(before, after)


async def _fill(house: House) -> list[SyntheticMember]:
    dana = SyntheticMember(house.facilitator)
    await dana.start()
    await dana.until(MemberState.IN_THE_ROOM)
    await dana.command("open_room")
    members = [SyntheticMember(member.link) for member in house.members[:7]]
    for member in members:
        await member.start()
        await member.until(MemberState.WAITING)
    await dana.command("admit_all")
    for member in members:
        await member.until(MemberState.IN_THE_ROOM)
    return [dana, *members]


async def _read(house: House, people: Sequence[SyntheticMember]) -> Reading:
    pid = house.process.pid
    statistics = [await person.statistics() for person in people]
    packets = sum(sum(kinds.values()) for one in statistics for kinds in one.received.values())
    return Reading(time.monotonic(), process_cpu_s(pid), thread_cpu_s(pid, RELAY_THREADS), packets)


def _figures(before: Reading, after: Reading) -> Figures:
    seconds = after.at_s - before.at_s
    packets = after.packets - before.packets
    process_s = after.process_s - before.process_s
    relay_s = after.relay_s - before.relay_s
    return Figures(
        seconds=round(seconds, 1),
        packets_per_s=round(packets / seconds),
        process_cpu_percent=round(100 * process_s / seconds, 1),
        relay_cpu_percent=round(100 * relay_s / seconds, 1),
        process_us_per_packet=round(1e6 * process_s / packets, 2),
        relay_us_per_packet=round(1e6 * relay_s / packets, 2),
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    figures = asdict(asyncio.run(measure(given.seconds)))
    if given.json:
        print(json.dumps(figures))
        return
    for name, value in figures.items():
        print(f"{name:24} {value}")


if __name__ == "__main__":
    main()
