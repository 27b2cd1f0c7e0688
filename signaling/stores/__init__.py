"""Where live rooms are kept between commands; every store passes the same contract tests."""

from signaling.stores.codec import NotReadable, decode_event, decode_room, encode_event, encode_room
from signaling.stores.memory import MemoryStore
from signaling.stores.store import Kept, Revision, RoomStore

__all__ = [
    "Kept",
    "MemoryStore",
    "NotReadable",
    "Revision",
    "RoomStore",
    "decode_event",
    "decode_room",
    "encode_event",
    "encode_room",
]
