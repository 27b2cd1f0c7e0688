import type { JoinOutcome } from "../signaling/join";
import { retryDelayMs } from "../signaling/retry";
import { pause } from "./pause";

/** The link is not exchanged more often than this, in milliseconds. */
const GAP_MS = 2_000;

/** Exchanges one link's secret, patiently: a server that is busy or away is asked again until it answers. */
export class Exchange {
  readonly #exchange: (signal: AbortSignal) => Promise<JoinOutcome>;
  readonly #signal: AbortSignal;
  #last = Number.NEGATIVE_INFINITY;

  constructor(exchange: (signal: AbortSignal) => Promise<JoinOutcome>, signal: AbortSignal) {
    this.#exchange = exchange;
    this.#signal = signal;
  }

  /** The session of the link, `refused` if the link opens nothing, or null when the signal was aborted. */
  async untilAnswered(): Promise<Extract<JoinOutcome, { ok: true }> | "refused" | null> {
    for (let attempt = 0; ; attempt += 1) {
      const early = this.#last + GAP_MS - performance.now();
      await pause(Math.max(0, early, attempt === 0 ? 0 : retryDelayMs(attempt, Math.random())));
      this.#last = performance.now();
      const outcome = await this.#exchange(this.#signal).catch(() => null);
      if (outcome === null || this.#signal.aborted) return null;
      if (outcome.ok) return outcome;
      if (!outcome.again) return "refused";
    }
  }
}
