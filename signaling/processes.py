"""The processes that have rooms in common, and what becomes of the people of one that died."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from signaling.room import ConnectionId, Instant, RoomId


def new_node() -> str:
    """A name for this process, unlike that of any other and of any earlier life of it."""
    return secrets.token_urlsafe(9)


def connection_id(node: str) -> ConnectionId:
    """A name for a new connection to this process: the room itself so tells which process holds a seat's connection."""
    return ConnectionId(f"{node}.{secrets.token_urlsafe(12)}")


def node_of(connection: ConnectionId) -> str:
    """The process that holds, or held, a connection.

    >>> node_of(ConnectionId("n-1.c-7"))
    'n-1'
    """
    return connection.partition(".")[0]


@dataclass(frozen=True, slots=True)
class DeadProcess:
    """A process that ended without letting its people go."""

    node: str
    rooms: Sequence[RoomId]
    """Where somebody may still be held by it."""
    held: Callable[[ConnectionId], bool]
    """Whether a connection was one of its own."""
    at: Instant | None = None
    """When it was last seen alive, where nothing has happened to its rooms since."""


class Processes(Protocol):
    """Who else is there. Each method raises `StoreUnavailable` when that cannot be told now."""

    @property
    def me(self) -> str:
        """This process."""
        ...

    async def enter(self, room: RoomId) -> None:
        """Note that this process is about to hold a connection of this room."""
        ...

    async def dead(self) -> Sequence[DeadProcess]:
        """Say that this process lives, and find which do not; to be asked every second. They are found until `bury`."""
        ...

    async def bury(self, dead: DeadProcess) -> None:
        """Nobody is held by it any more."""
        ...

    async def leave(self) -> None:
        """This process ends: whom it has not let go, others may at once. Idempotent."""
        ...


class OneProcess:
    """For rooms that live and die with their process."""

    def __init__(self) -> None:
        self.me = new_node()

    async def enter(self, room: RoomId) -> None:
        """See ``Processes``."""

    async def dead(self) -> Sequence[DeadProcess]:
        """See ``Processes``."""
        return ()

    async def bury(self, dead: DeadProcess) -> None:
        """See ``Processes``."""

    async def leave(self) -> None:
        """See ``Processes``."""
