"""One room of eight under load."""

import asyncio
import time
from dataclasses import dataclass

from bench.signaling.screen import Screen
from bench.signaling.town import PEOPLE, device, token

ACT_EVERY_S = 0.21
"""How often one person may act for long, by the protocol: 5 commands a second."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Seconds from sending a command."""

    view_s: float
    """To its view on the last of the eight screens."""
    answer_s: float
    """To its acknowledgement."""


class BenchRoom:
    """Its people open and close their microphones in turn."""

    def __init__(self, number: int, screens: list[Screen]) -> None:
        self.number = number
        self.screens = screens
        self._acts = 0
        self._waiting = 0
        self._awaited = -1
        self._shown: asyncio.Future[float] | None = None
        self._last_seen = 0.0
        for screen in screens:
            screen.on_view = self._seen

    @classmethod
    async def open(cls, port: int, number: int) -> "BenchRoom":
        """Everybody in the open room."""
        # An address for each room: the server counts sockets by address.
        source = f"127.{10 + number // 250}.{number % 250}.1"
        screens = [
            await Screen.open(port, source, token(number, person), device(number, person)) for person in range(PEOPLE)
        ]
        room = cls(number, screens)
        await screens[0].command(1_000_001, '"type":"open_room"')
        await room._until_all(await screens[0].command(1_000_002, '"type":"admit_all"'))
        return room

    async def act(self) -> Sample:
        """One command of the next person."""
        number = self._acts
        self._acts += 1
        person = self.screens[number % PEOPLE]
        on = "true" if number // PEOPLE % 2 == 0 else "false"
        began = time.perf_counter()
        revision = await person.command(number, f'"type":"set_devices","microphone":{on},"camera":true')
        answered = time.perf_counter()
        shown = await self._until_all(revision)
        return Sample(shown - began, answered - began)

    def close(self) -> None:
        """Everybody's connection breaks."""
        for screen in self.screens:
            screen.close()

    async def _until_all(self, revision: int) -> float:
        """When the last screen had this revision."""
        late = [screen for screen in self.screens if screen.revision < revision]
        if not late:
            return self._last_seen
        self._waiting, self._awaited = len(late), revision
        self._shown = asyncio.get_running_loop().create_future()
        return await self._shown

    def _seen(self, revision: int, at: float) -> None:
        self._last_seen = at
        if self._shown is not None and revision >= self._awaited:
            self._waiting -= 1
            if self._waiting == 0:
                self._shown.set_result(at)
                self._shown = None
