"""Where live rooms are kept between commands; every store passes the same contract tests."""

from signaling.stores.codec import NotReadable, decode_event, decode_room, encode_event, encode_room
from signaling.stores.memory import MemoryStore
from signaling.stores.revisions import NoRevisions, RevisionBus
from signaling.stores.store import OUTCOMES_PER_SEAT, CommandKey, Kept, Outcome, Revision, RoomStore

__all__ = [
    "OUTCOMES_PER_SEAT",
    "CommandKey",
    "Kept",
    "MemoryStore",
    "NoRevisions",
    "NotReadable",
    "Outcome",
    "Revision",
    "RevisionBus",
    "RoomStore",
    "decode_event",
    "decode_room",
    "encode_event",
    "encode_room",
]
