"""The folder that holds everything a server keeps."""

import fcntl
import os
import tempfile
from pathlib import Path

from server.errors import StartFailed


class DataDir:
    """Where things are in it."""

    def __init__(self, path: Path) -> None:
        self.database = path / "goround.db"
        self.demo_secrets = path / "demo-links.json"
        self.rooms = path / "rooms"
        """Of a single process; several have theirs in Redis."""

    @classmethod
    def prepare(cls, path: Path, *, shared: bool = False) -> "DataDir":
        """Make the folder, for its owner only, where there is none, and see that it can be written.

        It is this process's until it ends: rooms are in memory, and two processes would put one group into two rooms.

        Args:
            path: The folder.
            shared: Whether other processes that say so, too, may use it: their rooms are in Redis.

        Raises:
            StartFailed: it cannot, or another process has it.
        """
        lock = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        try:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=path):
                pass
            # Never closed: whatever way the process ends, the kernel then gives the folder free.
            fcntl.flock(os.open(path / "lock", os.O_RDWR | os.O_CREAT, 0o600), lock | fcntl.LOCK_NB)
        except BlockingIOError as exc:
            raise StartFailed(f"another server uses the data directory {path}; choose another with --data-dir") from exc
        except OSError as exc:
            why = (exc.strerror or str(exc)).lower()
            raise StartFailed(f"cannot write the data directory {path}: {why}; choose another with --data-dir") from exc
        return cls(path)
