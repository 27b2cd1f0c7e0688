"""The room that all tests of this folder share; each leaves it as it found it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.e2e.conftest import guests
from tests.e2e.house import House, company, open_house
from tests.e2e.person import ENTER_MS, MEDIA_MS, Person

from .wire import Wire

SYNTHETIC = 2


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is here runs by `make test-evening`: it measures milliseconds, on a machine that does nothing else."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.evening)


KEEP_CONNECTIONS = """
window.connections = [];
window.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(...options) {
    super(...options);
    window.connections.push(this);
  }
};
"""
"""For tests that look at what a page sends."""


@dataclass(frozen=True, slots=True)
class Evening:
    """Dana leads, Emil facilitates with her, Ana and Ben are at browsers, two more are synthetic."""

    house: House
    dana: Person
    emil: Person
    ana: Person
    ben: Person
    others: list[str]
    danas_wire: Wire
    bens_wire: Wire
    """What has come to these browsers from the room."""

    @property
    def members(self) -> list[str]:
        """Everybody who may have a turn, in circle order."""
        return [self.ana.name, self.ben.name, *self.others]


@pytest.fixture(scope="package")
def evening(chromium: Browser, tmp_path_factory: pytest.TempPathFactory, pictures: Path) -> Iterator[Evening]:
    """Everybody in the circle of an open room, seeing and hearing each other."""
    folder = tmp_path_factory.mktemp("evening")
    with open_house(folder) as house, guests(chromium) as invite:
        first, second, *rest = house.members[: 2 + SYNTHETIC]
        dana = invite("Dana", house.facilitator)
        emil = invite(house.co_facilitator.name, house.co_facilitator.link)
        ana = invite(first.name, first.link)
        ben = invite(second.name, second.link)
        ana.page.add_init_script(KEEP_CONNECTIONS)
        danas_wire, bens_wire = Wire(dana.page), Wire(ben.page)
        dana.enter()
        dana.is_in_room()
        dana.press("Open the room")
        for person in (ana, ben):
            person.enter()
            person.waits()
        emil.enter()
        emil.is_in_room()
        with company(rest, folder):
            lobby = dana.page.get_by_role("list", name="Waiting room", exact=True)
            expect(lobby.get_by_role("listitem")).to_have_count(2 + SYNTHETIC, timeout=MEDIA_MS)
            keep_panel(dana, pictures / "panel-waiting-room.png")
            dana.press("Admit all")
            dana.sees_and_hears(emil.name, *(member.name for member in house.members[: 2 + SYNTHETIC]))
            yield Evening(house, dana, emil, ana, ben, [member.name for member in rest], danas_wire, bens_wire)


def keep_panel(person: Person, file: Path) -> None:
    """A picture of a facilitator's panel; those in docs/pictures are copies: `cp artefacts/panel-*.png docs/pictures/`."""
    person.page.mouse.move(0, 0)
    person.page.locator("#facilitation .parts").evaluate("(parts) => parts.scrollTo(0, 0)")
    person.page.locator("#facilitation").screenshot(path=file)


def section(person: Person, name: str) -> Locator:
    """A list of the facilitator's panel."""
    return person.page.get_by_role("list", name=name, exact=True)


def unfold(person: Person, name: str) -> None:
    """Open what a button unfolds, if it is not open yet."""
    button = person.button(name)
    expect(button).to_be_visible(timeout=ENTER_MS)
    if button.get_attribute("aria-expanded") != "true":
        button.click()
