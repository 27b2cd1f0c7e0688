/** What one key does in the room. */
export type Shortcut =
  | "microphone"
  | "camera"
  | "floor"
  | "pass"
  | "pass_for_now"
  | "done"
  | "support"
  | "settings"
  | "panel"
  | "leave";

/** The key of each, by the letter it produces, so that it is the same on every keyboard layout. */
export const shortcutKeys: Readonly<Record<Shortcut, string>> = {
  microphone: "m",
  camera: "c",
  floor: "f",
  pass: "p",
  pass_for_now: "b",
  done: "d",
  support: "s",
  settings: "e",
  panel: "g",
  leave: "l",
};

/** The shortcut that a key press means, or null: never with a modifier, while typing, or inside a dialog or menu. */
export function shortcutFor(event: KeyboardEvent): Shortcut | null {
  if (event.defaultPrevented || event.repeat || event.isComposing) return null;
  if (event.ctrlKey || event.altKey || event.metaKey) return null;
  if (event.target instanceof Element && takesLetters(event.target)) return null;
  const letter = event.key.toLowerCase();
  for (const [name, key] of pairs) if (key === letter) return name;
  return null;
}

const pairs: readonly (readonly [Shortcut, string])[] = [
  ["microphone", shortcutKeys.microphone],
  ["camera", shortcutKeys.camera],
  ["floor", shortcutKeys.floor],
  ["pass", shortcutKeys.pass],
  ["pass_for_now", shortcutKeys.pass_for_now],
  ["done", shortcutKeys.done],
  ["support", shortcutKeys.support],
  ["settings", shortcutKeys.settings],
  ["panel", shortcutKeys.panel],
  ["leave", shortcutKeys.leave],
];

function takesLetters(element: Element): boolean {
  return (
    element.closest("select, textarea, [contenteditable], dialog, [role='menu'], [role='alertdialog']") !==
      null ||
    (element instanceof HTMLInputElement && !["checkbox", "radio", "button", "range"].includes(element.type))
  );
}
