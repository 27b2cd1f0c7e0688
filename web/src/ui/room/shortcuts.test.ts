import { afterEach, expect, test } from "vitest";
import { isShieldKey, shortcutFor, shortcutKeys, type Shortcut } from "./shortcuts";

afterEach(() => {
  document.body.replaceChildren();
});

/** What a key press on an element means. */
function pressed(key: string, on: Element = document.body, change: KeyboardEventInit = {}): Shortcut | null {
  return heard(shortcutFor, key, on, change);
}

/** What `ask` says of a key press on an element. */
function heard<Meaning>(
  ask: (event: KeyboardEvent) => Meaning,
  key: string,
  on: Element,
  change: KeyboardEventInit = {},
): Meaning | null {
  let meaning: Meaning | null = null;
  const listen = (event: Event): void => {
    if (event instanceof KeyboardEvent) meaning = ask(event);
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
  expect(pressed("x")).toBe("shield");
  expect(pressed("q")).toBeNull();
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

test("the shield goes up from a dialog or menu too, and not while a text is typed", () => {
  expect(heard(isShieldKey, "x", added("<dialog open><button></button></dialog>", "button"))).toBe(true);
  expect(heard(isShieldKey, "X", added("<div role='menu'><button></button></div>", "button"))).toBe(true);
  expect(heard(isShieldKey, "x", added("<textarea></textarea>", "textarea"))).toBe(false);
  expect(heard(isShieldKey, "x", document.body, { metaKey: true })).toBe(false);
  expect(heard(isShieldKey, "y", document.body)).toBe(false);
});
