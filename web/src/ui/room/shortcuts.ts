/** What one key does about a turn. */
export type TurnShortcut = "floor" | "pass" | "pass_for_now" | "done" | "stop_feedback" | "piece";

/** What one key does in the room. */
export type Shortcut =
  | TurnShortcut
  | "microphone"
  | "camera"
  | "react"
  | "support"
  | "write"
  | "shield"
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
  stop_feedback: "t",
  piece: "h",
  react: "r",
  support: "s",
  write: "w",
  shield: "x",
  settings: "e",
  panel: "g",
  leave: "l",
};

/** The shortcut that a key press means, or null: never with a modifier, while typing, or inside a dialog or menu. */
export function shortcutFor(event: KeyboardEvent): Shortcut | null {
  if (!isPlain(event)) return null;
  if (event.target instanceof Element && takesLetters(event.target)) return null;
  const letter = event.key.toLowerCase();
  for (const [name, key] of pairs) if (key === letter) return name;
  return null;
}

/** Whether the key of the shield was pressed. It must work in a dialog or menu too, and not while a text is typed. */
export function isShieldKey(event: KeyboardEvent): boolean {
  if (!isPlain(event) || event.key.toLowerCase() !== shortcutKeys.shield) return false;
  return !(event.target instanceof Element && isTyping(event.target));
}

function isPlain(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.repeat || event.isComposing) return false;
  return !event.ctrlKey && !event.altKey && !event.metaKey;
}

const pairs: readonly (readonly [Shortcut, string])[] = [
  ["microphone", shortcutKeys.microphone],
  ["camera", shortcutKeys.camera],
  ["floor", shortcutKeys.floor],
  ["pass", shortcutKeys.pass],
  ["pass_for_now", shortcutKeys.pass_for_now],
  ["done", shortcutKeys.done],
  ["stop_feedback", shortcutKeys.stop_feedback],
  ["piece", shortcutKeys.piece],
  ["react", shortcutKeys.react],
  ["support", shortcutKeys.support],
  ["write", shortcutKeys.write],
  ["shield", shortcutKeys.shield],
  ["settings", shortcutKeys.settings],
  ["panel", shortcutKeys.panel],
  ["leave", shortcutKeys.leave],
];

export function isOfTurn(shortcut: Shortcut): shortcut is TurnShortcut {
  return turnShortcuts.has(shortcut);
}

const turnShortcuts: ReadonlySet<Shortcut> = new Set<TurnShortcut>([
  "floor",
  "pass",
  "pass_for_now",
  "done",
  "stop_feedback",
  "piece",
]);

function takesLetters(element: Element): boolean {
  return isTyping(element) || element.closest("dialog, [role='menu'], [role='alertdialog']") !== null;
}

function isTyping(element: Element): boolean {
  return (
    element.closest("select, textarea, [contenteditable]") !== null ||
    (element instanceof HTMLInputElement && !["checkbox", "radio", "button", "range"].includes(element.type))
  );
}
