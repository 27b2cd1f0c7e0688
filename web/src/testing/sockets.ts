import type { ConnectAuth } from "../signaling/protocol";
import type { OpenSocket, SocketPort } from "../signaling/socket";

export interface Emitted {
  readonly event: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly acknowledge: (answer: unknown) => void;
}

/** A socket without a network: the test says what the server does. */
export class FakeSocket implements SocketPort {
  readonly auth: ConnectAuth;
  readonly emitted: Emitted[] = [];
  closed = false;
  readonly #handlers = new Map<string, (payload: unknown) => void>();

  constructor(auth: ConnectAuth) {
    this.auth = auth;
  }

  on(event: string, handler: (payload: unknown) => void): void {
    this.#handlers.set(event, handler);
  }

  emit(event: string, payload: object, acknowledge: (answer: unknown) => void): void {
    this.emitted.push({ event, payload: { ...payload }, acknowledge });
  }

  close(): void {
    this.closed = true;
  }

  /** What the server, or the network, does. */
  receive(event: string, payload?: unknown): void {
    this.#handlers.get(event)?.(payload);
  }

  refuse(code: string): void {
    this.receive("connect_error", Object.assign(new Error(code), { data: { code, text: code } }));
  }
}

/** Opens fake sockets and keeps them, the latest last. */
export class FakeNetwork {
  readonly sockets: FakeSocket[] = [];

  readonly open: OpenSocket = (auth) => {
    const socket = new FakeSocket(auth);
    this.sockets.push(socket);
    return socket;
  };

  get latest(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (socket === undefined) throw new Error("no socket was opened");
    return socket;
  }
}
