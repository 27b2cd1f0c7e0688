"""What a record of a room's journal says."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec

from signaling.room import Instant, Refusal, Room, RoomId, SeatId
from signaling.stores.codec import NotReadable
from signaling.stores.outcomes import Outcomes
from signaling.stores.store import CommandKey, Kept, Outcome, Revision


class _Record(msgspec.Struct, array_like=True):
    at: int
    revision: int
    deadline: int | None
    room: Room | None
    outcomes: list[tuple[str, str, int | str]]


@dataclass(slots=True)
class Remains:
    """A room as its files tell it."""

    kept: Kept
    deadline: Instant | None
    outcomes: Outcomes
    at: Instant
    """When its last record was written."""


def encode(at: Instant, kept: Kept, deadline: Instant | None, outcomes: Iterable[tuple[CommandKey, Outcome]]) -> bytes:
    """A record of a room with some outcomes."""
    return _ENCODER.encode(_Record(at, kept.revision, deadline, kept.room, _flat(outcomes)))


def encode_outcome(at: Instant, key: CommandKey, outcome: Outcome) -> bytes:
    """A record of an outcome that changed nothing."""
    return _ENCODER.encode(_Record(at, 0, None, None, _flat([(key, outcome)])))


def reassemble(records: Sequence[bytes]) -> Remains:
    """A room from its records, the oldest first.

    Raises:
        NotReadable: they are not of this version, or hold no room.
    """
    remains: Remains | None = None
    for data in records:
        try:
            record = _DECODER.decode(data)
        except msgspec.DecodeError as exc:
            raise NotReadable("not a record") from exc
        at = Instant(record.at)
        if record.room is not None:
            kept = Kept(record.room, Revision(record.revision))
            deadline = None if record.deadline is None else Instant(record.deadline)
            remains = Remains(kept, deadline, remains.outcomes if remains else Outcomes(), at)
        if remains is None:
            raise NotReadable("no room")
        remains.at = at
        for seat, command, outcome in record.outcomes:
            remains.outcomes.add(CommandKey(SeatId(seat), command), _outcome(outcome))
    if remains is None:
        raise NotReadable("no record")
    return remains


def room_of(remains: Remains) -> RoomId:
    """Whose remains they are."""
    return remains.kept.room.room


def _flat(outcomes: Iterable[tuple[CommandKey, Outcome]]) -> list[tuple[str, str, int | str]]:
    return [(key.seat, key.command, outcome) for key, outcome in outcomes]


def _outcome(value: int | str) -> Outcome:
    if isinstance(value, int):
        return Revision(value)
    try:
        return Refusal(value)
    except ValueError as exc:
        raise NotReadable("not a refusal") from exc


_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(_Record)
