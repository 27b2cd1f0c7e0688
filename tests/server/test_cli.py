"""What the command says when it cannot start, and its help."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.config import Settings

from .process import demo, goround

FREE_PORTS = ("--port", "0", "--media-port", "0")


@pytest.fixture
def taken_tcp() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as held:
        yield held.getsockname()[1]


@pytest.fixture
def taken_udp() -> Iterator[int]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


async def _refuses(*arguments: str, **settings: str) -> str:
    """The one line that the command ends with, instead of starting."""
    finished = await goround(*arguments, **settings)
    assert (finished.status, finished.out) == (2, "")
    assert finished.err.count("\n") == 1
    assert finished.err.startswith("goround")
    return finished.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "COMMAND"),
        (["dance"], "invalid choice: 'dance'"),
        (["serve", "--colour", "red"], "unrecognized arguments: --colour red"),
        (["serve", "--port"], "--port: expected one argument"),
        (["serve", "--port", "http"], "--port: input should be a valid integer"),
        (["serve", "--media-port", "70000"], "--media-port: input should be less than or equal to 65535"),
        (["serve", "--host", "256.256.256.256", "--port", "0"], "cannot listen on 256.256.256.256 TCP port 0: "),
        (["serve", "--links-file", "links.json"], "--links-file: there are no links to write without --demo"),
        (["members"], "LINK"),
        (["members", "-"], "no link on standard input"),
        (["rehearse", "--pace", "0"], "--pace: should be a number from 0.1 to 10"),
        (["members", "--duration", "-1", "http://127.0.0.1:1/join#x"], "--duration: should be a number of seconds"),
    ],
)
async def test_a_bad_argument_is_one_line(arguments: list[str], says: str) -> None:
    assert says in await _refuses(*arguments)


async def test_a_bad_setting_in_the_environment_is_one_line() -> None:
    assert "GOROUND_PORT: input should be a valid integer" in await _refuses("serve", GOROUND_PORT="http")


async def test_a_tcp_port_in_use_is_one_line(taken_tcp: int, tmp_path: Path) -> None:
    line = await _refuses("serve", "--port", str(taken_tcp), "--data-dir", str(tmp_path))
    assert (
        line == f"goround: cannot listen on 127.0.0.1 TCP port {taken_tcp}: it is in use; choose another with --port\n"
    )


@pytest.mark.parametrize(("media_host", "listens_on"), [(["--media-host", "127.0.0.1"], "127.0.0.1"), ([], "0.0.0.0")])
async def test_a_udp_port_in_use_is_one_line(
    taken_udp: int, tmp_path: Path, media_host: list[str], listens_on: str
) -> None:
    places = ["--port", "0", "--media-port", str(taken_udp), "--data-dir", str(tmp_path / "data")]
    line = await _refuses("serve", *places, *media_host)
    assert f"cannot listen on {listens_on} UDP port {taken_udp}: it is in use; choose another with --media-port" in line
    assert not (tmp_path / "data").exists()


async def test_a_data_directory_that_cannot_be_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    line = await _refuses("serve", *FREE_PORTS, "--data-dir", str(tmp_path / "file" / "data"))
    assert f"cannot write the data directory {tmp_path}/file/data: not a directory; choose another" in line


async def test_a_data_directory_that_cannot_be_written_is_one_line() -> None:
    # /proc refuses even root.
    assert "cannot write the data directory /proc/self: " in await _refuses(
        "serve", *FREE_PORTS, "--data-dir", "/proc/self"
    )


async def test_a_data_directory_that_another_server_uses_is_one_line(tmp_path: Path) -> None:
    async with demo(tmp_path):
        line = await _refuses("serve", *FREE_PORTS, "--data-dir", str(tmp_path / "data"))
    assert f"another server uses the data directory {tmp_path}/data; choose another with --data-dir" in line


async def test_a_damaged_database_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "goround.db").write_text("this is no database " * 100)
    line = await _refuses("serve", *FREE_PORTS, "--data-dir", str(tmp_path))
    assert f"cannot use the database {tmp_path}/goround.db: " in line


async def test_a_links_file_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere" / "links.json"
    places = ["--data-dir", str(tmp_path), "--links-file", str(nowhere)]
    line = await _refuses("serve", "--demo", "--port", "0", "--media-port", "0", *places)
    assert f"cannot write {nowhere}: no such file or directory" in line


async def test_the_help_names_every_command() -> None:
    finished = await goround("--help")
    assert finished.status == 0
    assert "goround serve --demo" in finished.out
    assert "goround rehearse" in finished.out
    assert "goround members LINK" in finished.out


async def test_the_help_of_serve_names_every_setting() -> None:
    finished = await goround("serve", "--help")
    assert finished.status == 0
    for name in Settings.model_fields.keys() - {"node_secret"}:
        assert f"--{name.replace('_', '-')}" in finished.out
    assert "GOROUND_NODE_SECRET" in finished.out, "whoever lists processes sees their options, not their environment"
    for default in ("127.0.0.1", "8080", "10000", "goround-data"):
        assert default in finished.out
    assert "GOROUND_MEDIA_PORT" in finished.out


async def test_the_version_is_told() -> None:
    finished = await goround("--version")
    assert finished.out.startswith("goround 0.")
