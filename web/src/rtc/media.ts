import type { Device, Transport } from "mediasoup-client/types";

import type { RoomModel, TileMedia } from "../room/model";
import type { RequestMedia } from "../signaling/connection";
import type { ConsumerOffer, TransportState } from "../signaling/protocol";
import { ConnectionLost, RequestRefused } from "../signaling/refusal";
import { firstFrame } from "./firstframe";
import type { RtpHooks } from "./hooks";
import { Lane } from "./lane";
import type { LoadDevice } from "./negotiator";
import { TransportPath } from "./path";
import { TilePreferences } from "./preferences";
import { MediaReceiver } from "./receiver";
import { MediaSender, type Outgoing } from "./sender";

export interface MediaParts {
  readonly request: RequestMedia;
  readonly hooks: RtpHooks;
  readonly loadDevice: LoadDevice;
  /** Tracks or the state of the paths changed. */
  readonly changed: () => void;
  /** The relay refused something; a sentence for the person. */
  readonly problem: (text: string) => void;
}

/** Sound and picture of one stay in the room, from `present` until the seat leaves or the signal is aborted. */
export class RoomMedia {
  readonly #parts: MediaParts;
  readonly #send: TransportPath;
  readonly #recv: TransportPath;
  readonly #sender: MediaSender;
  readonly #receiver: MediaReceiver;
  readonly #preferences: TilePreferences;
  readonly #sending: Lane;
  readonly #receiving: Lane;
  #device: Promise<Device> | null = null;
  #opened = false;
  #frameSeen = false;

  constructor(parts: MediaParts, signal: AbortSignal) {
    this.#parts = parts;
    const { request, hooks } = parts;
    const failed = (error: unknown) => {
      this.#failed(error);
    };
    const path = (direction: "send" | "recv", lane: () => Lane) =>
      new TransportPath(direction, {
        request,
        hooks,
        signal,
        device: () => this.#loaded(),
        kick: () => {
          lane().kick();
          parts.changed();
        },
      });
    this.#send = path("send", () => this.#sending);
    this.#recv = path("recv", () => this.#receiving);
    this.#sender = new MediaSender(this.#send, hooks);
    this.#receiver = new MediaReceiver(this.#recv, request, hooks, () => {
      this.#received();
    });
    this.#preferences = new TilePreferences(request, () => this.#receiver.videos);
    this.#sending = new Lane(() => this.#sender.pass(), failed, signal);
    this.#receiving = new Lane(() => this.#receive(), failed, signal);
    signal.addEventListener("abort", () => {
      this.#receiver.stop();
      this.#preferences.stop();
    });
    this.#receiving.kick();
  }

  /** The way to the relay and back, in one word. */
  get state(): RoomModel["media"] {
    const states = [this.#send.state, this.#recv.state];
    if (states.includes("lost")) return "lost";
    return states.includes("connecting") || !this.#opened ? "connecting" : "connected";
  }

  get tiles(): ReadonlyMap<string, TileMedia> {
    return this.#receiver.tiles;
  }

  /** The transports as they are now, for statistics. */
  get transports(): readonly Transport[] {
    return [this.#send.transport, this.#recv.transport].filter((transport) => transport !== null);
  }

  /** What to send from now on; null sends nothing. */
  send(outgoing: Outgoing): void {
    this.#sender.want(outgoing);
    this.#sender.hush();
    this.#sending.kick();
  }

  show(seat: string, width: number, height: number): void {
    this.#preferences.show(seat, width, height);
  }

  offer(offer: ConsumerOffer): void {
    this.#receiver.offer(offer);
    this.#receiving.kick();
  }

  closeConsumer(consumer: string): void {
    this.#receiver.close(consumer);
  }

  /** This person's connection is too narrow for a picture, or carries it again. */
  still(consumer: string, still: boolean): void {
    this.#receiver.still(consumer, still);
  }

  /** Which encodings of a producer anybody receives, the smallest first. */
  encodings(producer: string, active: readonly boolean[]): void {
    this.#sender.encodings(producer, active);
  }

  /** A transport as the relay sees it: it may know earlier than the browser that a path is broken. */
  transportState(id: string, state: TransportState): void {
    for (const path of [this.#send, this.#recv]) {
      if (path.transport?.id !== id || state === "connected") continue;
      if (state === "closed") path.discard();
      else path.restart();
    }
    this.#kick();
  }

  /** The network changed under us. */
  networkChanged(): void {
    this.#send.restart();
    this.#recv.restart();
  }

  /** The socket is back: keeps what the relay still has, and makes the rest anew. */
  async resume(): Promise<void> {
    const paths = [this.#send, this.#recv].filter((path) => path.transport !== null);
    try {
      this.#receiver.expectAnnouncements();
      const live = paths.length === 0 ? [] : await this.#liveTransports();
      this.#receiver.closeUnannounced();
      for (const path of paths) {
        if (path.transport !== null && !live.includes(path.transport.id)) path.discard();
      }
      // Nothing left: this may be another relay, with other capabilities.
      if (live.length === 0) this.#device = null;
    } catch (error) {
      if (error instanceof ConnectionLost) return;
      for (const path of paths) path.discard();
    }
    this.#preferences.repeat();
    this.#kick();
  }

  async #liveTransports(): Promise<readonly string[]> {
    const transports = this.transports.map(({ id }) => id);
    return (await this.#parts.request("resume", { transports })).transports;
  }

  async #receive(): Promise<void> {
    await this.#receiver.pass();
    this.#opened = true;
    this.#parts.changed();
  }

  #received(): void {
    this.#preferences.consider();
    this.#parts.changed();
    const [video] = this.#receiver.videos.values();
    if (this.#frameSeen || video === undefined) return;
    this.#frameSeen = true;
    void firstFrame(video).then((seen) => {
      if (seen) performance.mark("goround:first-remote-frame");
    });
  }

  /** The browser's side of the negotiation, loaded with what the router can do; once, unless that fails. */
  #loaded(): Promise<Device> {
    this.#device ??= this.#load().catch((error: unknown) => {
      this.#device = null;
      throw error;
    });
    return this.#device;
  }

  async #load(): Promise<Device> {
    const { rtp_capabilities } = await this.#parts.request("capabilities", {});
    return this.#parts.loadDevice(rtp_capabilities);
  }

  #failed(error: unknown): void {
    // not_present: the next view says so too, and this stay is over.
    if (error instanceof RequestRefused && error.code !== "not_present") this.#parts.problem(error.message);
    this.#parts.changed();
  }

  #kick(): void {
    this.#sending.kick();
    this.#receiving.kick();
    this.#parts.changed();
  }
}
