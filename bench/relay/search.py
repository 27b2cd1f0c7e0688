"""How many rooms one core carries."""

from bench.relay.failure import BenchFailed
from bench.relay.figures import RelayRun
from bench.relay.measure import Bench

MAX_P99_US = 5_000
"""A room is carried while its packets take no longer."""
PROBE_S = 4.0
MAX_ROOMS = 256
CLOSE_ENOUGH = 0.05
"""How far the share of a core may be from the one that is looked for."""


def carries(run: RelayRun) -> bool:
    """Whether everything came through in time."""
    return run.load.lost == 0 and run.load.delay_p99_us <= MAX_P99_US


async def most_rooms(bench: Bench, *, offload: bool) -> RelayRun:
    """The run with the most rooms that was still carried.

    Raises:
        BenchFailed: not even one is.
    """
    best: RelayRun | None = None
    low, high = 0, 1
    while high <= MAX_ROOMS:
        run = await _probe(bench, high, offload=offload)
        if not carries(run):
            break
        best, low, high = run, high, 2 * high
    while high - low > max(1, low // 16):
        middle = (low + high) // 2
        run = await _probe(bench, middle, offload=offload)
        if carries(run):
            best, low = run, middle
        else:
            high = middle
    if best is None:
        raise BenchFailed("not even one room is carried: the machine is too busy")
    return best


async def _probe(bench: Bench, rooms: int, *, offload: bool) -> RelayRun:
    """A run with so many rooms; where they are not carried, a second one: something else may have been in the way."""
    run = await bench.relay(rooms, offload=offload, seconds=PROBE_S)
    return run if carries(run) else await bench.relay(rooms, offload=offload, seconds=PROBE_S)


async def at_share(bench: Bench, share: float, *, offload: bool) -> RelayRun:
    """A run in which the relay's thread has about this share of a core to do."""
    rooms = 4
    for _ in range(3):
        run = await bench.relay(rooms, offload=offload, seconds=PROBE_S)
        if abs(run.core_share - share) < CLOSE_ENOUGH:
            break
        rooms = max(1, min(MAX_ROOMS, round(rooms * share / run.core_share)))
    return await bench.relay(rooms, offload=offload)
