import type { Transport } from "mediasoup-client/types";

/** One RTCPeerConnection, to be looked at only. */
export interface ConnectionProbe {
  readonly direction: "send" | "recv";
  readonly connectionState: string;
  getStats(): Promise<RTCStatsReport>;
}

/** See `window.goround` below. */
export interface Diagnostics {
  peerConnections(): readonly ConnectionProbe[];
}

declare global {
  interface Window {
    /**
     * For tests and for reports of bad sound or picture; it changes nothing and tells no secret.
     *
     * `peerConnections()` gives the connections to the relay as they are now, to ask for `getStats()`. Beside it the
     * page sets `performance` marks: `goround:join` (the button, or a reload that goes straight in), `goround:ready`,
     * `goround:present` (in the room) and `goround:first-remote-frame` (the first decoded picture of anybody else).
     */
    readonly goround?: Diagnostics;
  }
}

/** Puts `window.goround` in place. */
export function exposeDiagnostics(transports: () => readonly Transport[]): void {
  const diagnostics: Diagnostics = Object.freeze({
    peerConnections: () => transports().map(probe),
  });
  Object.defineProperty(window, "goround", { value: diagnostics });
}

function probe(transport: Transport): ConnectionProbe {
  return Object.freeze({
    direction: transport.direction,
    connectionState: transport.connectionState,
    getStats: () => transport.getStats(),
  });
}
