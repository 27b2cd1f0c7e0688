/** The present, as a value that pages can depend on: renewed every `periodMs` while somebody looks at it. */
export class Now {
  #ms = $state(Date.now());

  constructor(periodMs: number) {
    $effect(() => {
      const timer = setInterval(() => {
        this.#ms = Date.now();
      }, periodMs);
      return () => {
        clearInterval(timer);
      };
    });
  }

  /** Milliseconds since the Unix epoch by this device's clock. */
  get ms(): number {
    return this.#ms;
  }
}
