"""The bench of the signaling runs on every store, and a view stays small."""

import asyncio

import pytest

from bench.signaling.measure import measure

VIEW_BYTES = 4_096


@pytest.mark.parametrize("store", ["memory", "disk", "redis"])
async def test_it_measures(store: str) -> None:
    async with asyncio.timeout(120):
        figures = await measure(store, rooms=2, seconds=1.0, rate=4.0)

    assert (figures.store, figures.rooms) == (store, 2)
    assert 4.0 <= figures.commands_per_s <= 8.0
    assert 0 < figures.answer_p50_ms <= figures.view_p99_ms * 2
    assert 1_000 < figures.view_bytes < VIEW_BYTES
    assert figures.memory_mb > 10
