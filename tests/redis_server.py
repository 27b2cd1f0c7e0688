"""A real redis-server, as long as a test needs it."""

import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

START_S = 20.0


class RedisServer:
    """One process on a Unix socket in a folder of its own; it keeps an append-only file, so it can be started again."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.socket = folder / "redis.sock"
        self._folder = folder
        self._arguments = arguments
        self._process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        return f"unix://{self.socket}"

    def start(self) -> Self:
        """Return when it takes connections."""
        program = shutil.which("redis-server")
        assert program is not None, "the tests need redis-server: deploy/toolchain.sh test"
        self._process = subprocess.Popen(
            [
                *(program, "--port", "0", "--unixsocket", str(self.socket), "--dir", str(self._folder)),
                *("--save", "", "--appendonly", "yes", "--appendfsync", "everysec"),
                *self._arguments,
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self._process.stdout is not None
        said = ""
        for line in self._process.stdout:
            said += line
            if "Ready to accept connections" in line or "ready to accept connections" in line:
                return self
        raise AssertionError(f"redis-server did not start: {said}")

    def stop(self) -> None:
        """End it in order."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once, as a crash does."""
        self._end(signal.SIGKILL)

    def freeze(self) -> None:
        """Let it answer nobody, until `thaw`."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    def _end(self, number: signal.Signals) -> None:
        if self._process is None:
            return
        self._process.send_signal(number)
        self._process.communicate(timeout=START_S)
        self._process = None


@contextmanager
def redis_server(*arguments: str) -> Iterator[RedisServer]:
    """Run one, with further arguments, and leave nothing of it."""
    # Not pytest's folder: the path of a Unix socket has at most 107 bytes.
    with tempfile.TemporaryDirectory(prefix="goround-redis-") as folder:
        server = RedisServer(Path(folder), *arguments).start()
        try:
            yield server
        finally:
            server.kill()
