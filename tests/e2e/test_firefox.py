"""One passage on Firefox ESR: from the link into the room, seeing, hearing and being seen and heard."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from server.members.member import MemberState, SyntheticMember

from .firefox import STEP_S, FirefoxPage, firefox
from .house import House
from .person import CARD_PHONE, CARD_WHERE, RECEIVED

EVERYONE = f"""async () => {{
    const received = Object.entries(await ({RECEIVED})()).filter(([name]) => name !== "Ana");
    return received.length === 3 && received.every(([, one]) => one.frames > 0 && one.energy > 0);
}}"""


async def _passage(house: House, folder: Path, pictures: Path) -> None:
    ana, *others = house.members[:3]
    people = [SyntheticMember(link) for link in (house.facilitator, *(member.link for member in others))]
    dana = people[0]
    async with firefox(folder / "profile") as page:
        try:
            for person in people:
                await person.start()
            await dana.until(MemberState.IN_THE_ROOM)
            await dana.command("open_room")
            await _enter(page, ana.link)
            await page.find("heading", "Waiting room")
            await page.screenshot(pictures / "firefox-waiting.png")
            await dana.command("admit_all")
            await page.find("list", "Circle")
            await page.until(EVERYONE)
            await page.screenshot(pictures / "firefox-room.png")
            await _heard(dana, ana.name)
        finally:
            await asyncio.gather(*(person.stop() for person in people))


async def _enter(page: FirefoxPage, link: str) -> None:
    await page.goto(link)
    await page.press("button", "Join")
    await page.press("checkbox", "I agree to the group agreement")
    if await page.shows("textbox", CARD_WHERE):
        await page.write(CARD_WHERE, "At home")
        await page.write(CARD_PHONE, "+49 30 901820")
    await page.press("button", "I'm ready")


async def _heard(dana: SyntheticMember, name: str) -> None:
    """Sound and picture of the browser arrive at somebody else."""
    async with asyncio.timeout(STEP_S):
        while True:
            received = (await dana.statistics()).received.get(name, {})
            if received.get("audio", 0) > 50 and received.get("video", 0) > 50:
                return
            await asyncio.sleep(0.5)


def test_firefox_takes_part_in_a_room(house: House, tmp_path: Path, pictures: Path) -> None:
    # In a thread of its own: Playwright keeps an event loop running in this one.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, _passage(house, tmp_path, pictures)).result()
    assert (pictures / "firefox-room.png").stat().st_size > 0
