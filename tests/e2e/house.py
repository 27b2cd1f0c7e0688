"""A running `goround serve --demo` in a process of its own, and a company of synthetic members."""

import contextlib
import json
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

START_S = 30.0
"""Time to first answer on a busy two-core machine; about 3 s on an idle one."""

STOP_S = 5.0
"""What the command promises after SIGTERM."""

POLL_S = 0.05


@dataclass(frozen=True, slots=True)
class MemberLink:
    """One of the personal links of the demo group."""

    name: str
    link: str


@dataclass(frozen=True, slots=True)
class House:
    """The process and the links it printed."""

    url: str
    facilitator: str
    co_facilitator: MemberLink
    members: Sequence[MemberLink]
    media_port: int
    process: subprocess.Popen[bytes]
    log: Path


def goround() -> list[str]:
    """The console script of the environment the tests run in."""
    return [str(Path(sys.executable).with_name("goround"))]


def free_port() -> int:
    """A port that nobody holds at the moment, nor the one after it, for UDP and TCP: the relay takes one for each core."""
    import socket

    for _ in range(100):
        with contextlib.ExitStack() as held:
            udp, tcp, next_udp, next_tcp = (
                held.enter_context(socket.socket(socket.AF_INET, kind))
                for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM) * 2
            )
            udp.bind(("127.0.0.1", 0))
            port = int(udp.getsockname()[1])
            with contextlib.suppress(OSError, OverflowError):
                for other, number in ((tcp, port), (next_udp, port + 1), (next_tcp, port + 1)):
                    other.bind(("127.0.0.1", number))
                return port
    raise AssertionError("no two ports in a row are free")


@contextmanager
def open_house(
    folder: Path, *, port: int | None = None, media_port: int | None = None, options: Sequence[str] = ()
) -> Iterator[House]:
    """Start a server on free ports with its data in `folder`; stop it with SIGTERM at the end."""
    port = port or free_port()
    media_port = media_port or free_port()
    links_file = folder / "links.json"
    links_file.unlink(missing_ok=True)
    log = folder / "serve.log"
    places = ["--host", "127.0.0.1", "--port", str(port), "--media-port", str(media_port), "--media-workers", "2"]
    places += ["--data-dir", str(folder / "data"), "--links-file", str(links_file)]
    with log.open("ab") as out:
        process = subprocess.Popen(
            [*goround(), "serve", "--demo", *places, *options],
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_ready(process, url, log)
        links = json.loads(links_file.read_text())
        members = [MemberLink(**entry) for entry in links["members"]]
        co_facilitator = MemberLink(**links["co_facilitators"][0])
        yield House(url, links["facilitator"], co_facilitator, members, media_port, process, log)
    finally:
        stop(process)


def stop(process: subprocess.Popen[bytes]) -> None:
    """SIGTERM and the promised time; a process that does not keep the promise is killed and fails the test."""
    if process.poll() is not None:
        return
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_S + 1.0)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise


def _wait_ready(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=2.0) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(POLL_S)
    raise AssertionError(f"the server did not start:\n{log.read_text()[-4000:]}")


@contextmanager
def company(links: Sequence[MemberLink], folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Synthetic members on these links until the block ends; what they received is in `folder/company.json`."""
    with (folder / "company.log").open("ab") as out:
        process = subprocess.Popen(
            [*goround(), "members", *(member.link for member in links), "--report", str(folder / "company.json")],
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        yield process
    finally:
        stop(process)
