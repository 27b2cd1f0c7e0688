import { ConnectionLost } from "../signaling/refusal";
import { retryDelayMs } from "../signaling/retry";

/**
 * Brings one thing in line with what is wanted of it, one pass at a time.
 *
 * A pass looks at what is wanted and at what is, and closes the gap. A kick during a pass means one more pass after
 * it; a failed pass is repeated after a pause, except when the socket was lost: then the next kick repeats it.
 */
export class Lane {
  readonly #pass: () => Promise<void>;
  readonly #failed: (error: unknown) => void;
  readonly #signal: AbortSignal;
  #running = false;
  #again = false;
  #failures = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param pass closes the gap; when it rejects it must leave things so that the next pass can begin anew
   * @param failed told of each failed pass but those of a lost socket
   */
  constructor(pass: () => Promise<void>, failed: (error: unknown) => void, signal: AbortSignal) {
    this.#pass = pass;
    this.#failed = failed;
    this.#signal = signal;
    signal.addEventListener("abort", () => {
      clearTimeout(this.#retry);
    });
  }

  /** Something changed: have a pass now, or right after the one that runs. */
  kick(): void {
    this.#again = true;
    if (!this.#running) void this.#run();
  }

  async #run(): Promise<void> {
    this.#running = true;
    clearTimeout(this.#retry);
    while (this.#due()) {
      try {
        await this.#pass();
        this.#failures = 0;
      } catch (error) {
        if (!this.#signal.aborted && !(error instanceof ConnectionLost)) this.#retryLater(error);
      }
    }
    this.#running = false;
  }

  #due(): boolean {
    const due = this.#again && !this.#signal.aborted;
    this.#again = false;
    return due;
  }

  #retryLater(error: unknown): void {
    this.#failed(error);
    clearTimeout(this.#retry);
    this.#retry = setTimeout(
      () => {
        this.kick();
      },
      retryDelayMs(this.#failures, Math.random()),
    );
    this.#failures += 1;
  }
}
