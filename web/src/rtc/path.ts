import type { Device, Transport, TransportOptions } from "mediasoup-client/types";

import type { RequestMedia } from "../signaling/connection";
import { ConnectionLost } from "../signaling/refusal";
import type { RtpHooks } from "./hooks";
import { receivable } from "./receivable";

export type PathState = "idle" | "connecting" | "connected" | "lost";

/** A path that just broke off may come back by itself within this time, in milliseconds. */
const GRACE_MS = 1_500;
/** An ICE restart that has not connected after this time has failed, in milliseconds. */
const RESTART_MS = 6_000;
/** After so many failed restarts in a row the transport is made anew. */
const RESTARTS = 2;

/**
 * One direction of media between this browser and the relay, kept working.
 *
 * Holds at most one mediasoup transport. A path that breaks off gets an ICE restart (RFC 8445 section 9), which keeps
 * everything that flows on it; where that does not help, or the relay has lost the transport, a new one is made and
 * whoever uses the path begins anew on it.
 */
export class TransportPath {
  readonly direction: "send" | "recv";
  readonly #request: RequestMedia;
  readonly #device: () => Promise<Device>;
  readonly #hooks: RtpHooks;
  /** Asks the owner for a pass in which `ensure` is called. */
  readonly #kick: () => void;
  readonly #signal: AbortSignal;
  #transport: Transport | null = null;
  #wasConnected = false;
  #restartDue = false;
  /** ICE restarts since the path was connected last. */
  #restarts = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    direction: "send" | "recv",
    parts: {
      readonly request: RequestMedia;
      readonly device: () => Promise<Device>;
      readonly hooks: RtpHooks;
      readonly kick: () => void;
      readonly signal: AbortSignal;
    },
  ) {
    this.direction = direction;
    this.#request = parts.request;
    this.#device = parts.device;
    this.#hooks = parts.hooks;
    this.#kick = parts.kick;
    this.#signal = parts.signal;
    parts.signal.addEventListener("abort", () => {
      this.discard();
    });
  }

  get transport(): Transport | null {
    return this.#transport;
  }

  get state(): PathState {
    const state = this.#transport?.connectionState;
    if (state === undefined || state === "new") return "idle";
    if (state === "connected") return "connected";
    // Connecting once more, on this transport or its successor, is what a broken path does.
    return state === "connecting" && !this.#wasConnected ? "connecting" : "lost";
  }

  /** The transport, made anew or restarted if need be. Call it from one pass at a time. */
  async ensure(): Promise<Transport> {
    if (this.#transport !== null && this.#restartDue) await this.#restart(this.#transport);
    return this.#transport ?? this.#create();
  }

  /** The network may have changed: look for a new way at once. */
  restart(): void {
    if (this.#transport === null || this.#transport.connectionState === "new") return;
    clearTimeout(this.#timer);
    this.#restartDue = true;
    this.#kick();
  }

  /** Gives the transport up; the next `ensure` makes another. */
  discard(): void {
    clearTimeout(this.#timer);
    this.#restartDue = false;
    this.#restarts = 0;
    const transport = this.#transport;
    this.#transport = null;
    transport?.close();
  }

  async #create(): Promise<Transport> {
    const device = await this.#device();
    const offer = await this.#request(
      "create_transport",
      this.direction === "send"
        ? { direction: "send" }
        : { direction: "recv", rtp_capabilities: receivable(device.recvRtpCapabilities) },
    );
    // The stay may have ended meanwhile: nothing would ever close what was made now.
    this.#signal.throwIfAborted();
    const options: TransportOptions = {
      id: offer.transport,
      iceParameters: offer.ice_parameters,
      iceCandidates: offer.ice_candidates,
      dtlsParameters: offer.dtls_parameters,
      iceServers: [...offer.ice_servers],
      iceTransportPolicy: offer.ice_transport_policy,
      additionalSettings: this.#hooks.configuration ?? {},
    };
    const transport =
      this.direction === "send" ? device.createSendTransport(options) : device.createRecvTransport(options);
    this.#listen(transport);
    this.#transport = transport;
    return transport;
  }

  #listen(transport: Transport): void {
    transport.on("connect", ({ dtlsParameters }, connected, failed) => {
      this.#request("connect_transport", { transport: transport.id, dtls_parameters: dtlsParameters }).then(
        connected,
        (error: unknown) => {
          failed(error instanceof Error ? error : new Error("connect_transport failed"));
        },
      );
    });
    transport.on("produce", ({ kind, rtpParameters }, produced, failed) => {
      this.#request("produce", { transport: transport.id, kind, rtp_parameters: rtpParameters }).then(
        ({ producer }) => {
          produced({ id: producer });
        },
        (error: unknown) => {
          failed(error instanceof Error ? error : new Error("produce failed"));
        },
      );
    });
    transport.on("connectionstatechange", () => {
      if (this.#transport === transport) this.#stateChanged(transport);
    });
  }

  #stateChanged(transport: Transport): void {
    // Connecting is not yet connected: whatever was to be done if that fails stays due.
    if (transport.connectionState !== "connecting") clearTimeout(this.#timer);
    switch (transport.connectionState) {
      case "connected":
        this.#wasConnected = true;
        this.#restarts = 0;
        this.#restartDue = false;
        break;
      case "disconnected":
        this.#timer = setTimeout(() => {
          this.restart();
        }, GRACE_MS);
        break;
      case "failed":
        this.restart();
        break;
      case "new":
      case "connecting":
      case "closed":
        break;
    }
    this.#kick();
  }

  async #restart(transport: Transport): Promise<void> {
    // A path that works is not given up, however often the network is said to change.
    if (transport.connectionState === "connected") this.#restarts = 0;
    if (this.#restarts >= RESTARTS) {
      this.discard();
      return;
    }
    try {
      const { ice_parameters } = await this.#request("restart_ice", { transport: transport.id });
      await transport.restartIce({ iceParameters: ice_parameters });
    } catch (error) {
      if (error instanceof ConnectionLost) throw error;
      // The relay no longer has this transport, or the browser cannot go on with it.
      this.discard();
      return;
    }
    this.#restartDue = false;
    this.#restarts += 1;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (transport.connectionState !== "connected") this.restart();
    }, RESTART_MS);
  }
}
