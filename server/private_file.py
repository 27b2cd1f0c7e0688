"""Files that hold secrets."""

import os
import secrets
from pathlib import Path


def write_private(path: Path, content: str) -> None:
    """Replace a file in one step by one that only its owner can read (mode 0600).

    A reader sees the old content or the new, never a part; whoever had the old file open or linked keeps the old.

    Raises:
        OSError: the folder cannot be written; the old file is as it was.
    """
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
