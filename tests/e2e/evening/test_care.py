"""Care: support signals, the shield, private lines, the emergency card."""

import math
import re
from pathlib import Path

from playwright.sync_api import expect

from tests.e2e.person import RECEIVED, Person

from .conftest import Evening, keep_panel, section, unfold

SIGNALS = 200
P99_MS = 300.0
"""From the choice of the signal to its row on the facilitator's screen."""
SHIELD_MS = 150.0
"""From the key to a page that is black, silent and hidden."""

SIGNAL = """
async (count) => {
  const kinds = ["Take a moment", "I need a word", "Urgent"];
  const until = (isTrue) => new Promise((resume) => {
    const observer = new MutationObserver(check);
    function check() { if (isTrue()) { observer.disconnect(); resume(); } }
    observer.observe(document.body, { childList: true, subtree: true, characterData: true });
    check();
  });
  const named = (role, name) => [...document.querySelectorAll(role)].find((one) => one.textContent.includes(name));
  const said = () => document.querySelector("[role=status]")?.textContent ?? "";
  const sent = [];
  for (let number = 0; number < count; number += 1) {
    const kind = kinds[number % kinds.length];
    const pause = new Promise((resume) => setTimeout(resume, 250));
    named("button", "Signal for support").click();
    await until(() => named("[role=menuitem]", kind));
    sent.push(performance.timeOrigin + performance.now());
    named("[role=menuitem]", kind).click();
    await until(() => said().includes(`has seen your signal “${kind}”`));
    await pause;
  }
  return sent;
}
"""
"""Signals one after the other, each once the last has been seen, within what one connection may send."""

WATCH = """
(name) => {
  const label = `Acknowledge ${name}`;
  window.seen = [];
  const look = () => {
    const button = document.querySelector(`[aria-label="${label}"]`);
    if (button === null || button.dataset.seen !== undefined) return;
    button.dataset.seen = "yes";
    requestAnimationFrame(() => {
      window.seen.push(performance.timeOrigin + performance.now());
      button.click();
    });
  };
  window.watching = new MutationObserver(look);
  window.watching.observe(document.body, { childList: true, subtree: true, attributes: true });
}
"""
"""Notes when each signal is drawn, and acknowledges it."""

MEASURE_SHIELD = """
() => {
  const measured = {};
  window.shieldMeasured = new Promise((resume) => {
    addEventListener("keydown", (key) => {
      const checks = {
        hidden: () => [...document.querySelectorAll("video, li")].every((one) => one.getClientRects().length === 0),
        silent: () => [...document.querySelectorAll("audio, video")].every((one) => one.paused || one.muted),
        black: () => window.connections.flatMap((one) => one.getSenders())
          .every(({ track }) => track === null || !track.enabled || track.readyState === "ended"),
      };
      const look = () => {
        for (const [name, isTrue] of Object.entries(checks))
          if (measured[name] === undefined && isTrue()) measured[name] = performance.now() - key.timeStamp;
        if (Object.keys(measured).length === 3) resume(measured);
        else setTimeout(look, 1);
      };
      look();
    }, { capture: true, once: true });
  });
}
"""

FRAMES_GROW = f"async ([name, frames]) => (await ({RECEIVED})())[name].frames > frames"


def test_a_support_signal_is_seen_at_once_by_facilitators_and_by_nobody_else(evening: Evening) -> None:
    dana, ana = evening.dana, evening.ana
    dana.page.evaluate(WATCH, ana.name)
    before = len(evening.bens_wire.frames)

    sent: list[float] = ana.page.evaluate(SIGNAL, SIGNALS)
    seen: list[float] = dana.page.evaluate("() => { window.watching.disconnect(); return window.seen; }")

    assert len(seen) == len(sent) == SIGNALS
    waits_ms = sorted(shown - chosen for chosen, shown in zip(sent, seen, strict=True))
    p99_ms = waits_ms[math.ceil(0.99 * SIGNALS) - 1]
    print(f"support signals: p50 {waits_ms[SIGNALS // 2]:.0f} ms, p99 {p99_ms:.0f} ms")
    assert p99_ms < P99_MS
    told = evening.bens_wire.frames[before:]
    assert not [frame for frame in told if '"view"' in frame], "nothing changed on Ben's screen"
    assert not re.search("take_a_moment|need_a_word|urgent|acknowledged", "".join(told))


def test_what_needs_a_facilitator_stands_first_until_it_is_acknowledged(evening: Evening, pictures: Path) -> None:
    dana, ana = evening.dana, evening.ana
    ana.press("Signal for support")
    ana.page.get_by_role("menuitem", name="I need a word").click()
    row = section(dana, "Support signals").get_by_role("listitem").filter(has_text="I need a word")
    expect(row.get_by_role("button", name=f"Acknowledge {ana.name}")).to_be_visible()
    keep_panel(dana, pictures / "panel-support.png")
    dana.press(f"Acknowledge {ana.name}")
    expect(row.get_by_text("acknowledged")).to_be_visible()


def test_the_shield_is_black_silent_and_hidden_at_once(evening: Evening) -> None:
    dana, ana = evening.dana, evening.ana
    ana.page.evaluate(MEASURE_SHIELD)
    ana.page.keyboard.press("x")
    measured: dict[str, float] = ana.page.evaluate("() => window.shieldMeasured")
    print("shield:", {what: round(ms) for what, ms in measured.items()})
    expect(dana.seat(ana.name)).to_have_accessible_name(re.compile("shield up"))
    dana.receives_nothing_from(ana.name)
    expect(ana.circle).to_have_count(0)
    ana.press("Come back")
    ana.is_in_room()
    assert max(measured.values()) < SHIELD_MS, measured
    dana.until(FRAMES_GROW, [ana.name, dana.received()[ana.name].frames])
    dana.goes_on_hearing(ana.name)


def write(person: Person, text: str) -> None:
    """Fill in the line that is open and send it."""
    person.page.get_by_role("textbox", name=re.compile("Your (message|line)")).fill(text)
    person.press("Send")


def test_a_line_to_the_facilitators_and_the_answer_are_read_by_nobody_else(evening: Evening) -> None:
    dana, emil, ana, ben = evening.dana, evening.emil, evening.ana, evening.ben
    asked, answered = "May I go ten minutes early?", "Of course you may."
    ana.press("Write to the facilitators")
    write(ana, asked)
    for facilitator in (dana, emil):
        expect(section(facilitator, "Private lines")).to_contain_text(asked)
    dana.press(f"Answer {ana.name}")
    write(dana, answered)

    expect(ana.page.get_by_text(answered).first).to_be_visible()
    expect(emil.page.get_by_text(answered)).to_have_count(0)
    expect(ben.page.get_by_text(re.compile(f"{re.escape(asked)}|{re.escape(answered)}"))).to_have_count(0)
    carried = "".join(evening.danas_wire.frames + evening.bens_wire.frames)
    assert asked not in carried, "the server saw what was written"
    ana.press("Close the messages")


def test_a_card_is_opened_on_purpose_and_the_other_facilitator_sees_by_whom(evening: Evening) -> None:
    dana, emil, ben = evening.dana, evening.emil, evening.ben
    for facilitator in (dana, emil):
        unfold(facilitator, f"More about {ben.name}")
    dana.press(f"Open the card of {ben.name}")
    dana.press(f"Yes, open the card of {ben.name}")

    card = dana.page.get_by_role("group", name=f"Emergency card of {ben.name}")
    expect(card).to_contain_text(ben.where)
    expect(card.get_by_role("link")).to_have_text(ben.phone)
    expect(emil.page.get_by_text(f"Opened by {dana.name}.")).to_be_visible()
    expect(emil.page.get_by_text(ben.phone)).to_have_count(0)
    assert ben.phone not in "".join(evening.danas_wire.frames)
    for facilitator in (dana, emil):
        facilitator.button(f"More about {ben.name}").click()
