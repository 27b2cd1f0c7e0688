"""From the last click to the first decoded remote frame: `python -m bench.first_frame [--visits N] [--json]`.

A facilitator goes from the device check straight into a room where a synthetic member is, N times over, each time in
a browser context of their own; loopback, Debian's Chromium, headless.
"""

import argparse
import json
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.e2e.conftest import CHROMIUM, FLAGS, guests
from tests.e2e.house import House, company, open_house

FIRST_FRAME = "async () => performance.getEntriesByName('goround:first-remote-frame').length > 0"
ELAPSED_MS = """
performance.getEntriesByName('goround:first-remote-frame')[0].startTime
  - performance.getEntriesByName('goround:ready')[0].startTime
"""


def measure(visits: int) -> list[float]:
    """Milliseconds of each visit."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=False, args=FLAGS)
        with open_house(folder) as house, company(house.members[:1], folder), guests(browser) as invite:
            dana = invite("Dana", house.facilitator)
            dana.enter()
            dana.press("Open the room")
            dana.press("Admit all")
            dana.sees_and_hears(house.members[0].name)
            dana.page.context.close()
            return [_visit(browser, house) for _ in range(visits)]


def _visit(browser: Browser, house: House) -> float:
    with guests(browser) as invite:
        dana = invite("Dana", house.facilitator)
        dana.enter()
        dana.until(FIRST_FRAME)
        return float(dana.page.evaluate(ELAPSED_MS))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visits", type=int, default=20)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    times = sorted(measure(given.visits))
    figures = {
        "visits": len(times),
        "median_ms": round(statistics.median(times)),
        "p95_ms": round(statistics.quantiles(times, n=20)[-1]),
        "max_ms": round(times[-1]),
    }
    print(json.dumps(figures) if given.json else "\n".join(f"{name:12} {value}" for name, value in figures.items()))


if __name__ == "__main__":
    main()
