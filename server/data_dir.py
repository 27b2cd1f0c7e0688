"""The folder that holds everything a server keeps."""

import tempfile
from pathlib import Path

from server.errors import StartFailed


class DataDir:
    """Where things are in it."""

    def __init__(self, path: Path) -> None:
        self.database = path / "goround.db"
        self.demo_secrets = path / "demo-links.json"

    @classmethod
    def prepare(cls, path: Path) -> "DataDir":
        """Make the folder, for its owner only, where there is none, and see that it can be written.

        Raises:
            StartFailed: it cannot.
        """
        try:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=path):
                pass
        except OSError as exc:
            why = (exc.strerror or str(exc)).lower()
            raise StartFailed(f"cannot write the data directory {path}: {why}; choose another with --data-dir") from exc
        return cls(path)
