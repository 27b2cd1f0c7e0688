"""Each command once."""

import asyncio

import msgspec
import pytest

from signaling.gateway.recent_answers import MAX_ANSWERS, RecentAnswers


class Act:
    """Counts how often it was carried out, and waits to be let go."""

    def __init__(self) -> None:
        self.times = 0
        self.go = asyncio.Event()

    async def __call__(self) -> msgspec.Raw:
        self.times += 1
        await self.go.wait()
        return msgspec.Raw(str(self.times).encode())


async def test_a_repeat_while_the_first_is_under_way_waits_for_its_answer() -> None:
    answers, act = RecentAnswers(), Act()
    first = asyncio.create_task(answers.once("id", act))
    second = asyncio.create_task(answers.once("id", act))
    await asyncio.sleep(0)

    act.go.set()

    assert [bytes(await first), bytes(await second)] == [b"1", b"1"]
    assert act.times == 1


async def test_cancelling_a_repeat_leaves_the_first_alone() -> None:
    answers, act = RecentAnswers(), Act()
    first = asyncio.create_task(answers.once("id", act))
    second = asyncio.create_task(answers.once("id", act))
    await asyncio.sleep(0)

    second.cancel()
    act.go.set()

    assert bytes(await first) == b"1"
    with pytest.raises(asyncio.CancelledError):
        await second


async def test_a_first_that_was_cancelled_is_forgotten() -> None:
    answers, act = RecentAnswers(), Act()
    first = asyncio.create_task(answers.once("id", act))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)

    act.go.set()

    assert bytes(await answers.once("id", act)) == b"2"


async def test_no_more_than_the_last_are_remembered() -> None:
    answers, act = RecentAnswers(), Act()
    act.go.set()
    for number in range(MAX_ANSWERS + 1):
        await answers.once(str(number), act)

    await answers.once(str(MAX_ANSWERS), act)
    await answers.once("0", act)

    assert act.times == MAX_ANSWERS + 2
