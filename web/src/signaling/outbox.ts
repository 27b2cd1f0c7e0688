import type { CommandAnswer, RoomCommand } from "./protocol";

/** The code of the answer to a command that was given up here. */
export const NOT_SENT = "not_sent";

/** A command older than this is not sent any more: the moment it was meant for has passed. */
const STALE_MS = 30_000;
/** More commands than this do not wait at once; the oldest is given up. */
const CAPACITY = 32;

interface Entry {
  readonly id: string;
  readonly command: RoomCommand;
  readonly since: number;
  readonly settle: (answer: CommandAnswer) => void;
}

export interface OutgoingCommand {
  readonly id: string;
  readonly command: RoomCommand;
}

/**
 * Commands that have no answer yet, in the order in which they were given.
 *
 * Each keeps the id it got at first, so that sending it again after a reconnect does nothing twice
 * (docs/protocol.md section 4).
 */
export class Outbox {
  readonly #entries = new Map<string, Entry>();
  readonly #newId: () => string;

  constructor(newId: () => string = () => crypto.randomUUID()) {
    this.#newId = newId;
  }

  /** Takes a command in; the answer is what the server said, or a local `not_sent` when it was given up. */
  add(
    command: RoomCommand,
    now: number,
  ): { readonly outgoing: OutgoingCommand; readonly answer: Promise<CommandAnswer> } {
    if (this.#entries.size >= CAPACITY) this.#giveUpOldest();
    const id = this.#newId();
    const { promise, resolve } = promiseWithResolver<CommandAnswer>();
    this.#entries.set(id, { id, command, since: now, settle: resolve });
    return { outgoing: { id, command }, answer: promise };
  }

  /** Hands the answer to whoever waits for it; an answer to a command that is settled already is ignored. */
  settle(id: string, answer: CommandAnswer): void {
    const entry = this.#entries.get(id);
    this.#entries.delete(id);
    entry?.settle(answer);
  }

  /** What is still to be sent, oldest first; what is stale is given up. */
  pending(now: number): readonly OutgoingCommand[] {
    for (const entry of [...this.#entries.values()]) {
      if (now - entry.since > STALE_MS) this.#giveUp(entry);
    }
    return [...this.#entries.values()].map(({ id, command }) => ({ id, command }));
  }

  giveUpAll(): void {
    for (const entry of [...this.#entries.values()]) this.#giveUp(entry);
  }

  #giveUpOldest(): void {
    const oldest = this.#entries.values().next();
    if (oldest.done !== true) this.#giveUp(oldest.value);
  }

  #giveUp(entry: Entry): void {
    this.settle(entry.id, { ok: false, code: NOT_SENT, text: "" });
  }
}

function promiseWithResolver<T>() {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
