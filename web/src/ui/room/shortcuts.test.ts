import { afterEach, expect, test } from "vitest";
import { shortcutFor, shortcutKeys, type Shortcut } from "./shortcuts";

afterEach(() => {
  document.body.replaceChildren();
});

/** What a key press on an element means. */
function pressed(key: string, on: Element = document.body, change: KeyboardEventInit = {}): Shortcut | null {
  let meaning: Shortcut | null = null;
  const listen = (event: Event): void => {
    if (event instanceof KeyboardEvent) meaning = shortcutFor(event);
  };
  document.addEventListener("keydown", listen, { once: true });
  on.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, ...change }));
  return meaning;
}

function added(html: string, selector: string): Element {
  document.body.innerHTML = html;
  const element = document.querySelector(selector);
  if (element === null) throw new Error(`no ${selector}`);
  return element;
}

test("no two shortcuts share a key", () => {
  const keys = Object.values(shortcutKeys);
  expect(new Set(keys).size).toBe(keys.length);
});

test("a letter means its shortcut, capital or small", () => {
  expect(pressed("m")).toBe("microphone");
  expect(pressed("M")).toBe("microphone");
  expect(pressed("x")).toBeNull();
});

test("with a modifier, held down, or while composing it means nothing", () => {
  for (const change of [{ ctrlKey: true }, { altKey: true }, { metaKey: true }, { repeat: true }])
    expect(pressed("m", document.body, change)).toBeNull();
});

test.each([
  ["<select></select>", "select"],
  ["<input type='text'>", "input"],
  ["<textarea></textarea>", "textarea"],
  ["<dialog open><button></button></dialog>", "button"],
  ["<div role='menu'><button></button></div>", "button"],
  ["<div role='alertdialog'><button></button></div>", "button"],
])("in %s it means nothing", (html, selector) => {
  expect(pressed("l", added(html, selector))).toBeNull();
});

test("on a button or a checkbox it still counts", () => {
  expect(pressed("l", added("<button></button>", "button"))).toBe("leave");
  expect(pressed("l", added("<input type='checkbox'>", "input"))).toBe("leave");
});
