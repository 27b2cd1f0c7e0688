"""Runs of the relay and of the floors, each in processes of its own."""

import json
from dataclasses import dataclass
from pathlib import Path

from bench.relay.figures import Floor, Load, RelayRun
from bench.relay.process import LineProcess, cores, line_process, python_module
from bench.relay.room import PEOPLE
from bench.relay.subject import Reading

WARM_UP_S = 2.0
DRAIN_MS = 2
"""Between two readings of the generator's sockets: nobody is woken by what the relay sends, as by a network card's."""
OPENED_PER_S = 20_000
"""Packets that the generator opens to read when they were sent; with more rooms a sample."""
ROOM_PACKETS_PER_S = 9_800


@dataclass(frozen=True, slots=True)
class Bench:
    """The load generator and how long to measure."""

    program: Path
    seconds: float

    async def floor(self, mode: str, *, offload: bool, rooms: int) -> Floor:
        """Measure a floor with the traffic of so many rooms."""
        measured, elsewhere = cores()
        async with line_process("the sink", [self.program, "sink"], elsewhere) as sink:
            ports = await sink.ask(f"sockets={PEOPLE * rooms} drain_ms={DRAIN_MS}")
            async with line_process("the floor", [self.program, "floor"], measured) as floor:
                seconds = min(self.seconds / 4, 5.0)
                words = f"mode={mode} joins={int(offload)} seconds={seconds} ports={ports}"
                answer = json.loads(await floor.ask(words, within_s=seconds + 30))
        return Floor(mode, offload, **answer)

    async def relay(self, rooms: int, *, offload: bool, joins: bool = False, seconds: float | None = None) -> RelayRun:
        """Measure the relay with so many rooms; ``joins``: `RelayRun.joins`."""
        measured, elsewhere = cores()
        command = python_module("bench.relay.subject", "--rooms", str(rooms), "--offload", str(int(offload)))
        async with line_process("the relay", command, measured) as subject:
            hello = json.loads(await subject.hear())
            async with line_process("the load generator", [self.program, "load"], elsewhere) as generator:
                open_every = max(1, rooms * ROOM_PACKETS_PER_S // OPENED_PER_S)
                await generator.tell(*hello["lines"], go(seconds or self.seconds, open_every, joins=joins))
                await generator.hear()
                await generator.hear()
                before = await _reading(subject)
                await generator.hear(within_s=(seconds or self.seconds) + 30)
                after = await _reading(subject)
                load = Load(**json.loads(await generator.hear()))
        return _run((rooms, offload, joins), load, before, after, int(hello["empty_bytes"]))


def go(seconds: float, open_every: int = 1, *, joins: bool = False) -> str:
    """The line that starts the generator."""
    return f"go warm_up={WARM_UP_S} seconds={seconds} drain_ms={DRAIN_MS} open_every={open_every} joins={int(joins)}"


async def _reading(subject: LineProcess) -> Reading:
    return Reading(**json.loads(await subject.ask("read")))


def _run(of: tuple[int, bool, bool], load: Load, before: Reading, after: Reading, empty_bytes: int) -> RelayRun:
    rooms, offload, joins = of
    dropped = {reason: count - before.dropped.get(reason, 0) for reason, count in after.dropped.items()}
    return RelayRun(
        rooms=rooms,
        offload=offload,
        joins=joins,
        load=load,
        seconds=after.at_s - before.at_s,
        forwarded=after.forwarded - before.forwarded,
        thread_cpu_s=after.thread_s - before.thread_s,
        process_cpu_s=after.process_s - before.process_s,
        dropped={reason: count for reason, count in dropped.items() if count},
        room_bytes=(after.resident_bytes - empty_bytes) // rooms,
        allocations=after.allocations - before.allocations,
        statistics_ms=1000 * after.statistics_s,
    )
