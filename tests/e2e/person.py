"""One person at one browser page: finds every control by role and name, reads media from `getStats`."""

import re
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, expect

from .eventually import eventually

ENTER_MS = 30_000
"""Steps of entering on two cores shared by a whole room."""

MEDIA_MS = 45_000
"""First frame and first sound of everybody, likewise."""

CARD_WHERE = "Where you are now"
CARD_PHONE = "A number to call"

RECEIVED = """
async () => {
  const received = {};
  const reports = [];
  for (const connection of window.goround.peerConnections())
    for (const report of (await connection.getStats()).values())
      if (report.type === "inbound-rtp") reports.push(report);
  for (const item of document.querySelectorAll('[aria-label="Circle"] > li')) {
    const name = item.ariaLabel.split(",")[0];
    const tracks = [...item.querySelectorAll("video, audio")].flatMap((player) => player.srcObject?.getTracks() ?? []);
    const ids = tracks.map((track) => track.id);
    const mine = reports.filter((report) => ids.includes(report.trackIdentifier));
    const sum = (kind, figure) =>
      mine.filter((report) => report.kind === kind).reduce((total, report) => total + (report[figure] ?? 0), 0);
    received[name] = {
      frames: sum("video", "framesDecoded"),
      energy: sum("audio", "totalAudioEnergy"),
      audioPackets: sum("audio", "packetsReceived"),
    };
  }
  return received;
}
"""
"""What each place in the circle plays, by the name of who sits there: statistics of the very tracks on the screen."""

SENT = """
async () => {
  const sent = { audio: 0, video: 0 };
  for (const connection of window.goround.peerConnections())
    for (const report of (await connection.getStats()).values())
      if (report.type === "outbound-rtp") sent[report.kind] += report.packetsSent;
  return sent;
}
"""


@dataclass(frozen=True, slots=True)
class Received:
    """What one browser has received from one other seat since its page was opened."""

    frames: int
    energy: float
    audio_packets: int


class Person:
    """A page object for members and facilitators alike."""

    def __init__(self, page: Page, name: str, link: str) -> None:
        self.page = page
        self.name = name
        self.link = link
        self.where = f"At home with {name}"
        self.phone = "+49 30 901820"

    def button(self, name: str | re.Pattern[str]) -> Locator:
        """A button by its accessible name; a string must match whole."""
        return self.page.get_by_role("button", name=name, exact=isinstance(name, str))

    def press(self, name: str) -> None:
        """Press the button of exactly this name."""
        self.button(name).click(timeout=ENTER_MS)

    def enter(self) -> None:
        """From the link to the waiting room or, for a facilitator, the room."""
        self.page.goto(self.link)
        self.press("Join")
        self.agree()
        self.press("I'm ready")

    def agree(self) -> None:
        """Tick the agreement and, where the group asks a member for it, fill in the emergency card."""
        self.page.get_by_role("checkbox", name="I agree to the group agreement").check(timeout=ENTER_MS)
        if self.page.get_by_role("textbox", name=CARD_WHERE).count():
            self.page.get_by_role("textbox", name=CARD_WHERE).fill(self.where)
            self.page.get_by_role("textbox", name=CARD_PHONE).fill(self.phone)

    def waits(self) -> None:
        """The waiting room is on the screen."""
        heading = self.page.get_by_role("heading", name="Waiting room", exact=True)
        expect(heading).to_be_visible(timeout=ENTER_MS)

    def is_in_room(self) -> None:
        """The circle is on the screen."""
        expect(self.circle).to_be_visible(timeout=ENTER_MS)

    @property
    def circle(self) -> Locator:
        """The list of everybody."""
        return self.page.get_by_role("list", name="Circle", exact=True)

    def seat(self, name: str) -> Locator:
        """Somebody's place in the circle; its name starts with theirs."""
        return self.circle.get_by_role("listitem", name=re.compile(rf"^{re.escape(name)}\b"))

    def places(self) -> list[str]:
        """Who sits in the circle, in its order."""
        labels = [item.get_attribute("aria-label") or "" for item in self.circle.get_by_role("listitem").all()]
        return [label.split(",")[0] for label in labels]

    def sees(self, *names: str) -> None:
        """All of these sit in the circle."""
        for name in names:
            expect(self.seat(name)).to_be_visible(timeout=ENTER_MS)

    def received(self) -> dict[str, Received]:
        """By the name of the seat it came from."""
        raw: dict[str, dict[str, Any]] = self.page.evaluate(RECEIVED)
        return {name: Received(entry["frames"], entry["energy"], entry["audioPackets"]) for name, entry in raw.items()}

    def sent(self) -> dict[str, int]:
        """Packets sent by kind, over all encodings."""
        sent: dict[str, int] = self.page.evaluate(SENT)
        return sent

    def sees_and_hears(self, *names: str) -> None:
        """Wait until frames are decoded and audio has energy from each of these seats."""
        self.until(
            f"""async (names) => {{
            const received = await ({RECEIVED})();
            return names.every((name) => received[name]?.frames > 0 && received[name]?.energy > 0);
        }}""",
            list(names),
        )

    def hears(self, name: str) -> None:
        """Wait until audio has energy from this seat."""
        self.until(f"async (name) => (await ({RECEIVED})())[name]?.energy > 0", name)

    def goes_on_hearing(self, name: str) -> None:
        """Wait until more sound has come from this seat."""
        before = self.received()[name].audio_packets
        self.until(
            f"async ([name, packets]) => (await ({RECEIVED})())[name].audioPackets > packets + 25", [name, before]
        )

    def is_silent(self, *names: str) -> None:
        """Wait until for a second not one packet of sound has come from these seats."""
        self.until(
            f"""async (names) => {{
            const sum = async () => {{
                const received = await ({RECEIVED})();
                return names.reduce((all, name) => all + (received[name]?.audioPackets ?? 0), 0);
            }};
            const before = await sum();
            await new Promise((resume) => setTimeout(resume, 1000));
            return (await sum()) === before;
        }}""",
            list(names),
        )

    def receives_nothing_from(self, *names: str) -> None:
        """Wait until for a second neither a packet of sound nor a frame of picture has come from these seats."""
        self.until(
            f"""async (names) => {{
            const sum = async () => {{
                const received = await ({RECEIVED})();
                const mine = names.map((name) => received[name]).filter(Boolean);
                return mine.reduce((all, one) => all + one.audioPackets + one.frames, 0);
            }};
            const before = await sum();
            await new Promise((resume) => setTimeout(resume, 1000));
            return (await sum()) === before;
        }}""",
            list(names),
        )

    def until(self, predicate: str, argument: object = None) -> None:
        """Wait until a JavaScript function of the page's statistics, asked four times a second, is true."""
        came_true = self.page.evaluate(eventually(predicate, MEDIA_MS), argument)
        assert came_true, f"{self.name}: {predicate} of {argument}; received: {self.received()}"
