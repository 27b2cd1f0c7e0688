import type { ClientState, Effect, Input, Step } from "./state";

/**
 * Holds the state of the client; the only thing that changes it.
 *
 * Inputs are taken one after another: one that arises while another is being worked on waits for it.
 */
export class Store {
  #state: ClientState;
  readonly #queue: Input[] = [];
  #busy = false;
  readonly #step: (state: ClientState, input: Input) => Step;
  readonly #perform: (effect: Effect) => void;
  readonly #changed: () => void;

  /**
   * @param perform does one effect; may dispatch
   * @param changed called after each input, when its effects were begun
   */
  constructor(
    first: ClientState,
    step: (state: ClientState, input: Input) => Step,
    perform: (effect: Effect) => void,
    changed: () => void,
  ) {
    this.#state = first;
    this.#step = step;
    this.#perform = perform;
    this.#changed = changed;
  }

  get state(): ClientState {
    return this.#state;
  }

  dispatch(input: Input): void {
    this.#queue.push(input);
    if (this.#busy) return;
    this.#busy = true;
    try {
      for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
        const [state, effects] = this.#step(this.#state, next);
        this.#state = state;
        effects.forEach(this.#perform);
        this.#changed();
      }
    } finally {
      this.#busy = false;
    }
  }
}
