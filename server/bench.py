"""The command `goround bench`: figures of this machine, with the commands that make them."""

import argparse
import importlib
from typing import TYPE_CHECKING, Any

from server.errors import StartFailed

if TYPE_CHECKING:
    # The parser's own class is private to argparse.
    Commands = argparse._SubParsersAction[Any]

RELAY_DESCRIPTION = """\
Load the media relay with rooms of eight over loopback, without browsers: three sizes of picture and sound
from everybody, AEAD_AES_256_GCM, about 9,800 packets/s and 64 Mbit/s out of each room. Prints what a
forwarded packet costs, and beside it the machine's floor: encrypting and sending the same datagrams and
nothing else, "tight" (back to back) and "paced" (in the bursts of the rooms, at their time).

On a machine with two cores the relay has one and the load the other. Run it from a clone: the load
generator is built with cargo.
"""

RELAY_EPILOG = """\
examples:
  goround bench relay                   one room, with and without GSO: less than a minute
  goround bench relay --rooms 50
  goround bench relay --load            forwarding delay at 70 % of a core
  goround bench relay --search          rooms on one core before p99 > 5 ms or a loss
  goround bench relay --peers janus     the same room at another SFU
"""
MAX_ROOMS = 256

SIGNALING_DESCRIPTION = """\
Load one server process with rooms of eight over loopback: people open and close their microphones, and
each command is timed until the last of the eight has the view of it. No media. The load is a process of
its own; on a machine with two cores each has one. Run it from a clone; Redis is started for it.
"""

SIGNALING_EPILOG = """\
examples:
  goround bench signaling                             1, 100 and 500 rooms, in memory and in Redis
  goround bench signaling --rooms 100 --rate 4        livelier ones
  goround bench signaling --flood --store memory      as many commands as one process takes
"""
MAX_SIGNALING_ROOMS = 1_000
MAX_RATE = 30.0
"""Of eight people, each within the protocol's limit."""


def add_bench(commands: "Commands") -> None:
    """Add the command with its benchmarks."""
    bench = commands.add_parser("bench", help="measure this machine", allow_abbrev=False)
    benchmarks = bench.add_subparsers(dest="benchmark", required=True, metavar="BENCHMARK")
    relay = benchmarks.add_parser(
        "relay",
        help="what the media relay costs, beside the machine's floor",
        description=RELAY_DESCRIPTION,
        epilog=RELAY_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    relay.add_argument("--rooms", type=_rooms, default=1, metavar="N", help="rooms of eight (default: 1)")
    relay.add_argument("--seconds", type=_seconds, default=8.0, metavar="S", help="how long to measure (default: 8)")
    relay.add_argument(
        "--gso", action=argparse.BooleanOptionalAction, help="only with, or only without, segmentation offload"
    )
    relay.add_argument("--load", action="store_true", help="as many rooms as take 70 %% of a core")
    relay.add_argument("--search", action="store_true", help="the most rooms that one core carries")
    relay.add_argument("--peers", action="append", choices=["janus"], default=[], help="measure another SFU, too")
    relay.add_argument("--json", action="store_true", help="print JSON instead of text")
    _add_signaling(benchmarks)


def _add_signaling(benchmarks: "Commands") -> None:
    signaling = benchmarks.add_parser(
        "signaling",
        help="how fast commands become everyone's view",
        description=SIGNALING_DESCRIPTION,
        epilog=SIGNALING_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    signaling.add_argument(
        "--rooms", type=_rooms_of_signaling, action="append", metavar="N", help="rooms of eight (default: 1, 100, 500)"
    )
    signaling.add_argument(
        "--store", action="append", choices=["memory", "disk", "redis"], help="where they are (default: memory, redis)"
    )
    signaling.add_argument(
        "--rate", type=_rate, default=1.0, metavar="R", help="commands a second in each room (default: 1)"
    )
    signaling.add_argument("--flood", action="store_true", help="in each room one command after another, without pause")
    signaling.add_argument("--seconds", type=_seconds, default=5.0, metavar="S", help="how long each (default: 5)")
    signaling.add_argument("--json", action="store_true", help="print JSON instead of text")


def run_bench(given: argparse.Namespace) -> int:
    """Run the benchmark that was asked for; its exit status.

    Raises:
        StartFailed: this is no clone of the source.
    """
    # By name: the server itself must not need what only a clone has.
    try:
        benchmark = importlib.import_module(f"bench.{given.benchmark}.command")
    except ModuleNotFoundError as missing:
        if missing.name is None or missing.name.partition(".")[0] != "bench":
            raise
        raise StartFailed("benchmarks are run from a clone of the source") from missing
    return int(benchmark.main(given))


def _rooms(text: str) -> int:
    try:
        rooms = int(text)
    except ValueError:
        rooms = 0
    if not 1 <= rooms <= MAX_ROOMS:
        raise argparse.ArgumentTypeError(f"should be a number from 1 to {MAX_ROOMS}")
    return rooms


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 1 <= seconds <= 600:
        raise argparse.ArgumentTypeError("should be a number of seconds from 1 to 600")
    return seconds


def _rooms_of_signaling(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= MAX_SIGNALING_ROOMS:
        raise argparse.ArgumentTypeError(f"should be a number from 1 to {MAX_SIGNALING_ROOMS}")
    return int(text)


def _rate(text: str) -> float:
    try:
        rate = float(text)
    except ValueError:
        rate = 0.0
    if not 0 < rate <= MAX_RATE:
        raise argparse.ArgumentTypeError(f"should be a number above 0, at most {MAX_RATE:g}")
    return rate
