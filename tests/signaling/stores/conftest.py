"""Fixtures of the stores' tests."""

from collections.abc import Iterator

import pytest

from tests.signaling.stores.servers import RedisServers, servers


@pytest.fixture(scope="session")
def redis_servers() -> Iterator[RedisServers]:
    with servers() as running:
        yield running
