"""Fixtures of the gateway's tests."""

from collections.abc import AsyncIterator

import pytest

from tests.signaling.gateway.house import House, open_house


@pytest.fixture
async def house() -> AsyncIterator[House]:
    """A gateway on loopback, a session of two facilitators and three members."""
    async with open_house() as opened:
        yield opened
