/*
 * Walks the gallery by keyboard alone in a real Chromium: everything can be reached, done and left, and the focus is
 * never lost. `node scripts/keyboard.js [--chromium PATH]`. Exit status 1 at the first step that fails.
 */
import assert from "node:assert/strict";
import { parseArgs } from "node:util";

import { chromium } from "playwright-core";
import { createServer } from "vite";

const { values: options } = parseArgs({
  options: { chromium: { type: "string", default: "/usr/bin/chromium" } },
});

const server = await createServer({ server: { port: 0, host: "127.0.0.1", hmr: false }, logLevel: "error" });
await server.listen();
const address = server.resolvedUrls?.local[0];
const browser = await chromium.launch({
  executablePath: options.chromium,
  args: ["--headless=new", "--no-sandbox", "--disable-gpu"],
});
const page = await browser.newPage();

/** Opens a case of the gallery. @param {string} name */
async function open(name) {
  await page.goto(`${address}gallery.html?case=${name}`);
  await page.locator("h1").first().waitFor({ state: "attached" });
}

/** The accessible name of what has the focus; empty when the focus is lost. @returns {Promise<string>} */
async function focused() {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!(element instanceof HTMLElement) || element === document.body) return "";
    const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : element.ariaLabel;
    if (typeof label === "string") return label.trim();
    const copy = /** @type {HTMLElement} */ (element.cloneNode(true));
    for (const hidden of copy.querySelectorAll("[aria-hidden='true']")) hidden.remove();
    return copy.textContent.trim();
  });
}

/** Presses keys one after the other. @param {string[]} keys */
async function press(...keys) {
  for (const key of keys) await page.keyboard.press(key);
}

/** Tabs until something has the focus, and fails when the page ends before. @param {string} name */
async function tabTo(name) {
  for (let steps = 0; steps < 120; steps += 1) {
    await press("Tab");
    if ((await focused()) === name) return;
  }
  assert.fail(`no way to ${name} by Tab`);
}

/** What was done on the page so far. @returns {Promise<string[]>} */
async function acts() {
  return page.evaluate(() => (window.goroundActs ?? []).filter((act) => !act.startsWith("showTile")));
}

/** @param {string} act */
async function expectLast(act) {
  await page.waitForFunction((wanted) => (window.goroundActs ?? []).includes(wanted), act);
}

/** Waits until something has the focus. @param {string} name */
async function expectFocus(name) {
  for (let tries = 0; tries < 40 && (await focused()) !== name; tries += 1)
    await page.evaluate(() => new Promise(requestAnimationFrame));
  assert.equal(await focused(), name);
}

/** @type {Record<string, () => Promise<void>>} */
const walks = {
  async "the agreement is asked for, then taken"() {
    await open("check");
    await tabTo("I'm ready");
    await press("Enter");
    await expectFocus("I agree to the group agreement");
    assert.deepEqual(await acts(), []);
    assert.ok(await page.getByText("Please read the agreement").isVisible());
    await press("Space");
    await tabTo("I'm ready");
    await press("Enter");
    await expectLast("ready");
  },
  async "a member reaches every control by Tab"() {
    await open("room-8-member-turn");
    for (const name of [
      "Make my picture small",
      "I'm done",
      "Pass",
      "Come back to me",
      "Microphone",
      "Camera",
      "React",
      "Signal for support",
      "Write to the facilitators",
      "Shield",
      "Settings",
      "Leave",
    ])
      await tabTo(name);
  },
  async "single keys do what they say"() {
    await open("room-8-member-turn");
    await press("m", "c", "p", "b", "d");
    assert.deepEqual(await acts(), [
      "setMicrophone false",
      "setCamera false",
      'command {"type":"pass_turn","for_now":false}',
      'command {"type":"pass_turn","for_now":true}',
      'command {"type":"release_floor"}',
    ]);
    await open("room-8-member-queue");
    await press("f", "p");
    assert.deepEqual(await acts(), ['command {"type":"request_floor"}']);
  },
  async "the shield covers everything, and its way back has the focus"() {
    await open("room-8-member");
    await press("x");
    await expectFocus("Come back");
    assert.equal(await page.locator("video, audio").count(), 0);
    assert.equal(await page.getByText("Ben").count(), 0);
    await press("Enter");
    await expectLast("setShield false");
    await page.getByRole("list", { name: "Circle" }).waitFor();
  },
  async "the talking piece is handed on by keyboard"() {
    await open("room-8-member-piece");
    await press("h");
    await expectFocus("Hand the piece to Dana");
    await press("ArrowDown", "Enter");
    await expectLast('command {"type":"hand_piece","seat":"seat-2"}');
  },
  async "a reaction is chosen and the focus comes back"() {
    await open("room-8-member");
    await press("r");
    await expectFocus("Thank you");
    await press("ArrowDown", "Enter");
    await expectLast('command {"type":"react","kind":"with_you"}');
    await expectFocus("React");
  },
  async "a line is written, sent, and the messages closed"() {
    await open("room-8-member-messages");
    await press("w");
    await page.locator("textarea:focus").waitFor();
    await page.keyboard.type("x marks nothing here");
    await press("Enter");
    await expectLast('write "facilitators" "x marks nothing here"');
    assert.equal(await page.locator("textarea").inputValue(), "");
    await press("Escape");
    await expectFocus("Write to the facilitators");
  },
  async "the question after a person is answered by keyboard"() {
    await open("room-8-member-check");
    await tabTo("I'm all right");
    await press("Enter");
    await expectLast("allRight");
  },
  async "an emergency card that lacks something is pointed at"() {
    await open("check-card");
    await tabTo("I'm ready");
    await press("Enter");
    await expectFocus("Where you are now");
    await page.keyboard.type("Ulm");
    await press("Tab");
    await page.keyboard.type("110");
    await tabTo("I'm ready");
    await press("Enter");
    await expectLast('keepCard {"where":"Ulm","phone":"110"}');
    await expectLast("ready");
  },
  async "the support menu opens, moves, chooses and gives the focus back"() {
    await open("room-8-member");
    await press("s");
    await expectFocus("Take a moment");
    await press("ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown");
    await expectFocus("I need a word");
    await press("Escape");
    await expectFocus("Signal for support");
    await press("Enter");
    await expectFocus("Take a moment");
    await press("End", "Enter");
    await expectLast('signalSupport "urgent"');
    await expectFocus("Signal for support");
  },
  async "leaving asks once, and Escape takes it back"() {
    await open("room-8-member");
    await press("l");
    await expectFocus("Stay");
    await press("Escape");
    await expectFocus("Leave");
    await press("Enter");
    await expectFocus("Stay");
    await press("Shift+Tab");
    await expectFocus("Yes, leave");
    await press("Enter");
    await expectLast("leave");
  },
  async "shortcuts can be turned off"() {
    await open("room-8-member");
    await press("e");
    await tabTo("Use single-key shortcuts");
    await press("Space", "Escape", "m");
    assert.deepEqual(await acts(), []);
    await page.reload();
    await page.locator("h1").first().waitFor({ state: "attached" });
    await press("m");
    assert.deepEqual(await acts(), []);
    await page.evaluate(() => {
      localStorage.clear();
    });
  },
  async "a facilitator removes somebody, after being asked"() {
    await open("room-8-facilitator");
    await tabTo("Remove Ben");
    await press("Enter");
    await expectFocus("Cancel");
    await press("Escape");
    await expectFocus("Remove Ben");
    assert.deepEqual(await acts(), []);
    await press("Enter");
    await expectFocus("Cancel");
    await press("Shift+Tab");
    await expectFocus("Yes, remove Ben for good");
    await press("Shift+Tab", "Enter");
    await expectLast('command {"type":"remove","seat":"seat-2"}');
  },
  async "a facilitator reaches everything by Tab"() {
    await open("room-8-facilitator");
    for (const name of [
      "Admit all",
      "Admit Ivo",
      "Decline Ivo",
      "Open floor",
      "Queue",
      "Start a round",
      "Question and order",
      "Start feedback for Ana",
      "Start a talking piece",
      "Start a silence",
      "Mute everyone",
      "Give the floor to Ana",
      "Mute Ana",
      "Send Ana to the waiting room",
      "Remove Ana",
      "More about Ana",
      "Ask Grace to unmute",
      "Next segment",
      "Five more minutes",
      "Start the debrief",
      "End the session",
      "Lock the room",
    ])
      await tabTo(name);
  },
  async "a facilitator reaches everything of a round by Tab"() {
    await open("room-8-facilitator-round");
    for (const name of [
      "Next",
      "Extend",
      "Skip",
      "Pause the clock",
      "Take the floor back from Grace",
      "End the round",
      "Insert Ben next",
    ])
      await tabTo(name);
  },
  async "somebody is moved in the queue, and the focus goes along"() {
    await open("room-8-facilitator-queue");
    await tabTo("Move Eva up");
    await press("Enter");
    await expectLast('command {"type":"move_request","seat":"seat-4","position":2}');
    await expectFocus("Move Eva up");
    await press("Enter");
    await expectLast('command {"type":"move_request","seat":"seat-4","position":1}');
    await expectFocus("Move Eva up");
    const before = await acts();
    await press("Enter");
    assert.deepEqual(await acts(), before, "the first cannot go further up");
    await press("Tab", "Enter");
    await expectFocus("Move Eva down");
  },
  async "somebody is dragged to another place in the queue"() {
    await open("room-8-facilitator-queue");
    const rows = page.getByRole("list", { name: "Queue", exact: true }).getByRole("listitem");
    await rows.nth(2).scrollIntoViewIfNeeded();
    const from = await rows.nth(2).locator(".handle").boundingBox();
    const to = await rows.nth(0).boundingBox();
    assert.ok(from !== null && to !== null);
    await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
    await page.mouse.down();
    await page.mouse.move(from.x + from.width / 2, to.y + 4, { steps: 5 });
    await page.mouse.up();
    await expectLast('command {"type":"move_request","seat":"seat-4","position":1}');
  },
  async "a part is folded and opened again"() {
    await open("room-8-facilitator");
    await tabTo("People");
    await press("Enter");
    assert.equal(await page.getByRole("button", { name: "Mute Ana" }).count(), 0);
    await expectFocus("People");
    await press("Enter");
    await tabTo("Mute Ana");
  },
  async "a card is opened after being asked, and the focus is kept"() {
    await open("room-8-facilitator");
    await tabTo("More about Ben");
    await press("Enter");
    await tabTo("Open the card of Ben");
    await press("Enter");
    await expectFocus("Leave it closed");
    await press("Shift+Tab", "Enter");
    await expectLast('command {"type":"open_card","seat":"seat-2"}');
    await expectFocus("Open the card of Ben");
  },
  async "the focus stays in the list when the focused row goes"() {
    await open("room-8-facilitator");
    await tabTo("Admit Ivo");
    await press("Enter");
    await expectLast('command {"type":"admit","seat":"lobby-1"}');
    await expectFocus("Admit Marie-Luise Oberhauser");
    await press("Enter");
    await page.getByText("Nobody is waiting.").waitFor();
    assert.notEqual(await focused(), "", "the focus was lost with the last row");
  },
  async "the panel opens as a sheet and Escape closes it"() {
    await page.setViewportSize({ width: 390, height: 844 });
    await open("room-8-facilitator");
    await tabTo("Facilitate");
    await press("Enter");
    await expectFocus("Facilitation");
    await press("Escape");
    await expectFocus("Facilitate");
    await page.setViewportSize({ width: 1280, height: 800 });
  },
};

try {
  for (const [name, walk] of Object.entries(walks)) {
    await walk();
    console.log(`walked: ${name}`);
  }
} finally {
  await browser.close();
  await server.close();
}
