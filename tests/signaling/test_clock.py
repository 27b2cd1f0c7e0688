"""The system's clock."""

import time

import pytest

from signaling.clock import SystemClock
from signaling.room import Instant, later


async def test_it_says_the_time_and_waits_for_it() -> None:
    clock = SystemClock()
    began = clock.now()

    await clock.wait_until(later(began, 20))
    await clock.wait_until(Instant(0))

    assert later(began, 20) <= clock.now()
    assert abs(clock.now() - time.time_ns() // 1_000_000) < 1_000


def test_setting_the_machines_clock_does_not_move_it(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = SystemClock()
    before = clock.now()
    hour_ahead = time.time_ns() + 3_600_000_000_000

    monkeypatch.setattr(time, "time_ns", lambda: hour_ahead)

    assert clock.now() - before < 60_000
