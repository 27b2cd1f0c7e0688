import { io } from "socket.io-client";

import type { ConnectAuth } from "./protocol";

/** What the connection needs of a socket; the real one is Socket.IO's, tests have their own. */
export interface SocketPort {
  /** Calls `handler` for each event of the server, and for `connect`, `disconnect` and `connect_error`. */
  on(event: string, handler: (payload: unknown) => void): void;
  emit(event: string, payload: object, acknowledged: (answer: unknown) => void): void;
  close(): void;
}

/** Opens one socket in the namespace `/room`; it does not reconnect by itself. */
export type OpenSocket = (auth: ConnectAuth) => SocketPort;

/** How long a connection attempt may take before it counts as failed, in milliseconds. */
const CONNECT_TIMEOUT_MS = 10_000;

export const openSocket: OpenSocket = (auth) => {
  const socket = io("/room", {
    auth: { ...auth },
    transports: ["websocket"],
    reconnection: false,
    forceNew: true,
    timeout: CONNECT_TIMEOUT_MS,
  });
  return {
    on: (event, handler) => {
      socket.on(event, handler);
    },
    emit: (event, payload, acknowledged) => {
      socket.emit(event, payload, acknowledged);
    },
    close: () => {
      socket.disconnect();
    },
  };
};

/** The refusal inside a `connect_error`: Socket.IO puts the server's `data` on the error. */
export function refusalData(error: unknown): unknown {
  return error instanceof Error && "data" in error ? error.data : null;
}
