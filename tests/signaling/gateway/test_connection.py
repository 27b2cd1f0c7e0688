"""One page's messages: in order, within bounds, and none after goodbye."""

import asyncio
import json
from typing import cast

import msgspec

from signaling.gateway.answer import accepted, sentence
from signaling.gateway.connection import MAX_WAITING, Connection
from signaling.gateway.counters import Counters
from signaling.gateway.packet import Frame
from signaling.gateway.socket import Socket
from signaling.room import ConnectionId, Refusal
from tests.signaling.gateway.manual_clock import ManualClock
from tests.signaling.gateway.people import ANA


class PaperSocket:
    """Keeps what would be written."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.closed = False

    def send(self, text: str) -> None:
        assert not self.closed
        self.sent.append(text)

    def close(self, *, for_good: bool) -> None:
        self.closed = True

    def abort_after(self, seconds: float) -> None:
        assert seconds > 0


class Desk:
    """A connection, and the answers to its messages."""

    def __init__(self) -> None:
        self.socket, self.clock, self.counters = PaperSocket(), ManualClock(), Counters()
        self.connection = Connection(ANA, ConnectionId("c-1"), cast(Socket, self.socket), self.clock, self.counters)
        self.answered: list[object] = []
        self.under_way = asyncio.Event()
        self.go = asyncio.Event()

    async def answer(self, connection: Connection, frame: Frame) -> msgspec.Raw:
        self.under_way.set()
        await self.go.wait()
        self.answered.append(frame.payload)
        return accepted()

    @property
    def events(self) -> list[str]:
        return [json.loads(text.removeprefix("2/room,"))[0] for text in self.socket.sent]


async def test_messages_are_answered_in_order() -> None:
    desk = Desk()
    desk.go.set()
    for number in range(3):
        desk.connection.receive(Frame("command", number, number))
    desk.connection.end()

    await desk.connection.run(desk.answer)

    assert desk.answered == [0, 1, 2]
    assert desk.socket.sent == [f'3/room,{number}[{{"ok":true}}]' for number in range(3)]


async def test_a_page_that_is_faster_than_the_room_is_disconnected() -> None:
    desk = Desk()
    for _ in range(MAX_WAITING):
        desk.clock.advance(1_000)
        desk.connection.receive(Frame("media", {}, None))
    open_so_far = not desk.socket.closed

    desk.connection.receive(Frame("media", {}, None))

    assert open_so_far
    assert desk.socket.closed
    assert desk.counters.goodbyes == {"flooding": 1}


async def test_what_waits_when_goodbye_is_said_is_not_carried_out() -> None:
    desk = Desk()
    desk.go.set()
    desk.connection.receive(Frame("command", "before", 1))
    desk.connection.say_goodbye(sentence(Refusal.REMOVED))
    desk.connection.receive(Frame("command", "after", 2))
    desk.connection.end()

    await desk.connection.run(desk.answer)

    assert desk.answered == []
    assert desk.events == ["goodbye"]


async def test_what_is_being_carried_out_when_goodbye_is_said_is_still_acknowledged() -> None:
    desk = Desk()
    running = asyncio.create_task(desk.connection.run(desk.answer))
    desk.connection.receive(Frame("command", "leave", 1))
    await desk.under_way.wait()

    desk.connection.say_goodbye(sentence(Refusal.LEFT))
    desk.connection.say_goodbye(sentence(Refusal.ENDED))
    closed_too_soon = desk.socket.closed
    desk.go.set()
    desk.connection.end()
    await running

    assert not closed_too_soon
    assert [text.partition("{")[0] for text in desk.socket.sent] == ['2/room,["goodbye",', "3/room,1["]
    assert desk.counters.goodbyes == {"left": 1}
    assert desk.socket.closed


async def test_nothing_is_sent_after_goodbye() -> None:
    desk = Desk()
    desk.connection.say_goodbye(sentence(Refusal.REPLACED))

    desk.connection.send('2/room,["consumer",{}]')

    assert desk.events == ["goodbye"]
