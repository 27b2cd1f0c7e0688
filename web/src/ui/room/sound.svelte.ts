/**
 * Whether the browser holds back sound until the person touches the page, and the players to start when they do.
 * One for the whole room.
 */
class HeldSound {
  #held = $state(false);
  readonly #players = new Set<HTMLMediaElement>();

  get held(): boolean {
    return this.#held;
  }

  /** Starts a player; when the browser refuses, it waits for `release`. */
  async start(player: HTMLMediaElement): Promise<void> {
    try {
      await player.play();
      this.drop(player);
    } catch (error) {
      // AbortError means that the player got another track meanwhile; that one is started by itself.
      if (!(error instanceof DOMException) || error.name !== "NotAllowedError") return;
      this.#players.add(player);
      this.#held = true;
    }
  }

  /** Forgets a player that is gone or plays. */
  drop(player: HTMLMediaElement): void {
    this.#players.delete(player);
    this.#held = this.#players.size > 0;
  }

  /** Starts everything held back; call it from a click. */
  release(): void {
    for (const player of [...this.#players]) void this.start(player);
  }
}

export const heldSound = new HeldSound();
