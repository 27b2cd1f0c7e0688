"""One person, one link, one device."""

import re

from playwright.sync_api import Browser, expect

from tests.e2e.conftest import guests
from tests.e2e.person import ENTER_MS

from .conftest import Evening

CONNECTIONS = "() => window.goround.peerConnections().length"


def test_of_two_devices_on_one_link_exactly_one_receives_media(chromium: Browser, evening: Evening) -> None:
    ana, ben = evening.ana, evening.ben
    with guests(chromium) as invite:
        phone = invite(ana.name, ana.link, viewport={"width": 390, "height": 844})
        phone.enter()
        expect(phone.button(re.compile("this device"))).to_be_visible(timeout=ENTER_MS)
        assert phone.page.evaluate(CONNECTIONS) == 0
        ana.goes_on_hearing(ben.name)

        phone.press("Use this device instead")
        phone.is_in_room()
        phone.goes_on_hearing(ben.name)
        expect(ana.page.get_by_role("heading", name=re.compile("another device"))).to_be_visible(timeout=ENTER_MS)
        assert ana.page.evaluate(CONNECTIONS) == 0
        ben.goes_on_hearing(ana.name)

    # A link differs from the page that is open by its fragment only, which alone opens nothing.
    ana.page.goto("about:blank")
    ana.enter()
    ana.is_in_room()
    ben.goes_on_hearing(ana.name)
