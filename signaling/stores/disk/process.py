"""The one process that uses a `DiskStore`, and its earlier life."""

import logging
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from signaling.clock import Clock
from signaling.processes import DeadProcess, new_node, node_of
from signaling.room import ConnectionId, Instant, RoomId
from signaling.stores.disk.store import DiskStore

_DIGITS = 20

_log = logging.getLogger(__name__)


class DiskProcess:
    """See ``Processes``: the only other is the one that had the folder before.

    Whoever was connected to that one is let go as of its last sign of life, so that no turn has run on while there was
    nobody to speak to: its people find everything as it was when they come back.
    """

    def __init__(self, store: DiskStore, folder: Path, clock: Clock) -> None:
        """Read when the folder's last process was alive last.

        Raises:
            OSError: the folder cannot be written.
        """
        self.me = new_node()
        self.store = store
        self._clock = clock
        self._path = folder / "alive"
        self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        seen = (self._seen(), store.last_record)
        self._earlier = (
            DeadProcess("before", store.rooms, self._held_before, _latest(seen, clock.now())) if store.rooms else None
        )

    async def enter(self, room: RoomId) -> None:
        """See ``Processes``."""

    async def dead(self) -> Sequence[DeadProcess]:
        """See ``Processes``."""
        if self._earlier is not None:
            return [self._earlier]
        await self._say_alive()
        return ()

    async def bury(self, dead: DeadProcess) -> None:
        """See ``Processes``."""
        self._earlier = None
        await self._say_alive()

    async def leave(self) -> None:
        """See ``Processes``."""
        await self._say_alive()
        self.store.close()

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """See `close`."""
        self.close()

    def close(self) -> None:
        """Close the files."""
        os.close(self._descriptor)
        self.store.close()

    async def _say_alive(self) -> None:
        try:
            os.pwrite(self._descriptor, str(self._clock.now()).zfill(_DIGITS).encode(), 0)
        except OSError as exc:
            _log.error("cannot write %s: %s", self._path, exc.strerror or exc)
        await self.store.sync()

    def _seen(self) -> Instant | None:
        digits = os.pread(self._descriptor, _DIGITS, 0)
        return Instant(int(digits)) if digits.isdigit() else None

    def _held_before(self, connection: ConnectionId) -> bool:
        return node_of(connection) != self.me


def _latest(seen: Sequence[Instant | None], now: Instant) -> Instant:
    """The last sign of life; at most ``now``, should the machine's clock have been set back meanwhile."""
    return min(now, max((each for each in seen if each is not None), default=now))
