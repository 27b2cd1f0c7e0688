"""One media node: a worker, its certificate and the rooms placed on it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from media.events import MediaEvent
from media.router import Router

Deliver: TypeAlias = Callable[[str, MediaEvent], None]
"""Takes a room and an event of it; called on the event loop, must not block and must not raise."""


@dataclass(frozen=True, slots=True)
class NodeConfig:
    """Where a node listens and what it tells clients about that."""

    host: str = "127.0.0.1"
    port: int = 0
    """UDP port; 0 takes a free one."""
    announced: tuple[str, ...] = ()
    """IP addresses put into ICE candidates; empty: ``host``, or for a wildcard host the addresses of this machine."""


@dataclass(frozen=True, slots=True)
class NodeStatistics:
    """A node's load."""

    rooms: int
    transports: int
    producers: int
    consumers: int


class Node:
    """A media node within this process. Start it with `start`, end it with `close`."""

    @classmethod
    async def start(cls, config: NodeConfig, deliver: Deliver) -> "Node":
        """Bind the UDP port and make the certificate.

        Raises:
            OSError: the address cannot be bound.
        """
        raise NotImplementedError

    @property
    def port(self) -> int:
        """The UDP port bound."""
        raise NotImplementedError

    async def close(self) -> None:
        """Close every room and wait for all tasks. Idempotent."""
        raise NotImplementedError

    def router(self, room: str) -> Router:
        """The room's router, opened on first use.

        Raises:
            NodeClosed: the node is stopping.
        """
        raise NotImplementedError

    async def close_router(self, room: str) -> None:
        """Close a room's router with all that is in it; without one, nothing happens."""
        raise NotImplementedError

    async def statistics(self) -> NodeStatistics:
        """A fresh picture of the node, asked of the worker."""
        raise NotImplementedError
