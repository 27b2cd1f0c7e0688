"""On the wires of the other members not one byte tells of what is between one member and the facilitators."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from tests.signaling.gateway.house import House, auth_of, open_house
from tests.signaling.gateway.page import Page
from tests.signaling.gateway.people import ANA, BEN, CYD, DANA, EVE, People
from tests.signaling.gateway.wire import Wire

KEY = "B" * 87
MARK = "cGVyc29uYWw"
"""In everything that is sealed."""


@pytest.fixture
async def house() -> AsyncIterator[House]:
    """A group that asks for emergency cards."""
    async with open_house(People(emergency_card=True)) as opened:
        yield opened


def view_in(frame: str) -> dict[str, Any]:
    """The view that a frame carries, without the lock that the tests use to end each step."""
    assert frame.startswith('42/room,["view",')
    payload = json.loads(frame.partition(",")[2])[1]
    view: dict[str, Any] = payload["view"]
    del view["room"]["locked"]
    return view


class Bystanders:
    """Ben in the circle and Cyd in the lobby, by their bare sockets."""

    def __init__(self, dana: Page, ben: Wire, cyd: Wire) -> None:
        self._dana = dana
        self._wires = (ben, cyd)
        self._seen: list[dict[str, Any]] = []
        self._locked = False

    async def settle(self) -> None:
        """Read all that has been sent so far."""
        self._seen = await self._shown_next()

    async def hear_nothing_of(self, act: Callable[[], Awaitable[object]]) -> None:
        """After ``act`` there is nothing on their wires, and what they are shown next is what they saw before."""
        for wire in self._wires:
            wire.frames.clear()
        await act()
        assert await self._shown_next() == self._seen
        assert [len(wire.frames) for wire in self._wires] == [1, 1]

    async def _shown_next(self) -> list[dict[str, Any]]:
        self._locked = not self._locked
        await self._dana.done("set_lock", locked=self._locked)
        frames = [await wire.until_containing(f'"locked":{json.dumps(self._locked)}') for wire in self._wires]
        assert not any(MARK in frame for wire in self._wires for frame in wire.frames)
        return [view_in(frame) for frame in frames]


def first(dana: Page, kind: str) -> dict[str, Any]:
    """The first entry of a list in the facilitator's panel."""
    entry: dict[str, Any] = dana.view["facilitation"][kind][0]
    return entry


def ana_is(dana: Page) -> dict[str, Any]:
    """What the facilitator sees of how Ana is."""
    people = dana.view["facilitation"]["people"]
    return next(person for person in people if person["seat"] == ANA)


async def test_what_is_between_a_member_and_the_facilitators(house: House) -> None:
    dana, ana = await house.session(DANA, ANA)
    eve = await house.come(EVE)
    async with house.wire() as ben, house.wire() as cyd:
        await ben.join(auth_of(BEN))
        await dana.done("admit", seat=BEN)
        await cyd.join(auth_of(CYD))
        for page in (dana, eve):
            await page.done("set_key", key=KEY)
        others = Bystanders(dana, ben, cyd)
        await others.settle()
        await others.hear_nothing_of(lambda: ana.done("set_key", key="A" * 87))

        await others.hear_nothing_of(lambda: ana.done("signal_support", kind="urgent"))
        await eve.until_view(lambda view: bool(view["facilitation"]["support"]))
        signal = first(eve, "support")["signal"]
        await others.hear_nothing_of(lambda: eve.done("acknowledge_support", signal=signal))

        async def it_is_put_away() -> None:
            house.clock.advance(60_000)
            await eve.until_view(lambda view: not view["facilitation"]["support"])

        await others.hear_nothing_of(it_is_put_away)

        boxes = [{"seat": DANA, "box": MARK}, {"seat": EVE, "box": MARK}]
        await others.hear_nothing_of(lambda: ana.done("write", to="facilitators", boxes=boxes))
        await eve.until_view(lambda view: bool(view["me"]["lines"]))
        line = eve.me["lines"][0]
        assert (line["from"], line["to"], line["box"]) == (ANA, "facilitators", MARK)

        answer = [{"seat": ANA, "box": MARK}]
        await others.hear_nothing_of(lambda: eve.done("write", to=ANA, boxes=answer))
        await ana.until_view(lambda view: bool(view["me"]["lines"]))
        assert dana.me["lines"][0]["from"] == ANA, "what Eve answers is Ana's alone"
        assert len(dana.me["lines"]) == 1

        async def lines_go() -> None:
            house.clock.advance(60_000)
            await ana.until_view(lambda view: not view["me"]["lines"])

        await others.hear_nothing_of(lines_go)

        await others.hear_nothing_of(lambda: ana.done("leave_card", boxes=boxes))
        await others.hear_nothing_of(lambda: dana.done("open_card", seat=ANA))
        await eve.until_view(lambda _: ana_is(eve)["card_opened_by"] == [DANA])
        assert first(dana, "cards") == {"seat": ANA, "box": MARK}
        assert eve.view["facilitation"]["cards"] == []

        await others.hear_nothing_of(lambda: dana.done("check_on", seat=ANA))
        await ana.until_view(lambda view: view["me"]["check"] == house.clock.now())

        async def there_is_no_answer() -> None:
            house.clock.advance(60_000)
            await eve.until_view(lambda _: ana_is(eve)["unresponsive"])

        await others.hear_nothing_of(there_is_no_answer)
        await others.hear_nothing_of(lambda: ana.done("here"))
        await eve.until_view(lambda _: not ana_is(eve)["unresponsive"])


async def test_a_refused_line_reaches_nobody(house: House) -> None:
    dana, ana = await house.session(DANA, ANA)
    async with house.wire() as ben, house.wire() as cyd:
        await ben.join(auth_of(BEN))
        await dana.done("admit", seat=BEN)
        await cyd.join(auth_of(CYD))
        others = Bystanders(dana, ben, cyd)
        await others.settle()

        async def refused() -> None:
            for to in (BEN, "all"):
                answer = await ana.command("write", to=to, boxes=[{"seat": BEN, "box": MARK}])
                assert answer["code"] == ("chat_off" if to == "all" else "not_permitted")

        await others.hear_nothing_of(refused)


async def test_ten_lines_a_minute_whatever_connection_they_come_by(house: House) -> None:
    dana, ana = await house.session(DANA, ANA)
    boxes = [{"seat": DANA, "box": MARK}]
    for _ in range(10):
        await ana.done("write", to="facilitators", boxes=boxes)
    await ana.close()
    again = await house.come(ANA)

    answer = await again.command("write", to="facilitators", boxes=boxes)

    assert answer["code"] == "too_many_requests"
    assert len(dana.me["lines"]) == 10
