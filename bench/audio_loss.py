"""What is heard over a bad line: `python -m bench.audio_loss [--loss P] [--rtt-ms T] [--seconds S] [--json]`.

Dana has a good line and Ana a bad one, which loses datagrams both ways; each speaks all the time, in Debian's Chromium.
Printed is what each hears of the other: the share of sound that was made up because a packet was missing when it was due.
"""

import argparse
import json
import signal
import subprocess
import sys
import tempfile
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from server.members.voice import SAMPLE_RATE, speech
from tests.e2e.conftest import CHROMIUM, FLAGS, guests
from tests.e2e.house import free_port, open_house

GOOD, BAD = "127.0.0.1", "127.0.0.2"
WARM_UP_S = 8.0
"""Until players have settled on how much they hold back."""

TAKE_THE_GOOD_LINE = f"""
const original = RTCPeerConnection.prototype.setRemoteDescription;
RTCPeerConnection.prototype.setRemoteDescription = function (description) {{
  return original.call(this, {{ type: description.type, sdp: description.sdp.replaceAll("{BAD}", "{GOOD}") }});
}};
"""
"""The server announces the bad line only."""

NO_CAMERA = """
const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = (wanted) =>
  wanted.video ? Promise.reject(new DOMException("", "NotAllowedError")) : ask(wanted);
"""
"""Sound is what is measured; pictures would only take the machine's time."""

HEARD = """
async () => {
  const sum = {};
  for (const connection of window.goround.peerConnections())
    for (const report of (await connection.getStats()).values())
      if (report.type === "inbound-rtp" && report.kind === "audio")
        for (const [name, value] of Object.entries(report))
          if (typeof value === "number") sum[name] = (sum[name] ?? 0) + value;
  return sum;
}
"""


@dataclass(frozen=True, slots=True)
class Hearing:
    """What one person heard of the other."""

    concealed_percent: float
    """Of the sound played."""
    lost_percent: float
    """Of the packets sent, at the moment they were due; those that came late or by another way are not counted back."""
    late_percent: float
    """Of the packets received: too late to be played."""
    repaired_packets: int
    """By FEC."""
    resent_packets: int
    delay_ms: float
    """Held back by the player, on average."""


def hear(loss: float, rtt_ms: float, jitter_ms: float, seconds: float, seed: int) -> dict[str, Hearing]:
    """Seat both, let them talk, and look at what each heard."""
    port = free_port()
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        voice = folder / "voice.wav"
        _record(voice)
        flags = [*FLAGS, f"--use-file-for-fake-audio-capture={voice}"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=False, args=flags)
        with (
            open_house(folder, media_port=port, options=["--media-host", GOOD, "--media-announce", BAD]) as house,
            _bad_line(port, loss, rtt_ms, jitter_ms, seed),
            guests(browser) as invite,
        ):
            dana, ana = invite("Dana", house.facilitator), invite(house.members[0].name, house.members[0].link)
            dana.page.add_init_script(TAKE_THE_GOOD_LINE)
            for person in (dana, ana):
                person.page.add_init_script(NO_CAMERA)
                person.enter()
            dana.is_in_room()
            dana.press("Open the room")
            ana.waits()
            dana.press(f"Admit {ana.name}")
            ana.is_in_room()
            for person, other in ((dana, ana), (ana, dana)):
                person.hears(other.name)
            pages = {"good line": dana.page, "bad line": ana.page}
            dana.page.wait_for_timeout(WARM_UP_S * 1000)
            before = {line: page.evaluate(HEARD) for line, page in pages.items()}
            dana.page.wait_for_timeout(seconds * 1000)
            return {line: _between(before[line], page) for line, page in pages.items()}


def _between(before: dict[str, Any], page: Page) -> Hearing:
    after: dict[str, Any] = page.evaluate(HEARD)
    counted = {name: after[name] - before.get(name, 0) for name in after}
    expected = counted["packetsReceived"] + counted["packetsLost"]
    return Hearing(
        concealed_percent=round(100 * counted["concealedSamples"] / counted["totalSamplesReceived"], 2),
        lost_percent=round(100 * counted["packetsLost"] / expected, 2),
        late_percent=round(100 * counted.get("packetsDiscarded", 0) / counted["packetsReceived"], 2),
        repaired_packets=counted.get("fecPacketsReceived", 0) - counted.get("fecPacketsDiscarded", 0),
        resent_packets=counted.get("retransmittedPacketsReceived", 0),
        delay_ms=round(1000 * counted["jitterBufferDelay"] / counted["jitterBufferEmittedCount"]),
    )


def _record(file: Path) -> None:
    with wave.open(str(file), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(SAMPLE_RATE)
        out.writeframes(speech("Ana").tobytes())


@contextmanager
def _bad_line(port: int, loss: float, rtt_ms: float, jitter_ms: float, seed: int) -> Iterator[None]:
    way = ["--loss", str(loss), "--delay-ms", str(rtt_ms / 2), "--jitter-ms", str(jitter_ms)]
    way += ["--seed", str(seed)]
    command = [sys.executable, "-m", "bench.bad_line", "--listen", f"{BAD}:{port}", "--to", f"{GOOD}:{port}", *way]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as line:
        assert line.stdout is not None
        assert line.stdout.readline() == "carrying\n"
        try:
            yield
        finally:
            line.send_signal(signal.SIGINT)
            line.wait()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--loss", type=float, default=0.1)
    parser.add_argument("--rtt-ms", type=float, default=200.0)
    parser.add_argument("--jitter-ms", type=float, default=0.0)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    heard = hear(given.loss, given.rtt_ms, given.jitter_ms, given.seconds, given.seed)
    figures = {line: asdict(one) for line, one in heard.items()}
    if given.json:
        print(json.dumps(figures))
        return
    for line, one in figures.items():
        print(f"heard on the {line}:")
        print("\n".join(f"  {name:18} {value}" for name, value in one.items()))


if __name__ == "__main__":
    main()
