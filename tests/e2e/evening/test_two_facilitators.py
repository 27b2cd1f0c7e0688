"""Two facilitators: who leads, what happens when one or both are gone, and a word aside."""

import re
import time
from contextlib import suppress

from playwright.sync_api import Error, expect

from tests.e2e.person import ENTER_MS, Person

from .conftest import Evening, section, unfold

HAS_FLOOR = re.compile("has the floor")
LEADS = re.compile(r"\bleads\b")
HOLD_WITHIN_S = 12.0
"""From the death of the last facilitator's page."""
PAUSE = "A short pause"


def kill(person: Person) -> None:
    """End the process of somebody's page as kill -9 would: nothing of it says goodbye."""
    with person.page.expect_event("crash"), suppress(Error):
        person.page.goto("chrome://crash")


def come_back(person: Person) -> None:
    """A fresh page by the same link, straight back into the room."""
    context = person.page.context
    person.page.close()
    person.page = context.new_page()
    person.enter()
    person.is_in_room()


def hand_lead(giver: Person, taker: Person) -> None:
    """One facilitator hands the lead to another."""
    giver.press(f"Hand the lead to {taker.name}")
    giver.press(f"Yes, hand it to {taker.name}")
    leads(giver, taker)


def leads(watcher: Person, name: Person) -> None:
    """Somebody leads, as another facilitator's panel says."""
    row = section(watcher, "People").get_by_role("listitem").filter(has_text=name.name)
    expect(row).to_contain_text(LEADS)


def turn_left_s(person: Person) -> int:
    """What the clock of the turn shows."""
    text = person.page.get_by_role("timer").first.inner_text()
    found = re.search(r"(\d+):(\d\d)", text)
    assert found, text
    return int(found[1]) * 60 + int(found[2])


def start_long_round(evening: Evening) -> None:
    """A round of ten-minute turns around the circle; it comes to Ana or Ben and stays there."""
    dana = evening.dana
    dana.page.get_by_role("combobox", name="Time for each turn").select_option(label="10 minutes each")
    dana.press("Start a round")
    expect(dana.page.get_by_role("timer").first).to_be_visible()
    for name in evening.others:
        dana.seat(name).wait_for()
    speaker = dana.circle.get_by_role("listitem", name=HAS_FLOOR)
    expect(speaker).to_have_accessible_name(
        re.compile(rf"^({evening.ana.name}|{evening.ben.name})\b.*has the floor"), timeout=2 * ENTER_MS
    )


def floor_of(person: Person) -> list[str]:
    """The round and who has asked, as the panel lists them."""
    lists = (section(person, name).get_by_role("listitem") for name in ("Round", "Queue"))
    return [re.sub(r"\s+", " ", text) for rows in lists for text in rows.all_inner_texts()]


def holder(person: Person) -> str:
    """The name and state of whoever has the floor."""
    return person.circle.get_by_role("listitem", name=HAS_FLOOR).get_attribute("aria-label") or ""


def test_the_lead_is_handed_over_and_back(evening: Evening) -> None:
    dana, emil = evening.dana, evening.emil
    expect(emil.button(f"Hand the lead to {dana.name}")).to_have_count(0)
    hand_lead(dana, emil)
    hand_lead(emil, dana)


def test_when_the_lead_dies_mid_round_the_other_leads_at_once_and_nothing_stops(evening: Evening) -> None:
    dana, emil, ana = evening.dana, evening.emil, evening.ana
    start_long_round(evening)
    speaks, before = holder(emil), floor_of(emil)

    kill(dana)
    expect(emil.page.get_by_role("status")).to_contain_text("You lead now.")
    assert holder(emil) == speaks
    assert floor_of(emil) == before
    expect(ana.page.get_by_role("heading", name=PAUSE)).to_have_count(0)

    come_back(dana)
    leads(dana, emil)
    assert floor_of(dana) == before
    dana.press("End the round")
    hand_lead(emil, dana)


def test_when_both_die_the_room_holds_and_a_return_restores_floor_queue_and_time(evening: Evening) -> None:
    dana, emil, ana, ben = evening.dana, evening.emil, evening.ana, evening.ben
    start_long_round(evening)
    speaks = holder(dana)
    waiting = ben if speaks.startswith(ana.name) else ana
    waiting.press("Ask for the floor")
    expect(section(dana, "Queue").get_by_role("listitem")).to_have_count(1)
    before, left_s = floor_of(dana), turn_left_s(dana)

    kill(emil)
    kill(dana)
    died = time.monotonic()
    expect(ana.page.get_by_role("heading", name=PAUSE)).to_be_visible()
    held_s = time.monotonic() - died
    assert held_s < HOLD_WITHIN_S
    ana.is_silent(ben.name, *evening.others)

    come_back(dana)
    assert holder(dana) == speaks
    assert [row for row in floor_of(dana) if "asked" not in row][: len(before)] == before
    shown_s = turn_left_s(dana)
    assert left_s - shown_s <= held_s + (time.monotonic() - died - held_s) * 0.5 + 5, "the clock stood still on hold"
    waiting.press("Withdraw my request")
    dana.press("End the round")
    come_back(emil)
    dana.sees_and_hears(emil.name, ana.name, ben.name)


def test_nothing_of_a_side_room_reaches_the_group_and_the_other_way_round(evening: Evening) -> None:
    dana, emil, ana, ben = evening.dana, evening.emil, evening.ana, evening.ben
    unfold(emil, f"More about {ana.name}")
    emil.press(f"Side room with {ana.name}")
    expect(ana.page.get_by_text(f"You are in the side room with {emil.name}").first).to_be_visible()
    expect(dana.seat(ana.name)).to_have_accessible_name(re.compile("in the side room"))

    group, pair = [dana.name, ben.name, *evening.others], [emil.name, ana.name]
    for watcher in (dana, ben):
        watcher.receives_nothing_from(*pair)
        watcher.goes_on_hearing(evening.others[0])
    ana.receives_nothing_from(*group)
    emil.receives_nothing_from(*group)
    ana.goes_on_hearing(emil.name)
    emil.goes_on_hearing(ana.name)
    outside = {watcher: watcher.received() for watcher in (dana, ben)}
    inside = {watcher: watcher.received() for watcher in (ana, emil)}
    emil.goes_on_hearing(ana.name)
    for watcher, before in outside.items():
        assert all(watcher.received()[name] == before[name] for name in pair), watcher.name
    for watcher, before in inside.items():
        assert all(watcher.received()[name] == before[name] for name in group if name in before), watcher.name

    emil.press("End the side room")
    ben.goes_on_hearing(ana.name)
    ana.goes_on_hearing(ben.name)
    expect(dana.seat(ana.name)).not_to_have_accessible_name(re.compile("in the side room"))
    emil.button(f"More about {ana.name}").click()
