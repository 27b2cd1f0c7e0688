import type { MediaKind, Producer, ProducerCodecOptions, Transport } from "mediasoup-client/types";

import { simulcastEncodings } from "./encodings";
import type { RtpHooks } from "./hooks";
import type { TransportPath } from "./path";

/**
 * Opus for speech (RFC 7587): one channel, in-band FEC, lost packets asked for again, and no DTX, because gaps would
 * tell who speaks when. That its rate is constant is said by the server (`cbr`).
 */
const OPUS: ProducerCodecOptions = {
  opusStereo: false,
  opusFec: true,
  opusNack: true,
  opusDtx: false,
  opusMaxAverageBitrate: 32_000,
};

/** Where Chromium's bandwidth estimate begins, in kbit/s: the small layers come at once. */
const VIDEO: ProducerCodecOptions = { videoGoogleStartBitrate: 600 };

export type Outgoing = Readonly<Record<MediaKind, MediaStreamTrack | null>>;

/**
 * Sends this person's tracks, and nothing when there is none to send.
 *
 * A track that goes away leaves its producer in place with no track: not one packet leaves the browser, and the next
 * track continues without negotiation.
 */
export class MediaSender {
  readonly #path: TransportPath;
  readonly #hooks: RtpHooks;
  #wanted: Outgoing = { audio: null, video: null };
  #on: Transport | null = null;
  readonly #producers = new Map<MediaKind, Producer>();
  /** Kinds whose producer still has a track that is off the wire already. */
  readonly #hushed = new Set<MediaKind>();
  /** By producer: which encodings anybody receives, as the relay last said. */
  readonly #wishes = new Map<string, readonly boolean[]>();
  /** Parameters are changed one after the other: a sender refuses two changes at a time. */
  #applied: Promise<void> = Promise.resolve();

  constructor(path: TransportPath, hooks: RtpHooks) {
    this.#path = path;
    this.#hooks = hooks;
  }

  /** What to send from now on; a pass makes it so. */
  want(outgoing: Outgoing): void {
    this.#wanted = outgoing;
  }

  /**
   * Takes unwanted tracks off the wire at once; the next pass does the bookkeeping.
   *
   * Silence must not wait for a negotiation that is under way.
   */
  hush(): void {
    for (const [kind, { rtpSender }] of this.#producers) {
      if (this.#wanted[kind] !== null) continue;
      this.#hushed.add(kind);
      rtpSender?.replaceTrack(null).catch(() => undefined);
    }
  }

  /** Encodes only what anybody receives; a producer that is still being made is told once it is there. */
  encodings(producer: string, active: readonly boolean[]): void {
    this.#wishes.set(producer, active);
    this.#applied = this.#applied.then(() => this.#apply(producer));
  }

  async #apply(id: string): Promise<void> {
    const active = this.#wishes.get(id);
    const sender = [...this.#producers.values()].find((producer) => producer.id === id)?.rtpSender;
    if (active === undefined || sender === undefined) return;
    const parameters = sender.getParameters();
    const wanted = (index: number) => active[index] ?? true;
    if (parameters.encodings.every((encoding, index) => (encoding.active ?? true) === wanted(index))) return;
    parameters.encodings.forEach((encoding, index) => {
      encoding.active = wanted(index);
    });
    // Refused where the producer is closing: then there is nothing to pause any more.
    await sender.setParameters(parameters).catch(() => undefined);
  }

  /** Makes what is sent what is wanted. */
  async pass(): Promise<void> {
    const idle = this.#wanted.audio === null && this.#wanted.video === null && this.#producers.size === 0;
    if (idle && this.#path.transport === null) return;
    const transport = await this.#path.ensure();
    if (transport !== this.#on) {
      this.#producers.clear();
      this.#hushed.clear();
      this.#wishes.clear();
    }
    this.#on = transport;
    try {
      // Audio first: a voice is worth more than a picture.
      await this.#send(transport, "audio");
      await this.#send(transport, "video");
    } catch (error) {
      // A half-made producer cannot be taken back; the next pass begins on a new transport.
      if (this.#path.transport === transport) this.#path.discard();
      throw error;
    }
  }

  async #send(transport: Transport, kind: MediaKind): Promise<void> {
    const track = this.#wanted[kind];
    const producer = this.#producers.get(kind);
    if (producer !== undefined) {
      const hushed = this.#hushed.delete(kind);
      if (producer.track !== track) await replace(producer, track);
      // Off and on again before a pass came by: the producer has the track, the wire has none.
      else if (hushed) await producer.rtpSender?.replaceTrack(track);
    } else if (track?.readyState === "live") {
      const made = await this.#produce(transport, track);
      this.#producers.set(kind, made);
      this.#applied = this.#applied.then(() => this.#apply(made.id));
      // The wish may have changed while the producer was negotiated.
      if (this.#wanted[kind] !== track) await replace(made, this.#wanted[kind]);
    }
  }

  #produce(transport: Transport, track: MediaStreamTrack): Promise<Producer> {
    const { width = 640, height = 480 } = track.getSettings();
    const shape =
      track.kind === "audio"
        ? { codecOptions: OPUS }
        : { codecOptions: VIDEO, encodings: simulcastEncodings(width, height) };
    return transport.produce({
      track,
      ...shape,
      // The tracks belong to LocalDevices, and what is off is sent by no track at all.
      stopTracks: false,
      disableTrackOnPause: false,
      zeroRtpOnPause: true,
      onRtpSender: (sender) => this.#hooks.onRtpSender?.(sender),
    });
  }
}

async function replace(producer: Producer, track: MediaStreamTrack | null): Promise<void> {
  if (producer.closed) return;
  await producer.replaceTrack({ track: track?.readyState === "ended" ? null : track });
}
