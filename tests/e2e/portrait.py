"""Takes the README's picture of a room of eight: `python -m tests.e2e.portrait docs/pictures/room-of-eight.png`.

A real room: the facilitator's browser and seven synthetic members, over our relay. The browser's camera shows what a
synthetic member of her name would.
"""

import sys
import tempfile
from pathlib import Path

import av
from av.video.plane import VideoPlane
from playwright.sync_api import expect, sync_playwright

from server.members.picture import FRAMES_PER_S, HEIGHT, WIDTH, moving_picture

from .conftest import CHROMIUM, FLAGS, guests
from .house import company, open_house
from .person import MEDIA_MS


def write_camera(name: str, file: Path) -> None:
    """A picture with a name on it as raw frames (yuv4mpeg), which Chromium takes for a camera."""
    decoder = av.CodecContext.create("vp8", "r")
    with file.open("wb") as out:
        out.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{FRAMES_PER_S}:1 Ip A1:1 C420\n".encode())
        for encoded in moving_picture(name):
            for frame in decoder.decode(av.Packet(encoded)):
                out.write(b"FRAME\n" + b"".join(_rows(plane) for plane in frame.planes))


def _rows(plane: VideoPlane) -> bytes:
    """A plane without the padding at the end of its lines."""
    padded = bytes(plane)
    starts = range(0, plane.height * plane.line_size, plane.line_size)
    return b"".join(padded[start : start + plane.width] for start in starts)


def take(picture: Path) -> None:
    """Seat eight people, give one of them the floor in a round, and keep what the facilitator sees."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        write_camera("Dana", folder / "dana.y4m")
        flags = [*FLAGS, f"--use-file-for-fake-video-capture={folder / 'dana.y4m'}"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=False, args=flags)
        with open_house(folder) as house, guests(browser) as invite:
            members = house.members[:7]
            dana = invite("Dana", house.facilitator, viewport={"width": 1440, "height": 900})
            dana.enter()
            dana.press("Open the room")
            with company(members, folder):
                lobby = dana.page.get_by_role("list", name="Waiting room", exact=True)
                expect(lobby.get_by_role("listitem")).to_have_count(len(members), timeout=MEDIA_MS)
                dana.press("Admit all")
                dana.sees_and_hears(*(member.name for member in members))
                dana.press("Queue")
                dana.press(f"Give the floor to {members[2].name}")
                dana.page.mouse.move(0, 0)
                dana.page.screenshot(path=picture)


if __name__ == "__main__":
    take(Path(sys.argv[1]))
