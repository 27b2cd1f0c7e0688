"""One run of another SFU."""

import json

from bench.peers.peer import Peer
from bench.process_clock import process_cpu_s
from bench.relay.figures import Load, PeerRun
from bench.relay.measure import Bench, go
from bench.relay.process import cores, line_process


async def measure(peer: Peer, bench: Bench) -> PeerRun:
    """Run it with the same load as the relay.

    Raises:
        BenchFailed: it is not installed, or does not work.
    """
    measured, elsewhere = cores()
    async with (
        peer.room(measured) as room,
        line_process("the load generator", [bench.program, "load"], elsewhere) as generator,
    ):
        await generator.tell(*room.lines, go(bench.seconds))
        await generator.hear()
        await generator.hear()
        before = process_cpu_s(room.pid)
        await generator.hear(within_s=bench.seconds + 30)
        cpu_s = process_cpu_s(room.pid) - before
        load = Load(**json.loads(await generator.hear()))
    return PeerRun(peer.name, room.version, load, cpu_s)
