"""Rooms and events as bytes, for stores outside the process.

JSON by field name. A room is an object; an event is ``[name of its type, object]``, since the type is not in its
fields. A field that is missing takes its default, so rooms kept by an older version load; unknown fields are ignored.
"""

from collections.abc import Mapping
from typing import get_args

import msgspec

from signaling.room import Event, Room

_EVENT_TYPES: dict[str, type[Event]] = {each.__name__: each for each in get_args(Event)}


class NotReadable(ValueError):
    """The bytes are no room, or no event, of this version."""


def encode_room(room: Room) -> bytes:
    """A room as bytes; ``decode_room`` gives an equal one."""
    return msgspec.json.encode(room, enc_hook=_as_dict)


def decode_room(data: bytes) -> Room:
    """A room from bytes.

    Raises:
        NotReadable: they are no room.
    """
    try:
        return msgspec.json.decode(data, type=Room)
    except msgspec.DecodeError as exc:
        raise NotReadable("not a room") from exc


def encode_event(event: Event) -> bytes:
    """An event as bytes; ``decode_event`` gives an equal one."""
    return msgspec.json.encode((type(event).__name__, event), enc_hook=_as_dict)


def decode_event(data: bytes) -> Event:
    """An event from bytes.

    Raises:
        NotReadable: they are no event.
    """
    try:
        name, fields = msgspec.json.decode(data, type=tuple[str, msgspec.Raw])
        return msgspec.json.decode(fields, type=_EVENT_TYPES[name])
    except (msgspec.DecodeError, KeyError) as exc:
        raise NotReadable("not an event") from exc


def _as_dict(value: object) -> object:
    """What a ``Mapping`` is that is no ``dict``."""
    if isinstance(value, Mapping):
        return dict(value)
    raise NotImplementedError
