"""What things are called in Redis.

Rooms are dealt out over a fixed number of shards, and the shard's number is the hash tag of every key of a room and of
the sorted set that holds its deadline. On a Redis Cluster all of them are therefore in one hash slot, where one script
changes them in one step; the shards spread over the nodes. See docs/decisions/0006-rooms-in-redis.md.
"""

from dataclasses import dataclass
from zlib import crc32

from signaling.room import RoomId

SHARDS = 64
"""Never to be changed while there are rooms. Enough for a cluster of a dozen nodes, few enough to look through each second."""

NODES = "goround:{nodes}:leases"
"""Sorted set: processes by the instant at which their lease runs out, in milliseconds of Redis's own clock."""

SECRET = "goround:{nodes}:secret"
"""String: by which processes know one another, where the configuration gives no other."""


@dataclass(frozen=True, slots=True)
class RoomKeys:
    """Of one room."""

    room: str
    """Hash: ``revision``, ``nonce`` of the last commit, ``room`` as JSON."""
    events: str
    """Stream: an entry an event, the oldest dropped."""
    outcomes: str
    """Hash: what became of the last commands of each seat."""
    due: str
    """Sorted set of the shard: rooms by their deadline."""
    news: str
    """Channel: the new revision, whenever there is one."""
    media: str
    """Hash: ``node``, ``epoch``: where the room's media are."""

    @classmethod
    def of(cls, room: RoomId) -> "RoomKeys":
        """The keys of a room."""
        tag = f"goround:{{{crc32(room.encode()) % SHARDS}}}"
        return cls(
            room=f"{tag}:room:{room}",
            events=f"{tag}:events:{room}",
            outcomes=f"{tag}:outcomes:{room}",
            due=f"{tag}:due",
            news=f"{tag}:news:{room}",
            media=f"{tag}:media:{room}",
        )


def due_keys() -> list[str]:
    """The sorted sets of deadlines, all of them."""
    return [f"goround:{{{shard}}}:due" for shard in range(SHARDS)]


def node_rooms(node: str) -> str:
    """Set: rooms in which somebody is, or was, connected to this process."""
    return f"goround:{{nodes}}:rooms:{node}"
