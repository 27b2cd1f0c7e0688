"""The main job: a facilitator and two members at browsers and five synthetic members, from the link to the end."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from .conftest import guests
from .house import House, company, open_house
from .person import ENTER_MS, MEDIA_MS, RECEIVED, SENT, Person

DISOBEY = """
const original = RTCRtpSender.prototype.replaceTrack;
RTCRtpSender.prototype.replaceTrack = function (track) {
  return track === null ? Promise.resolve() : original.call(this, track);
};
Object.defineProperty(MediaStreamTrack.prototype, "enabled", { get: () => true, set: () => {} });
MediaStreamTrack.prototype.stop = function () {};
"""
"""A browser that goes on sending whatever it is told."""

HAS_FLOOR = re.compile("has the floor")

HOLD_WITHIN_S = 12.0
"""From the death of the last facilitator's page."""

ROUND_MS = 90_000
"""A round of seven, of whom five speak for a few seconds each."""

MORE_FRAMES = f"async ([name, frames]) => (await ({RECEIVED})())[name].frames > frames"

SILENT = f"""async () => {{
    const sum = async () => Object.values(await ({RECEIVED})()).reduce((all, one) => all + one.audioPackets, 0);
    const before = await sum();
    await new Promise((resume) => setTimeout(resume, 1000));
    return (await sum()) === before;
}}"""
"""For a second not one packet of sound has arrived from anybody."""

SENT_MORE_THAN = f"async (count) => (await ({SENT})()).audio > count"

ENOUGH_PACKETS = 150
"""Three seconds of Opus."""

IN_FLIGHT = 10
"""Audio packets that may still arrive between the mute taking effect and the first look: 200 ms."""


@dataclass(frozen=True, slots=True)
class Tuesday:
    """A room of eight: one facilitator and seven members, of whom five are synthetic."""

    house: House
    dana: Person
    ana: Person
    ben: Person
    others: list[str]

    @property
    def browsers(self) -> list[Person]:
        return [self.dana, self.ana, self.ben]


@pytest.fixture(scope="module")
def tuesday(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tuesday]:
    """One room for the whole file: each test leaves it as it found it."""
    folder = tmp_path_factory.mktemp("tuesday")
    with open_house(folder) as house, guests(chromium) as invite:
        first, second, *rest = house.members[:7]
        dana = invite("Dana", house.facilitator)
        ana = invite(first.name, first.link)
        ben = invite(second.name, second.link)
        dana.enter()
        dana.is_in_room()
        dana.press("Open the room")
        for person in (ana, ben):
            person.enter()
            person.waits()
        with company(rest, folder):
            lobby = dana.page.get_by_role("list", name="Waiting room", exact=True)
            expect(lobby.get_by_role("listitem")).to_have_count(7, timeout=MEDIA_MS)
            dana.press("Admit all")
            yield Tuesday(house, dana, ana, ben, [member.name for member in rest])


def test_everyone_sees_and_hears_everyone(tuesday: Tuesday, pictures: Path) -> None:
    everyone = {"Dana", tuesday.ana.name, tuesday.ben.name, *tuesday.others}
    for person in tuesday.browsers:
        person.is_in_room()
        person.sees(*everyone)
    for person in tuesday.browsers:
        person.sees_and_hears(*(everyone - {person.name}))
    for person in tuesday.browsers:
        person.page.screenshot(path=pictures / f"room-of-eight-{person.name}.png")


def test_a_mute_holds_against_a_browser_that_goes_on_sending(tuesday: Tuesday) -> None:
    dana, ana, ben = tuesday.browsers
    dana.sees_and_hears(ben.name)
    ben.page.evaluate(DISOBEY)

    dana.press(f"Mute {ben.name}")
    expect(dana.seat(ben.name)).to_have_accessible_name(re.compile("muted"))
    before, sent = ana.received()[ben.name], ben.sent()["audio"]
    ben.until(SENT_MORE_THAN, sent + ENOUGH_PACKETS)
    after = ana.received()[ben.name]

    assert after.audio_packets - before.audio_packets <= IN_FLIGHT
    assert after.frames > before.frames, "his picture goes on"

    dana.press(f"Ask {ben.name} to unmute")
    expect(ben.button("Unmute me")).to_be_visible()
    ben.page.reload()
    ben.press("Unmute me")
    ana.sees_and_hears(ben.name)


def test_the_queue_runs_to_its_end(tuesday: Tuesday) -> None:
    dana, ana, ben = tuesday.browsers
    dana.press("Queue")
    ana.press("Ask for the floor")
    queue = dana.page.get_by_role("list", name="Queue", exact=True)
    expect(queue.get_by_role("listitem").filter(has_text=ana.name)).to_be_visible()
    ben.press("Ask for the floor")
    ben.button("Withdraw my request").wait_for()

    dana.press(f"Give the floor to {ana.name}")
    expect(ben.seat(ana.name)).to_have_accessible_name(re.compile("has the floor"))
    dana.press("Next")
    ana.button("I'm done").wait_for(state="hidden")
    ben.press("I'm done")

    expect(ben.seat(ben.name)).not_to_have_accessible_name(re.compile("has the floor"))
    dana.press("Open floor")


def test_a_round_offers_everyone_a_turn_and_closes(tuesday: Tuesday) -> None:
    dana, ana, ben = tuesday.browsers
    dana.press("Start a round")
    round_ = dana.page.get_by_role("list", name="Round", exact=True)
    expect(round_.get_by_role("listitem")).to_have_count(7)

    ana.button("Pass").or_(ana.button("I'm done")).first.wait_for(timeout=ROUND_MS)
    ana.press("Come back to me")
    ben.button("I'm done").click(timeout=ROUND_MS)
    ana.button("Pass").click(timeout=ROUND_MS)

    expect(dana.button("Start a round")).to_be_visible(timeout=ROUND_MS)
    expect(dana.circle.get_by_role("listitem", name=HAS_FLOOR)).to_have_count(0)


def test_a_reload_keeps_seat_queue_place_and_turn(tuesday: Tuesday) -> None:
    dana, ana, ben = tuesday.browsers
    places = dana.places()
    dana.press("Queue")
    dana.press(f"Give the floor to {ana.name}")
    ben.press("Ask for the floor")
    expect(ben.button("Withdraw my request")).to_contain_text("first")

    ben.page.reload()
    ana.page.reload()

    expect(ben.button("Withdraw my request")).to_contain_text("first", timeout=ENTER_MS)
    expect(ana.button("I'm done")).to_be_visible(timeout=ENTER_MS)
    ana.sees_and_hears("Dana", ben.name, *tuesday.others)
    dana.sees_and_hears(ana.name, ben.name)
    dana.press("Next")
    ben.press("I'm done")
    dana.press("Open floor")
    assert dana.places() == places


def test_a_lost_socket_comes_back_by_itself_and_media_never_stops(tuesday: Tuesday) -> None:
    dana, ana, _ = tuesday.browsers
    ana.page.context.set_offline(offline=True)
    expect(dana.seat(ana.name)).to_have_accessible_name(re.compile("reconnecting"), timeout=ENTER_MS)
    before = dana.received()[ana.name]
    dana.until(MORE_FRAMES, [ana.name, before.frames + 10])
    ana.page.context.set_offline(offline=False)
    expect(dana.seat(ana.name)).not_to_have_accessible_name(re.compile("reconnecting"), timeout=ENTER_MS)
    expect(ana.page.get_by_text("The connection was lost")).to_have_count(0, timeout=ENTER_MS)


def test_the_facilitators_page_dies_and_everything_is_as_it_was(tuesday: Tuesday, pictures: Path) -> None:
    dana, ana, ben = tuesday.browsers
    dana.press("Queue")
    ben.press("Ask for the floor")
    dana.press(f"Give the floor to {ana.name}")
    ana.button("I'm done").wait_for()

    died = time.monotonic()
    context = dana.page.context
    dana.page.close()
    expect(ana.page.get_by_role("heading", name="A short pause")).to_be_visible(timeout=ENTER_MS)
    assert time.monotonic() - died < HOLD_WITHIN_S
    expect(ben.page.get_by_role("heading", name="A short pause")).to_be_visible()
    ana.page.screenshot(path=pictures / "hold.png")
    ben.until(SILENT, [])

    dana.page = context.new_page()
    dana.enter()
    dana.is_in_room()

    expect(ana.button("I'm done")).to_be_visible(timeout=ENTER_MS)
    expect(ben.button("Withdraw my request")).to_contain_text("first")
    ana.sees_and_hears("Dana", ben.name)
    dana.sees_and_hears(ana.name, ben.name, *tuesday.others)
    dana.press("Next")
    ben.press("I'm done")
    dana.press("Open floor")


def test_a_signal_for_support_reaches_the_facilitator_alone(tuesday: Tuesday) -> None:
    dana, ana, ben = tuesday.browsers
    ana.press("Signal for support")
    ana.page.get_by_role("menuitem", name="Take a moment").click()
    signals = dana.page.get_by_role("list", name="Support signals", exact=True)
    expect(signals.get_by_role("listitem").filter(has_text=ana.name)).to_be_visible()
    expect(ben.page.get_by_text("Take a moment")).to_have_count(0)
    dana.press(f"Acknowledge {ana.name}")
    expect(ana.page.get_by_role("status")).to_contain_text("has seen your signal")


def test_the_session_ends_for_everyone(tuesday: Tuesday, pictures: Path) -> None:
    dana, ana, ben = tuesday.browsers
    dana.press("End the session")
    dana.press("Yes, end it for everyone")
    for person in (dana, ana, ben):
        expect(person.page.get_by_role("heading", name="The session has ended")).to_be_visible(timeout=ENTER_MS)
    ana.page.screenshot(path=pictures / "after-ended.png")
