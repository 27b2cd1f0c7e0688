import type { Consumer, Transport } from "mediasoup-client/types";

import type { TileMedia } from "../room/model";
import type { RequestMedia } from "../signaling/connection";
import type { ConsumerOffer } from "../signaling/protocol";
import { RequestRefused } from "../signaling/refusal";
import type { RtpHooks } from "./hooks";
import type { TransportPath } from "./path";

interface Received {
  readonly offer: ConsumerOffer;
  readonly consumer: Consumer;
}

/** What is not announced again within this time after a resume no longer exists at the relay, in milliseconds. */
const ANNOUNCED_MS = 3_000;

/**
 * Receives the tracks that the relay offers.
 *
 * An offer is taken up on the present transport; when that one is replaced the relay offers everything anew.
 */
export class MediaReceiver {
  readonly #path: TransportPath;
  readonly #request: RequestMedia;
  readonly #hooks: RtpHooks;
  readonly #changed: () => void;
  #on: Transport | null = null;
  #offers = new Map<string, ConsumerOffer>();
  readonly #received = new Map<string, Received>();
  /** Consumers whose picture the connection is too narrow for. */
  readonly #stills = new Set<string>();
  /** Known consumers that the relay announced again: it waits for our word to go on with them. */
  readonly #again = new Set<string>();
  #unconfirmed = new Set<string>();
  #confirmation: ReturnType<typeof setTimeout> | undefined;

  constructor(path: TransportPath, request: RequestMedia, hooks: RtpHooks, changed: () => void) {
    this.#path = path;
    this.#request = request;
    this.#hooks = hooks;
    this.#changed = changed;
  }

  /** Tracks by seat. */
  get tiles(): ReadonlyMap<string, TileMedia> {
    const tiles = new Map<string, TileMedia>();
    for (const { offer, consumer } of this.#received.values()) {
      const tile = tiles.get(offer.seat) ?? { audio: null, video: null, still: false };
      const still = tile.still || this.#stills.has(offer.consumer);
      tiles.set(offer.seat, { ...tile, [offer.kind]: consumer.track, still });
    }
    return tiles;
  }

  /** The video consumer of each seat. */
  get videos(): ReadonlyMap<string, Consumer> {
    const videos = [...this.#received.values()].filter(({ offer }) => offer.kind === "video");
    return new Map(videos.map(({ offer, consumer }) => [offer.seat, consumer]));
  }

  /** The relay has a track for this person; a pass takes it up. */
  offer(offer: ConsumerOffer): void {
    this.#unconfirmed.delete(offer.consumer);
    if (this.#received.has(offer.consumer)) this.#again.add(offer.consumer);
    else this.#offers.set(offer.consumer, offer);
  }

  /** Nothing comes of a picture for want of bandwidth, or something again. */
  still(consumer: string, still: boolean): void {
    if (this.#stills.has(consumer) === still) return;
    if (still) this.#stills.add(consumer);
    else this.#stills.delete(consumer);
    this.#changed();
  }

  /** The track is gone at the relay. */
  close(consumer: string): void {
    this.#stills.delete(consumer);
    this.#offers.delete(consumer);
    this.#again.delete(consumer);
    const received = this.#received.get(consumer);
    if (received === undefined) return;
    this.#received.delete(consumer);
    received.consumer.close();
    this.#changed();
  }

  /** The relay is asked to announce everything that lives. */
  expectAnnouncements(): void {
    clearTimeout(this.#confirmation);
    this.#unconfirmed = new Set(this.#received.keys());
  }

  /** The relay has answered: what it leaves out is closed. A question that got lost closes nothing. */
  closeUnannounced(): void {
    clearTimeout(this.#confirmation);
    this.#confirmation = setTimeout(() => {
      for (const consumer of this.#unconfirmed) this.close(consumer);
    }, ANNOUNCED_MS);
  }

  /** Takes up what was offered. */
  async pass(): Promise<void> {
    if (this.#path.transport === null) this.#offers.clear();
    const transport = await this.#path.ensure();
    if (transport !== this.#on) this.#begin(transport);
    const offers = [...this.#offers.values()];
    const again = [...this.#again];
    this.#offers.clear();
    this.#again.clear();
    const results = await Promise.allSettled([
      ...offers.map((offer) => this.#consume(transport, offer)),
      ...again.map((consumer) => this.#ready(consumer)),
    ]);
    const failure = results.find((result) => result.status === "rejected");
    if (failure !== undefined) throw failure.reason;
  }

  stop(): void {
    clearTimeout(this.#confirmation);
    this.#offers.clear();
    this.#stills.clear();
    this.#received.clear();
    this.#changed();
  }

  #begin(transport: Transport): void {
    this.#on = transport;
    this.#stills.clear();
    this.#received.clear();
    this.#again.clear();
    this.#unconfirmed.clear();
    this.#changed();
  }

  async #consume(transport: Transport, offer: ConsumerOffer): Promise<void> {
    const consumer = await this.#take(transport, offer);
    if (this.#on !== transport || transport.closed) return;
    this.#received.set(offer.consumer, { offer, consumer });
    this.#changed();
    await this.#ready(offer.consumer);
  }

  async #take(transport: Transport, offer: ConsumerOffer): Promise<Consumer> {
    try {
      return await transport.consume({
        id: offer.consumer,
        producerId: offer.producer,
        kind: offer.kind,
        rtpParameters: offer.rtp_parameters,
        // Sound and picture of a seat are played in step.
        streamId: offer.seat,
        onRtpReceiver: (receiver) => this.#hooks.onRtpReceiver?.(receiver),
      });
    } catch (error) {
      // A half-made negotiation cannot be taken back; the next pass begins on a new transport.
      if (this.#path.transport === transport) this.#path.discard();
      throw error;
    }
  }

  async #ready(consumer: string): Promise<void> {
    try {
      await this.#request("consumer_ready", { consumer });
    } catch (error) {
      if (!(error instanceof RequestRefused)) throw error;
      this.close(consumer);
    }
  }
}
