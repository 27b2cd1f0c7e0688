"""Each mode of the floor from its start to its end, by the controls that people have."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.e2e.person import ENTER_MS, Person

from .conftest import Evening, keep_panel, section, unfold

HAS_FLOOR = re.compile("has the floor|holds the piece")
TURN_MS = 60_000
"""Until somebody's turn comes, behind synthetic members who keep theirs for four seconds each."""


@pytest.fixture(autouse=True)
def open_floor(evening: Evening) -> None:
    """Every test begins with the open floor."""
    expect(evening.dana.button("Open floor")).to_have_attribute("aria-pressed", "true", timeout=ENTER_MS)


def holds(watcher: Person, name: str) -> None:
    """Somebody has the floor on the watcher's screen."""
    expect(watcher.seat(name)).to_have_accessible_name(HAS_FLOOR, timeout=TURN_MS)


def row(items: Locator, name: str) -> Locator:
    """The row of a list that names somebody."""
    return items.get_by_role("listitem").filter(has_text=re.compile(rf"\b{re.escape(name)}\b"))


def names(items: Locator, people: list[str]) -> list[str]:
    """Who stands in a list, in its order."""
    texts = items.get_by_role("listitem").all_inner_texts()
    return [next(name for name in people if re.search(rf"\b{name}\b", text)) for text in texts]


def test_the_queue_is_fair_and_can_be_reordered_by_tap_and_by_drag(evening: Evening, pictures: Path) -> None:
    dana, ana, ben = evening.dana, evening.ana, evening.ben
    people = section(dana, "People")
    # Chromium's made-up microphone beeps; Ana's is off, so that she speaks less.
    ana.press("Microphone")
    before = row(people, ana.name).inner_text()
    expect(row(people, ben.name)).to_contain_text(
        re.compile(r"spoke ([5-9]|\d\d) seconds|spoke \d+ minute"), timeout=TURN_MS
    )
    dana.press("Queue")
    dana.press("Queue order: fair")
    ben.press("Ask for the floor")
    ben.button("Withdraw my request").wait_for()
    ana.press("Ask for the floor")
    queue = section(dana, "Queue")

    expect(queue.get_by_role("listitem").first).to_contain_text(ana.name, timeout=ENTER_MS)
    expect(row(queue, ana.name)).to_contain_text("has spoken less")
    assert "spoke" in before

    dana.press(f"Move {ben.name} up")
    expect(queue.get_by_role("listitem").first).to_contain_text(ben.name)
    expect(row(queue, ben.name)).to_contain_text("you put them here")
    expect(ben.button("Withdraw my request")).to_contain_text("first")

    keep_panel(dana, pictures / "panel-queue.png")

    drag(dana, row(queue, ana.name), row(queue, ben.name))
    expect(queue.get_by_role("listitem").first).to_contain_text(ana.name)
    dana.press(f"Not now, {ana.name}")
    expect(ana.button("Ask for the floor")).to_be_visible()
    dana.press("Next")
    holds(ana, ben.name)

    ben.press("I'm done")
    dana.press("Queue order: by arrival")
    dana.press("Open floor")
    ana.press("Microphone")


def drag(person: Person, what: Locator, before: Locator) -> None:
    """Take a row by its handle and let it go above another."""
    what.scroll_into_view_if_needed()
    handle, target = what.locator(".handle").bounding_box(), before.bounding_box()
    assert handle is not None
    assert target is not None
    mouse = person.page.mouse
    mouse.move(handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2)
    mouse.down()
    mouse.move(handle["x"] + handle["width"] / 2, target["y"] + 2, steps=5)
    mouse.up()


def test_a_round_with_a_question_an_inserted_turn_and_a_pass_for_now(evening: Evening, pictures: Path) -> None:
    dana, ana, ben = evening.dana, evening.ana, evening.ben
    unfold(dana, "Question and order")
    dana.page.get_by_role("textbox", name="Question for the round").fill("What do you take with you?")
    dana.press("As I choose")
    order = section(dana, "Order of the round")
    while names(order, evening.members)[0] != ana.name:
        dana.press(f"{ana.name} earlier")
    while names(order, evening.members)[1] != ben.name:
        dana.press(f"{ben.name} earlier")
    dana.press("Start a round")

    holds(ben, ana.name)
    expect(ben.page.get_by_text("What do you take with you?").first).to_be_visible()
    dana.press("Pause the clock")
    expect(dana.page.get_by_role("timer").last).to_contain_text("paused")
    dana.press("Pause the clock")
    dana.press("Extend")
    expect(dana.page.get_by_role("timer").last).to_contain_text(re.compile(r"3:\d\d|4:00"))
    dana.press(f"Insert {evening.others[0]} next")
    ana.press("Come back to me")
    holds(dana, evening.others[0])
    holds(dana, ben.name)
    round_ = section(dana, "Round")
    expect(row(round_, ana.name)).to_contain_text("later")
    keep_panel(dana, pictures / "panel-round.png")
    ben.press("I'm done")

    ana.button("I'm done").click(timeout=TURN_MS)
    expect(dana.button("Start a round")).to_be_visible(timeout=TURN_MS)
    expect(dana.circle.get_by_role("listitem", name=HAS_FLOOR)).to_have_count(0)


def test_feedback_can_be_stopped_and_the_sharer_has_the_last_word(evening: Evening, pictures: Path) -> None:
    dana, ana, ben = evening.dana, evening.ana, evening.ben
    dana.press(f"Start feedback for {ana.name}")
    holds(dana, ben.name)
    expect(ana.button("I'm done")).to_have_count(0)
    keep_panel(dana, pictures / "panel-feedback.png")

    ana.press("Stop the feedback")
    holds(ben, ana.name)
    expect(dana.page.get_by_text(f"{ana.name} has the last word").first).to_be_visible()
    expect(dana.button("Stop the feedback")).to_have_count(0)
    ana.press("I'm done")
    expect(dana.button("Start a round")).to_be_visible(timeout=TURN_MS)


def test_a_talking_piece_is_handed_on_and_only_its_holder_is_heard(evening: Evening, pictures: Path) -> None:
    dana, ana, ben = evening.dana, evening.ana, evening.ben
    dana.press("Start a talking piece")
    dana.press(f"Give the piece to {ana.name}")
    holds(ben, ana.name)
    expect(dana.button("Only whose turn it is")).to_have_attribute("aria-pressed", "true")
    keep_panel(dana, pictures / "panel-piece.png")
    dana.is_silent(ben.name)
    dana.goes_on_hearing(ana.name)

    ana.press("Hand on the piece")
    ana.page.get_by_role("menuitem", name=f"Hand the piece to {ben.name}").click()
    holds(ana, ben.name)
    dana.goes_on_hearing(ben.name)
    dana.is_silent(ana.name)

    dana.press("Open floor")
    expect(dana.button("Everybody")).to_have_attribute("aria-pressed", "true")
    dana.goes_on_hearing(ana.name)


def test_in_a_shared_silence_nobody_is_heard_until_it_is_ended(evening: Evening, pictures: Path) -> None:
    dana, ana, ben = evening.dana, evening.ana, evening.ben
    dana.page.get_by_role("combobox", name="Length of the silence").select_option(label="2 minutes")
    dana.press("Start a silence")
    expect(ben.page.get_by_text("A shared silence").first).to_be_visible(timeout=ENTER_MS)
    ben.is_silent(ana.name)
    ben.goes_on_hearing(dana.name)
    expect(dana.page.get_by_text(re.compile(r"1:\d\d left")).first).to_be_visible()
    keep_panel(dana, pictures / "panel-silence.png")
    dana.press("End the silence")
    ben.goes_on_hearing(ana.name)
    expect(dana.button("Open floor")).to_have_attribute("aria-pressed", "true")
