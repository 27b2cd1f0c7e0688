"""The Redis servers that the stores' tests share."""

import socket
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

from signaling.stores.redis import RedisLink
from tests.redis_server import RedisServer, redis_server


@dataclass(frozen=True)
class RedisServers:
    alone: RedisServer
    cluster: RedisServer
    """A cluster of one node, which has all hash slots."""


@contextmanager
def servers() -> Iterator[RedisServers]:
    with (
        redis_server() as alone,
        redis_server(
            "--port", str(_free_port()), "--cluster-enabled", "yes", "--cluster-port", str(_free_port())
        ) as cluster,
    ):
        subprocess.run(
            ["redis-cli", "-s", str(cluster.socket), "cluster", "addslotsrange", "0", "16383"],
            check=True,
            capture_output=True,
        )
        yield RedisServers(alone, cluster)


@asynccontextmanager
async def an_empty(server: RedisServer) -> AsyncIterator[RedisLink]:
    """A way to a server on which there is nothing."""
    async with RedisLink(server.url) as link:
        await link.client.flushall()
        yield link


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port
