"""Rooms in memory and, whole, in files."""

import asyncio
import logging
from collections.abc import Sequence
from pathlib import Path

from signaling.clock import Clock
from signaling.room import Event, Instant, Room, RoomId
from signaling.stores.codec import NotReadable
from signaling.stores.disk import record
from signaling.stores.disk.journal import Reading, RoomJournal, Saving, read_all, set_aside
from signaling.stores.memory import MemoryStore
from signaling.stores.store import CommandKey, Kept, Outcome, Revision

_log = logging.getLogger(__name__)


class DiskStore(MemoryStore):
    """A ``RoomStore`` for one process, whose rooms are there again after it ended, in whatever way.

    What a method has returned is in a file by then: a process that is killed loses nothing that was accepted. `sync`
    brings files to the disk: a machine that loses its power loses what came after the last one. Histories are not kept.
    A disk that cannot be written stops no room; that is logged, and made good once it can.
    """

    def __init__(self, folder: Path, clock: Clock) -> None:
        """Find the rooms that are there.

        Args:
            folder: Where to keep them; made, for its owner only, if missing. No other process may use it.
            clock: The server's.

        Raises:
            OSError: the folder cannot be read or made.
        """
        super().__init__()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder
        self._clock = clock
        self._journals: dict[RoomId, RoomJournal] = {}
        self.last_record: Instant | None = None
        """When the last change of any room that was found was made."""
        for readings in read_all(folder):
            self._find(readings)

    @property
    def rooms(self) -> Sequence[RoomId]:
        """All that there are."""
        return tuple(self._shelves)

    async def create(self, room: Room, deadline: Instant | None) -> bool:
        """See ``RoomStore``."""
        if not await super().create(room, deadline):
            return False
        self._restart(room.room)
        return True

    async def commit(
        self,
        room_id: RoomId,
        *,
        expected: Revision,
        events: Sequence[Event],
        room: Room,
        deadline: Instant | None,
        command: CommandKey | None = None,
    ) -> bool:
        """See ``RoomStore``."""
        done = await super().commit(
            room_id, expected=expected, events=events, room=room, deadline=deadline, command=command
        )
        if done:
            kept = Kept(room, Revision(expected + 1))
            outcomes = [] if command is None else [(command, kept.revision)]
            self._append(room_id, record.encode(self._clock.now(), kept, deadline, outcomes))
        return done

    async def settle(self, room_id: RoomId, command: CommandKey, outcome: Outcome) -> Outcome:
        """See ``RoomStore``."""
        held = await super().settle(room_id, command, outcome)
        if room_id in self._journals:
            self._append(room_id, record.encode_outcome(self._clock.now(), command, held))
        return held

    async def restore(self, kept: Kept, deadline: Instant | None) -> bool:
        """See ``RoomStore``."""
        if not await super().restore(kept, deadline):
            return False
        self._restart(kept.room.room)
        return True

    async def forget(self, room_id: RoomId) -> None:
        """See ``RoomStore``."""
        await super().forget(room_id)
        journal = self._journals.pop(room_id, None)
        if journal is not None:
            journal.delete()

    async def sync(self) -> None:
        """Bring everything to the disk; call it every second."""
        for room_id, journal in self._journals.items():
            if journal.full:
                self._restart(room_id)
        savings = [journal.saving() for journal in self._journals.values() if journal.unsaved]
        if savings:
            await asyncio.to_thread(_save, savings)

    def close(self) -> None:
        """Close all files. Idempotent."""
        for journal in self._journals.values():
            journal.close()

    def _append(self, room_id: RoomId, data: bytes) -> None:
        journal = self._journals[room_id]
        if journal.full:
            self._restart(room_id)
            return
        try:
            journal.append(data)
        except OSError as exc:
            _log.error("room %s: not written to %s: %s", room_id, self._folder, exc.strerror or exc)

    def _restart(self, room_id: RoomId) -> None:
        """Write all that is known of a room into a new file."""
        shelf = self._shelves[room_id]
        journal = self._journals.get(room_id)
        if journal is None:
            journal = self._journals[room_id] = RoomJournal(self._folder, room_id)
        try:
            journal.restart(record.encode(self._clock.now(), shelf.kept, shelf.deadline, shelf.outcomes))
        except OSError as exc:
            _log.error("room %s: not written to %s: %s", room_id, self._folder, exc.strerror or exc)

    def _find(self, readings: Sequence[Reading]) -> None:
        """Take up a room where its files end; what is damaged is set aside, and what is not is used."""
        records = [data for reading in readings for data in reading.records]
        try:
            remains = record.reassemble(records)
        except NotReadable:
            self._set_aside(readings, "and held nothing that can be used: its room begins anew")
            return
        room = record.room_of(remains)
        self._put(remains.kept, remains.deadline)
        self._shelves[room].outcomes = remains.outcomes
        self._set_aside(
            [each for each in readings if not each.whole], f"at its end: room {room} is as it was before that"
        )
        self._restart(room)
        self.last_record = max(self.last_record or remains.at, remains.at)

    def _set_aside(self, damaged: Sequence[Reading], what: str) -> None:
        for reading in damaged:
            try:
                kept = set_aside(reading.path)
            except OSError as exc:
                _log.error("%s is damaged and cannot be set aside: %s", reading.path.name, exc.strerror or exc)
            else:
                _log.error("%s was damaged %s; it was set aside as %s", reading.path.name, what, kept.name)


def _save(savings: Sequence[Saving]) -> None:
    for saving in savings:
        try:
            saving.run()
        except OSError as exc:
            _log.error("rooms may not be safe on the disk: %s", exc.strerror or exc)
