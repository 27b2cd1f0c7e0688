"""Debian's Chromium, one process for all tests; each person has a browser context of their own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, expect, sync_playwright

from .house import House, open_house
from .person import ENTER_MS, Person

CHROMIUM = "/usr/bin/chromium"

FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream=fps=7",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
]

# Steps on a machine that runs a whole room; what is asserted to be quick is measured in the page.
expect.set_options(timeout=ENTER_MS)

ARTEFACTS = Path(__file__).parents[2] / "artefacts"
"""Screenshots of every run, for a person to look at; not in the repository."""


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=False, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with open_house(tmp_path) as opened:
        yield opened


TIMEOUT_S = 600
"""For one passage with a whole room on two cores; setting the room up counts too."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests in browsers take their time, and come last: Playwright keeps an event loop running in the main thread."""

    def is_ours(item: pytest.Item) -> bool:
        return item.path.is_relative_to(Path(__file__).parent)

    for item in filter(is_ours, items):
        item.add_marker(pytest.mark.timeout(TIMEOUT_S))
    items.sort(key=is_ours)


Invite = Callable[..., Person]
"""A new person at a browser context of their own: `invite("Ana", link)`; keyword arguments go to the context."""


@contextmanager
def guests(chromium: Browser) -> Iterator[Invite]:
    """Seat people at browsers; all of them are gone at the end of the block."""
    contexts: list[BrowserContext] = []

    def newcomer(name: str, link: str, **options: Any) -> Person:
        context = chromium.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
        contexts.append(context)
        return Person(context.new_page(), name, link)

    try:
        yield newcomer
    finally:
        for context in contexts:
            context.close()


@pytest.fixture
def invite(chromium: Browser) -> Iterator[Invite]:
    with guests(chromium) as newcomer:
        yield newcomer


@pytest.fixture(scope="session")
def pictures() -> Path:
    """Where screenshots of this run go."""
    ARTEFACTS.mkdir(exist_ok=True)
    return ARTEFACTS
