"""From the link to leaving without ever touching a pointer."""

import re

from playwright.sync_api import expect

from .conftest import Invite
from .house import House
from .person import CARD_PHONE, CARD_WHERE, ENTER_MS, Person

FOCUSED = """
() => {
  const control = document.activeElement;
  if (control === null || control === document.body) return "";
  const label = control.ariaLabel ?? control.labels?.[0]?.textContent ?? control.textContent;
  return label.replace(/\\s+/g, " ").trim();
}
"""

MOST_STOPS = 80
"""More than any page has; a Tab that leads nowhere ends there."""


def tab_to(person: Person, name: str) -> None:
    """Press Tab until the control of this name has the focus."""
    named = [person.page.get_by_role(role, name=name) for role in ("button", "checkbox", "textbox")]
    named[0].or_(named[1]).or_(named[2]).first.wait_for(timeout=ENTER_MS)
    seen = []
    for _ in range(MOST_STOPS):
        person.page.keyboard.press("Tab")
        seen.append(person.page.evaluate(FOCUSED))
        if seen[-1].startswith(name):
            return
    raise AssertionError(f"Tab never came to {name!r}; it stopped at {seen}")


def activate(person: Person, name: str, key: str = "Enter") -> None:
    """Go to a control by Tab and use it."""
    tab_to(person, name)
    person.page.keyboard.press(key)


def enter(person: Person) -> None:
    """From the link to what comes after `I'm ready`."""
    person.page.goto(person.link)
    activate(person, "Join")
    person.page.get_by_role("checkbox").first.wait_for(timeout=ENTER_MS)
    if person.page.get_by_role("textbox", name=CARD_WHERE).count():
        for field, text in ((CARD_WHERE, person.where), (CARD_PHONE, person.phone)):
            tab_to(person, field)
            person.page.keyboard.type(text)
    activate(person, "I agree to the group agreement", "Space")
    activate(person, "I'm ready")


def test_a_session_by_keyboard_alone(house: House, invite: Invite) -> None:
    dana = invite("Dana", house.facilitator)
    ana = invite(house.members[0].name, house.members[0].link)
    enter(dana)
    dana.is_in_room()
    activate(dana, "Open the room")
    enter(ana)
    ana.waits()
    activate(dana, f"Admit {ana.name}")
    ana.is_in_room()

    activate(dana, "Queue")
    activate(ana, "Ask for the floor")
    activate(dana, f"Give the floor to {ana.name}")
    expect(dana.seat(ana.name)).to_have_accessible_name(re.compile("has the floor"))
    activate(ana, "I'm done")
    expect(dana.seat(ana.name)).not_to_have_accessible_name(re.compile("has the floor"))

    activate(ana, "Signal for support")
    ana.page.get_by_role("menuitem", name="Take a moment").wait_for()
    ana.page.keyboard.press("Enter")
    signals = dana.page.get_by_role("list", name="Support signals", exact=True)
    expect(signals.get_by_role("listitem").filter(has_text=ana.name)).to_be_visible()

    activate(ana, "Leave")
    activate(ana, "Yes, leave")
    expect(ana.page.get_by_role("heading", name="You have left the room")).to_be_visible()
