"""The command `goround`."""

import argparse
import asyncio
import importlib.metadata
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from server.bench import add_bench, run_bench
from server.config import PREFIX, Settings
from server.errors import StartFailed

USAGE_ERROR = 2

DESCRIPTION = """\
Confidential video rooms for therapist-led groups.

  goround serve --demo        a group to try it with: links are printed, open them in a browser
  goround rehearse            a room with seven synthetic members, to practise leading a session alone
  goround members LINK...     fill a room with synthetic members
  goround bench relay         measure what the media relay costs on this machine
"""

SERVE_DESCRIPTION = """\
Run the web site, the signaling and the media relay in one process, until SIGTERM or Ctrl-C.

People need two ports: TCP (--port) for the pages, UDP (--media-port) for sound and picture. Browsers give
camera and microphone only to https pages and to localhost: put a proxy with a certificate in front and say
where people find it with --public-url.
"""

SERVE_EPILOG = f"""\
Each option can also be set in the environment, --media-port as {PREFIX}MEDIA_PORT and so on; an option goes
before it. {PREFIX}NODE_SECRET, in the environment only, is what processes on one Redis know one another by; without it
they find one in Redis. Exit status: 0 after SIGTERM or Ctrl-C, 2 when it cannot start (one line on stderr says why).

examples:
  goround serve --demo
  goround serve --host 0.0.0.0 --public-url https://rooms.example.org --media-announce 203.0.113.7
"""

MEMBERS_DESCRIPTION = """\
Join rooms by personal links as synthetic members: they wait to be admitted, send real sound and a moving
picture with their name, take the floor when it is theirs and give it back. For rehearsal, tests and load.
With --play they also ask for the floor, pass, give feedback, hand on the talking piece, react, and seldom ask for
support. Runs until its members have left or the room has ended, the time is over, or Ctrl-C.
"""

REHEARSE_DESCRIPTION = """\
Practise leading a session alone: starts a server with the demo group and seven synthetic members who play their parts,
and prints the facilitator's link. Everything is kept in a folder of its own that is gone after Ctrl-C.
"""


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(USAGE_ERROR, f"{self.prog}: {message} (see {self.prog} --help)\n")


class _Version(argparse.Action):
    """Looks the version up only when it is asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        print(f"goround {importlib.metadata.version('goround')}")
        parser.exit()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit status."""
    given = _parser().parse_args(arguments)
    try:
        return _COMMANDS[given.command](given)
    except StartFailed as failure:
        print(f"goround: {failure}", file=sys.stderr)
        return USAGE_ERROR
    except KeyboardInterrupt:
        return 0


def _serve(given: argparse.Namespace) -> int:
    # Imported here, so that --help need not wait for it.
    from server.serve import serve

    settings = Settings.load({name: value for name, value in vars(given).items() if name != "command"})
    asyncio.run(serve(settings))
    return 0


def _members(given: argparse.Namespace) -> int:
    from server.members import Part, run_members

    links = sys.stdin.read().split() if given.links == ["-"] else given.links
    if not links:
        raise StartFailed("no link on standard input")
    part = Part(given.seed, given.pace, given.support) if given.play else None
    return asyncio.run(run_members(links, duration_s=given.duration, report=given.report, part=part))


def _rehearse(given: argparse.Namespace) -> int:
    from server.rehearsal import Rehearsal

    places = {"--host": given.host, "--port": given.port, "--media-port": given.media_port}
    playing = [f"--pace={given.pace}", f"--seed={given.seed}", *([] if given.support else ["--no-support"])]
    serving = [f"{option}={value}" for option, value in places.items() if value is not None]
    return asyncio.run(Rehearsal(serving, playing).run())


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="goround",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and exit")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=_Parser)
    _add_serve(commands)
    _add_members(commands)
    _add_rehearse(commands)
    add_bench(commands)
    return parser


def _add_serve(commands: "argparse._SubParsersAction[_Parser]") -> None:
    serve = commands.add_parser(
        "serve",
        help="run the server",
        description=SERVE_DESCRIPTION,
        epilog=SERVE_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        # What is not given leaves no trace: the environment and the defaults come after.
        argument_default=argparse.SUPPRESS,
        allow_abbrev=False,
    )
    for name, metavar, text in (
        ("--host", "HOST", "address to listen on; 0.0.0.0 for all (default: 127.0.0.1)"),
        ("--port", "PORT", "TCP port of the pages, 0 for a free one (default: 8080)"),
        ("--data-dir", "DIR", "where everything is kept; made if missing (default: goround-data)"),
        ("--public-url", "URL", "where people find the server (default: made of host and port)"),
        ("--media-host", "IP", "address the relay listens on (default: that of the pages; all, if that is loopback)"),
        ("--media-port", "PORT", "first UDP and TCP port of all sound and picture, 0 for free ones (default: 10000)"),
        ("--media-workers", "N", "threads of the relay, each on a port of its own (default: one for each core)"),
        ("--turn-urls", "URL,...", "TURN servers, like turns:turn.example.org:443?transport=tcp"),
        ("--turn-secret-file", "FILE", "the secret that the TURN servers have, too"),
        ("--media-announce", "IP,...", "addresses browsers reach the relay at, where it is behind NAT"),
        ("--trusted-proxies", "NET,...", "networks of proxies whose X-Forwarded-For is believed, like 10.0.0.0/8"),
        ("--links-file", "FILE", "write the demo group's personal links there as JSON, for its owner only"),
        ("--log-format", "FORMAT", "text or json (default: text)"),
    ):
        serve.add_argument(name, metavar=metavar, help=text)
    serve.add_argument(
        *("--redis", "--redis-url"),
        dest="redis_url",
        metavar="URL",
        help="share live rooms with other processes by this Redis, like redis://127.0.0.1:6379/0 (default: keep them here)",
    )
    serve.add_argument("--turn-only", action="store_true", help="let browsers take no way but TURN, to try it")
    serve.add_argument(
        "--node-url",
        metavar="URL",
        help="where the other processes on the same Redis reach this one directly (default: made of host and port)",
    )
    serve.add_argument(
        "--demo", action="store_true", help="make 'Tuesday group': two facilitators and eight members, links printed"
    )


def _add_members(commands: "argparse._SubParsersAction[_Parser]") -> None:
    members = commands.add_parser(
        "members",
        help="fill a room with synthetic members",
        description=MEMBERS_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    members.add_argument("links", nargs="+", metavar="LINK", help="a personal link; one member each (-: from stdin)")
    members.add_argument(
        "--duration", type=_seconds, metavar="S", help="leave after S seconds (default: stay until the end)"
    )
    members.add_argument("--report", type=Path, metavar="FILE", help="write what each member received there as JSON")
    members.add_argument("--play", action="store_true", help="play a part in every way the group can speak")
    _add_playing(members.add_argument_group("with --play"))


def _add_rehearse(commands: "argparse._SubParsersAction[_Parser]") -> None:
    rehearse = commands.add_parser(
        "rehearse",
        help="practise leading a session, alone",
        description=REHEARSE_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    for name, metavar, text in (
        ("--host", "HOST", "as for goround serve"),
        ("--port", "PORT", "as for goround serve"),
        ("--media-port", "PORT", "as for goround serve"),
    ):
        rehearse.add_argument(name, metavar=metavar, help=text)
    _add_playing(rehearse)


def _add_playing(command: argparse._ActionsContainer) -> None:
    command.add_argument("--pace", type=_pace, default=1.0, metavar="N", help="play N times as fast, 0.1 to 10")
    command.add_argument(
        "--seed", type=int, default=1, metavar="N", help="another number is another evening (default: 1)"
    )
    command.add_argument("--no-support", dest="support", action="store_false", help="never ask for support")


_COMMANDS = {"serve": _serve, "members": _members, "rehearse": _rehearse, "bench": run_bench}


def _pace(text: str) -> float:
    try:
        pace = float(text)
    except ValueError:
        pace = 0.0
    if not 0.1 <= pace <= 10:
        raise argparse.ArgumentTypeError("should be a number from 0.1 to 10")
    return pace


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise argparse.ArgumentTypeError("should be a number of seconds above 0")
    return seconds
