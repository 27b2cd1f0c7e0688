"""The way to Redis, and patience while it is away."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Self, TypeVar

from redis import exceptions
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from signaling.errors import StoreUnavailable

WAIT_S = 10.0
"""How long a command waits for a Redis that is away: a failover or a restart takes less."""

ATTEMPT_S = 3.0
"""How long one attempt waits for an answer. Redis answers within milliseconds, or is stopped."""

PAUSES_S = (0.02, 0.05, 0.1, 0.2, 0.4)
"""Between attempts; the last repeats."""

CONNECTIONS = 64
"""More commands than that wait their turn: beyond it Redis, which has one thread, gets no faster."""

_AWAY = (
    exceptions.ConnectionError,
    exceptions.TimeoutError,
    exceptions.ReadOnlyError,
    exceptions.OutOfMemoryError,
    exceptions.ClusterDownError,
    exceptions.MasterDownError,
    exceptions.TryAgainError,
    TimeoutError,
)
_AWAY_REPLIES = ("MISCONF", "NOREPLICAS")
"""Replies without a class of their own: a Redis that cannot persist, or has too few replicas, takes no writes."""

Answer = TypeVar("Answer")


class RedisLink:
    """Asks one Redis, again while it is away, for `WAIT_S` at most.

    What is asked may thereby be done twice; whoever asks makes sure that this does no harm.
    """

    def __init__(self, url: str) -> None:
        """Prepare; nothing is connected yet.

        Args:
            url: ``redis://``, ``rediss://`` or ``unix://``, as redis-py reads it.
        """
        self._url = url
        pool = BlockingConnectionPool.from_url(
            url,
            max_connections=CONNECTIONS,
            timeout=int(WAIT_S),
            protocol=2,
            retry=Retry(NoBackoff(), 0),
            socket_timeout=ATTEMPT_S,
            socket_connect_timeout=ATTEMPT_S,
        )
        self.client: Redis = Redis(connection_pool=pool)

    async def __aenter__(self) -> Self:
        """Itself."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """See `close`."""
        await self.close()

    async def close(self) -> None:
        """Close all connections. Idempotent."""
        await self.client.aclose()
        await self.client.connection_pool.disconnect()

    def listener(self) -> Redis:
        """A client with a connection of its own, for pub/sub; whoever asks for it closes it."""
        return Redis.from_url(
            self._url,
            protocol=2,
            retry=Retry(NoBackoff(), 0),
            socket_connect_timeout=ATTEMPT_S,
            health_check_interval=int(WAIT_S) // 2,
        )

    async def run(self, script: str, keys: Sequence[str], arguments: Sequence[str | bytes | int]) -> Any:
        """Run a Lua script, all of whose keys are in one hash slot.

        Raises:
            StoreUnavailable: no answer in time; the script may have run or not.
        """
        registered = self.client.register_script(script)
        return await self.ask(lambda: registered(keys=keys, args=arguments))

    async def ask(self, attempt: Callable[[], Awaitable[Answer]]) -> Answer:
        """Whatever ``attempt`` answers, which is repeated while Redis is away.

        Raises:
            StoreUnavailable: no answer in time.
        """
        until = asyncio.get_running_loop().time() + WAIT_S
        pauses = iter(PAUSES_S)
        pause_s = PAUSES_S[0]
        while True:
            try:
                async with asyncio.timeout_at(until):
                    return await attempt()
            except _AWAY as exc:
                failure: Exception = exc
            except exceptions.ResponseError as exc:
                if not str(exc).startswith(_AWAY_REPLIES):
                    raise
                failure = exc
            pause_s = next(pauses, pause_s)
            if asyncio.get_running_loop().time() + pause_s >= until:
                raise StoreUnavailable("Redis does not answer") from failure
            await asyncio.sleep(pause_s)
