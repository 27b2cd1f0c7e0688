"""One room in files: records one after another, each with its length and a checksum.

A record that holds a room holds it whole, so the last good record of a room is the room. A file that has grown large is
followed by another that begins with everything worth keeping; the older ones are deleted once the newer is safe on disk.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from struct import Struct
from zlib import crc32

from signaling.room import RoomId

MAX_BYTES = 1024 * 1024
"""Of one file; some two hundred changes of a room of eight."""

MAX_RECORD_BYTES = 64 * 1024 * 1024
"""Far above any room: a length beyond it is damage."""

SUFFIX = ".room"
DAMAGED = ".damaged"

_HEADER = Struct("<II")
"""Length of the record in bytes, and its CRC-32."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds."""

    path: Path
    records: list[bytes]
    """Up to the first that is not whole."""
    whole: bool
    """Whether that was the end."""


class RoomJournal:
    """Appends records; what `append` has returned from survives the process, and after `Saving.run` the machine."""

    def __init__(self, folder: Path, room: RoomId) -> None:
        """Prepare; the first `restart` makes the first file."""
        self._folder = folder
        self._name = sha256(room.encode()).hexdigest()[:32]
        self._paths: list[Path] = sorted(folder.glob(f"{self._name}.*{SUFFIX}"))
        self._number = _number(self._paths[-1]) if self._paths else 0
        self._descriptor: int | None = None
        self._size = 0
        self._unsynced = False

    @property
    def full(self) -> bool:
        """Whether it is time to `restart`."""
        return self._descriptor is None or self._size >= MAX_BYTES

    @property
    def unsaved(self) -> bool:
        """Whether there is a need for `saving`."""
        return self._unsynced and self._descriptor is not None

    def append(self, record: bytes) -> None:
        """Add a record.

        Raises:
            OSError: it was not added; nothing can be before a `restart`.
        """
        if self._descriptor is None:
            raise OSError("the journal has no file")
        framed = _HEADER.pack(len(record), crc32(record)) + record
        try:
            # One call: a process that is killed has made it or not.
            if os.write(self._descriptor, framed) != len(framed):
                raise OSError("the disk is full")
        except OSError:
            # There may be half a record at the end, after which nothing could be read.
            self.close()
            raise
        self._size += len(framed)
        self._unsynced = True

    def restart(self, record: bytes) -> None:
        """Begin a new file with a record that makes the earlier ones superfluous.

        Raises:
            OSError: the earlier files are as they were.
        """
        self.close()
        self._number += 1
        path = self._folder / f"{self._name}.{self._number:08d}{SUFFIX}"
        self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
        self._paths.append(path)
        self._size = 0
        self.append(record)

    def saving(self) -> "Saving":
        """What brings everything appended so far to the disk. What is appended from here on waits for the next one."""
        if self._descriptor is None:
            raise ValueError("the journal has no file")
        self._unsynced = False
        superfluous, self._paths = self._paths[:-1], self._paths[-1:]
        # Its own descriptor: a thread uses it while this one may be closed.
        return Saving(os.dup(self._descriptor), self._folder, superfluous)

    def close(self) -> None:
        """Close the file. Idempotent."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def delete(self) -> None:
        """Leave nothing of the room."""
        self.close()
        for path in self._paths:
            path.unlink(missing_ok=True)
        self._paths = []


@dataclass(frozen=True, slots=True)
class Saving:
    """One journal on its way to the disk. To be `run` once."""

    descriptor: int
    folder: Path
    superfluous: list[Path]

    def run(self) -> None:
        """Wait for the disk, and delete what is superfluous then. Blocks: it is for a thread.

        Raises:
            OSError: it may be on the disk or not.
        """
        try:
            os.fdatasync(self.descriptor)
        finally:
            os.close(self.descriptor)
        if self.superfluous:
            _sync_folder(self.folder)
        for path in self.superfluous:
            path.unlink(missing_ok=True)


def read_all(folder: Path) -> Iterator[list[Reading]]:
    """What there is of each room, its files in the order in which they were begun."""
    rooms: dict[str, list[Path]] = {}
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        rooms.setdefault(path.name.partition(".")[0], []).append(path)
    for paths in rooms.values():
        yield [_read(path) for path in paths]


def set_aside(path: Path) -> Path:
    """Keep a damaged file where nobody reads it again; returns its new name."""
    return path.replace(path.with_name(path.name + DAMAGED))


def _read(path: Path) -> Reading:
    try:
        data = path.read_bytes()
    except OSError:
        return Reading(path, [], whole=False)
    records, at = [], 0
    while at + _HEADER.size <= len(data):
        length, checksum = _HEADER.unpack_from(data, at)
        record = data[at + _HEADER.size : at + _HEADER.size + length]
        if length > MAX_RECORD_BYTES or len(record) != length or crc32(record) != checksum:
            break
        records.append(record)
        at += _HEADER.size + length
    return Reading(path, records, whole=at == len(data) and bool(records))


def _sync_folder(folder: Path) -> None:
    """Make sure that a file's name is on the disk, too."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _number(path: Path) -> int:
    digits = path.name.split(".")[1]
    return int(digits) if digits.isdigit() else 0
