"""Tasks that have an owner."""

import asyncio

import pytest

from signaling.supervisor import Supervisor


async def forever(cancelled: asyncio.Event) -> None:
    try:
        await asyncio.Event().wait()
    finally:
        cancelled.set()


async def fail() -> None:
    raise ValueError("a person's words")


async def test_close_waits_for_tasks_and_for_those_they_start() -> None:
    supervisor, done = Supervisor(), []

    async def parent() -> None:
        await asyncio.sleep(0)
        supervisor.start(child(), "a child")

    async def child() -> None:
        await asyncio.sleep(0)
        done.append("child")

    await supervisor.open()
    supervisor.start(parent(), "a parent")
    await supervisor.close(5)

    assert done == ["child"]


async def test_close_cancels_what_takes_too_long() -> None:
    supervisor, cancelled = Supervisor(), asyncio.Event()
    await supervisor.open()
    task = supervisor.start(forever(cancelled), "for ever")
    await asyncio.sleep(0)

    await supervisor.close(0)
    await supervisor.close(0)

    assert task.cancelled()
    assert cancelled.is_set()


async def test_a_task_that_fails_is_logged_without_words_and_ends_no_other(caplog: pytest.LogCaptureFixture) -> None:
    supervisor, cancelled = Supervisor(), asyncio.Event()
    await supervisor.open()
    other = supervisor.start(forever(cancelled), "for ever")

    await supervisor.start(fail(), "room r: a connection")

    assert not other.done()
    assert "room r: a connection failed" in caplog.text
    assert "builtins.ValueError" in caplog.text
    assert "in fail" in caplog.text
    assert "a person's words" not in caplog.text.replace('raise ValueError("a person\'s words")', "")
    await supervisor.close(0)


async def test_nothing_can_be_started_outside_its_time() -> None:
    supervisor = Supervisor()

    with pytest.raises(RuntimeError, match="not open"):
        supervisor.start(fail(), "too early")


async def test_closing_what_was_never_open_is_nothing() -> None:
    await Supervisor().close(1)
