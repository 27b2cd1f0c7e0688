import { SvelteMap } from "svelte/reactivity";

/** Which parts of the panel the facilitator opened or folded, kept while the page lives, also over closing the panel. */
class Folds {
  readonly #open = new SvelteMap<string, boolean>();

  /** Whether a part is open; `usually` until the facilitator decided otherwise. */
  isOpen(id: string, usually: boolean): boolean {
    return this.#open.get(id) ?? usually;
  }

  set(id: string, open: boolean): void {
    this.#open.set(id, open);
  }
}

export const folds = new Folds();
