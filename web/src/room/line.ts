import type { Connection, ConnectionEvent, RequestMedia } from "../signaling/connection";
import type { CommandAnswer, ConnectAuth, RoomCommand } from "../signaling/protocol";
import { endingWith } from "./ending";
import { pause } from "./pause";

/** Leaving is told to the server for at most this long after the person has left, in milliseconds. */
const FAREWELL_MS = 5_000;

/** The connection of the present visit, if there is one: opened when first needed, closed when the visit is over. */
export class Line {
  readonly #open: (onEvent: (event: ConnectionEvent) => void, signal: AbortSignal) => Connection;
  readonly #onEvent: (event: ConnectionEvent) => void;
  readonly #signal: AbortSignal;
  #connection: Connection | null = null;
  #end = new AbortController();
  #farewell: Promise<unknown> | null = null;
  /** Ends the visit before this one, which may still be telling the server that the person left. */
  #previous: AbortController | null = null;

  /** @param open makes a connection that lives until its signal is aborted */
  constructor(
    open: (onEvent: (event: ConnectionEvent) => void, signal: AbortSignal) => Connection,
    onEvent: (event: ConnectionEvent) => void,
    signal: AbortSignal,
  ) {
    this.#open = open;
    this.#onEvent = onEvent;
    this.#signal = signal;
  }

  /** Asks the media node; null when there is no visit. */
  get request(): RequestMedia | null {
    return this.#connection?.request ?? null;
  }

  connect(auth: ConnectAuth): void {
    if (this.#connection === null) {
      this.#previous?.abort();
      this.#previous = null;
      const end = endingWith(this.#signal);
      this.#end = end;
      const connection: Connection = this.#open((event) => {
        if (end.signal.aborted) return;
        if (this.#connection === connection) this.#onEvent(event);
        // What comes after the end of a visit is no news of the next one; a goodbye says that the server knows.
        else if (event.type === "message" && event.message.type === "goodbye") end.abort();
      }, end.signal);
      this.#connection = connection;
    }
    this.#connection.connect(auth);
  }

  /** The answer to one command; null when there is no visit. */
  command(command: RoomCommand): Promise<CommandAnswer> | null {
    const answer = this.#connection?.command(command) ?? null;
    if (command.type === "leave") this.#farewell = answer;
    return answer;
  }

  retryNow(): void {
    this.#connection?.retryNow();
  }

  /** Ends the visit: at once, or when the server has heard that the person left. */
  close(): void {
    const end = this.#end;
    this.#connection = null;
    if (this.#farewell === null) {
      end.abort();
    } else {
      this.#previous = end;
      void Promise.race([this.#farewell, pause(FAREWELL_MS)]).then(() => {
        end.abort();
      });
    }
    this.#farewell = null;
  }
}
