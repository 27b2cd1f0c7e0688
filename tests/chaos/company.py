"""A facilitator and members on real servers, each with a page that finds its way back."""

from dataclasses import dataclass, field
from typing import Any

import aiohttp

from tests.server.process import Running
from tests.signaling.gateway.page import Page


@dataclass
class Person:
    """Somebody with a link, and the browser tab it is open in."""

    name: str
    secret: str
    pages: list[Page] = field(default_factory=list)
    _token: str | None = None

    @property
    def page(self) -> Page:
        """The last one opened."""
        return self.pages[-1]

    @property
    def view(self) -> dict[str, Any]:
        return self.page.view

    async def come(self, server: Running) -> Page:
        """Open the room at a server: with the link at first, with the same token from then on."""
        if self._token is None:
            async with (
                aiohttp.ClientSession() as http,
                http.post(f"{server.url}/api/join", json={"secret": self.secret}) as answer,
            ):
                assert answer.status == 200, await answer.text()
                self._token = (await answer.json())["token"]
        auth = {"token": self._token, "device": f"device-of-{self.name}-padded-to-length", "takeover": False}
        self.pages.append(Page(server.url, auth))
        return await self.page.open()

    async def go(self) -> None:
        for page in self.pages:
            await page.close()


@dataclass
class Company:
    """Dana and the members."""

    dana: Person
    members: list[Person]

    @classmethod
    def of(cls, server: Running) -> "Company":
        links = server.links
        return cls(
            Person("Dana", links["facilitator"].partition("#")[2]),
            [Person(each["name"], each["link"].partition("#")[2]) for each in links["members"]],
        )

    async def gather(self, dana_at: Running, *members_at: Running) -> list[Person]:
        """The session is open, and so many members are in it, each at a server of their own; returns them."""
        await self.dana.come(dana_at)
        present = self.members[: len(members_at)]
        for member, server in zip(present, members_at, strict=True):
            await member.come(server)
        await self.dana.page.done("open_room")
        await self.dana.page.until_view(lambda view: len(view["facilitation"]["lobby"]) == len(present))
        await self.dana.page.done("admit_all")
        for member in present:
            await member.page.until_view(lambda view: view["me"]["state"] == "present")
        return present

    async def go(self) -> None:
        for person in (self.dana, *self.members):
            await person.go()


def floor_of(view: dict[str, Any]) -> dict[str, Any]:
    """What of the floor must be the same after a disaster: all but the clock, which `remaining_ms` is asked for."""
    floor = {key: value for key, value in view["floor"].items() if key != "turn"}
    turn = view["floor"]["turn"]
    return floor | {"turn": turn and {key: turn[key] for key in ("length_ms", "paused")}}


def remaining_ms(payload: dict[str, Any]) -> int:
    """What is left of the turn, as the payload of a `view` says it."""
    turn = payload["view"]["floor"]["turn"]
    left: int = turn["remaining_ms"] if turn["ends_ms"] is None else turn["ends_ms"] - payload["now_ms"]
    return left
