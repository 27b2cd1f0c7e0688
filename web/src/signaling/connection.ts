import { Outbox } from "./outbox";
import {
  parseCommandAnswer,
  parseMediaAnswer,
  parseServerMessage,
  parseWireError,
  SERVER_EVENTS,
} from "./parse";
import type {
  CommandAnswer,
  ConnectAuth,
  MediaRequests,
  MediaRequestType,
  RoomCommand,
  ServerMessage,
} from "./protocol";
import { ConnectionLost, RequestRefused } from "./refusal";
import { retryDelayMs } from "./retry";
import { openSocket, refusalData, type OpenSocket, type SocketPort } from "./socket";

export type ConnectionEvent =
  | { readonly type: "connected" }
  /** The socket is gone; it is being connected again. */
  | { readonly type: "lost" }
  /** The server will not have this seat connected now; nothing more happens until `connect` is called. */
  | { readonly type: "refused"; readonly code: string }
  | { readonly type: "message"; readonly message: ServerMessage };

/** Asks the media node for something; rejects with RequestRefused or ConnectionLost. */
export type RequestMedia = <Type extends MediaRequestType>(
  type: Type,
  request: MediaRequests[Type]["request"],
) => Promise<MediaRequests[Type]["answer"]>;

/** An answer that takes longer is asked for again; the server gives the first answer again. */
const ACK_TIMEOUT_MS = 15_000;

/** A connection that stood for this long was a good one: the next loss is the first of a new row. In milliseconds. */
const STEADY_MS = 10_000;

/** Refusals that pass by themselves; of the others the person or the clock must decide. */
const PASSING = new Set(["too_many_requests", "closing", "internal"]);

/**
 * The socket of one seat, kept connected until `signal` is aborted.
 *
 * Commands survive a lost socket: what has no answer is sent again, with the same id, on the next one. Media requests
 * do not: they name things that may be gone, so they reject and the media layer looks at what is left.
 */
export class Connection {
  readonly #outbox = new Outbox();
  readonly #onEvent: (event: ConnectionEvent) => void;
  readonly #signal: AbortSignal;
  readonly #open: OpenSocket;
  #socket: SocketPort | null = null;
  #connected = false;
  #failures = 0;
  /** When the present socket was connected, by the page's clock. */
  #connectedAt = 0;
  #retry: ReturnType<typeof setTimeout> | null = null;
  #auth: ConnectAuth | null = null;
  /** Rejects the media requests that the present socket has not answered. */
  #requests = new AbortController();

  constructor(onEvent: (event: ConnectionEvent) => void, signal: AbortSignal, open: OpenSocket = openSocket) {
    this.#onEvent = onEvent;
    this.#signal = signal;
    this.#open = open;
    signal.addEventListener("abort", () => {
      this.#drop();
      this.#outbox.giveUpAll();
    });
  }

  /** Connects anew with this identity, dropping the present socket if there is one. */
  connect(auth: ConnectAuth): void {
    this.#auth = auth;
    this.#failures = 0;
    this.#attempt();
  }

  /** Ends a pause between two attempts: the network is back, or the person looks at the page again. */
  retryNow(): void {
    if (this.#retry !== null) this.#attempt();
  }

  /** Gives one command; the answer comes even if the socket is replaced meanwhile. */
  command(command: RoomCommand): Promise<CommandAnswer> {
    const { outgoing, answer } = this.#outbox.add(command, Date.now());
    if (this.#signal.aborted) this.#outbox.giveUpAll();
    else if (this.#connected) this.#send(outgoing.id, outgoing.command);
    return answer;
  }

  /** See RequestMedia. */
  readonly request: RequestMedia = (type, request) => {
    const socket = this.#socket;
    const lost = this.#requests.signal;
    if (socket === null || !this.#connected) return Promise.reject(new ConnectionLost());
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        clearTimeout(timer);
        reject(new ConnectionLost());
      };
      // A socket on which nothing comes back is as good as lost; the next one looks at what is left.
      const timer = setTimeout(() => {
        if (this.#socket === socket) this.#onLost();
      }, ACK_TIMEOUT_MS);
      lost.addEventListener("abort", giveUp, { once: true });
      socket.emit("media", { ...request, type }, (raw) => {
        clearTimeout(timer);
        lost.removeEventListener("abort", giveUp);
        const answer = parseMediaAnswer(type, raw);
        if (answer === null) reject(new RequestRefused("internal", ""));
        else if (answer.ok) resolve(answer.answer);
        else reject(new RequestRefused(answer.code, answer.text));
      });
    });
  };

  #attempt(): void {
    this.#drop();
    if (this.#auth === null || this.#signal.aborted) return;
    const socket = this.#open(this.#auth);
    this.#socket = socket;
    const current = (handler: (payload: unknown) => void) => (payload: unknown) => {
      if (this.#socket === socket) handler(payload);
    };
    socket.on(
      "connect",
      current(() => {
        this.#onConnect();
      }),
    );
    socket.on(
      "disconnect",
      current(() => {
        this.#onLost();
      }),
    );
    socket.on(
      "connect_error",
      current((error) => {
        this.#onConnectError(error);
      }),
    );
    for (const event of SERVER_EVENTS) {
      socket.on(
        event,
        current((payload) => {
          this.#onServerEvent(event, payload);
        }),
      );
    }
  }

  #onConnect(): void {
    this.#connected = true;
    this.#connectedAt = performance.now();
    // A takeover is asked of a person once; a later reconnect must not push another device out again.
    if (this.#auth !== null) this.#auth = { ...this.#auth, takeover: false };
    for (const { id, command } of this.#outbox.pending(Date.now())) this.#send(id, command);
    this.#onEvent({ type: "connected" });
  }

  #onLost(): void {
    if (performance.now() - this.#connectedAt >= STEADY_MS) this.#failures = 0;
    this.#retryLater();
    this.#onEvent({ type: "lost" });
  }

  #onConnectError(error: unknown): void {
    const refusal = parseWireError(refusalData(error));
    if (refusal === null || PASSING.has(refusal.code)) {
      this.#retryLater();
    } else {
      this.#drop();
      this.#onEvent({ type: "refused", code: refusal.code });
    }
  }

  #onServerEvent(event: string, payload: unknown): void {
    const message = parseServerMessage(event, payload);
    if (message !== null) this.#onEvent({ type: "message", message });
  }

  #retryLater(): void {
    this.#drop();
    this.#retry = setTimeout(
      () => {
        this.#attempt();
      },
      retryDelayMs(this.#failures, Math.random()),
    );
    this.#failures += 1;
  }

  #drop(): void {
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#retry = null;
    this.#connected = false;
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
    this.#requests.abort();
    this.#requests = new AbortController();
  }

  #send(id: string, command: RoomCommand): void {
    const socket = this.#socket;
    if (socket === null) return;
    const lost = this.#requests.signal;
    const settled = () => {
      clearTimeout(again);
      lost.removeEventListener("abort", settled);
    };
    const again = setTimeout(() => {
      settled();
      this.#send(id, command);
    }, ACK_TIMEOUT_MS);
    lost.addEventListener("abort", settled);
    socket.emit("command", { ...command, id }, (raw) => {
      settled();
      const unreadable = { ok: false, code: "internal", text: "" } as const;
      this.#outbox.settle(id, parseCommandAnswer(raw) ?? unreadable);
    });
  }
}
