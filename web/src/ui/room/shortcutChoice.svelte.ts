const KEY = "goround.shortcuts";

/** Whether single-key shortcuts are on: a choice of this person, kept by their browser and told to nobody. */
class ShortcutChoice {
  #on = $state(read());

  get on(): boolean {
    return this.#on;
  }

  set on(on: boolean) {
    this.#on = on;
    try {
      localStorage.setItem(KEY, on ? "on" : "off");
    } catch {
      // Storage may be forbidden; then the choice lasts as long as the page.
    }
  }
}

function read(): boolean {
  try {
    return localStorage.getItem(KEY) !== "off";
  } catch {
    return true;
  }
}

export const shortcutChoice = new ShortcutChoice();
