import type { Device, IceParameters, MediaKind, TransportOptions } from "mediasoup-client/types";

import type { RequestMedia } from "../signaling/connection";
import { ConnectionLost, RequestRefused } from "../signaling/refusal";
import { examples } from "./examples";
import { FakeTrack } from "./tracks";

type Listener = (...parts: never[]) => void;

/** A producer of a fake transport: remembers what it sends. */
export class FakeProducer {
  closed = false;
  track: FakeTrack | null;
  readonly kind: MediaKind;
  /** What is on the wire, which may run ahead of `track`. */
  readonly rtpSender: { track: FakeTrack | null; replaceTrack(track: FakeTrack | null): Promise<void> };

  constructor(track: FakeTrack) {
    this.track = track;
    this.kind = track.kind;
    this.rtpSender = {
      track,
      replaceTrack(next) {
        this.track = next;
        return Promise.resolve();
      },
    };
  }

  async replaceTrack({ track }: { readonly track: FakeTrack | null }): Promise<void> {
    await this.rtpSender.replaceTrack(track);
    this.track = track;
  }
}

/** A consumer of a fake transport. */
export class FakeConsumer {
  closed = false;
  readonly id: string;
  readonly track: FakeTrack;

  constructor(id: string, kind: MediaKind) {
    this.id = id;
    this.track = new FakeTrack(kind, id);
  }

  close(): void {
    this.closed = true;
  }

  getStats(): Promise<RTCStatsReport> {
    return Promise.resolve(new Map([["video", { framesDecoded: 1 }]]));
  }
}

/** A mediasoup transport without a browser: the test says how its connection fares. */
export class FakeTransport {
  readonly id: string;
  connectionState = "new";
  closed = false;
  /** With what the next produce or consume fails. */
  failure: Error | null = null;
  /** What happens while the next produce is being negotiated. */
  meanwhile: () => void = () => undefined;
  readonly restarts: IceParameters[] = [];
  readonly producers: FakeProducer[] = [];
  readonly produced: unknown[] = [];
  readonly consumers: FakeConsumer[] = [];
  readonly #listeners = new Map<string, Listener>();

  constructor(id: string) {
    this.id = id;
  }

  on(event: string, listener: Listener): void {
    this.#listeners.set(event, listener);
  }

  become(state: string): void {
    this.connectionState = state;
    this.#listeners.get("connectionstatechange")?.();
  }

  restartIce({ iceParameters }: { readonly iceParameters: IceParameters }): Promise<void> {
    this.restarts.push(iceParameters);
    return Promise.resolve();
  }

  produce(options: { readonly track: FakeTrack }): Promise<FakeProducer> {
    if (this.failure !== null) return Promise.reject(this.failure);
    const producer = new FakeProducer(options.track);
    this.meanwhile();
    this.produced.push(options);
    this.producers.push(producer);
    return Promise.resolve(producer);
  }

  consume({ id, kind }: { readonly id: string; readonly kind: MediaKind }): Promise<FakeConsumer> {
    if (this.failure !== null) return Promise.reject(this.failure);
    const consumer = new FakeConsumer(id, kind);
    this.consumers.push(consumer);
    return Promise.resolve(consumer);
  }

  close(): void {
    this.closed = true;
  }
}

/** The relay and the browser's side of it: makes fake transports and answers media requests. */
export class FakeRelay {
  readonly transports: FakeTransport[] = [];
  readonly requests: { readonly type: string; readonly [field: string]: unknown }[] = [];
  /** Codes with which requests of a type are refused. */
  readonly refusing = new Map<string, string>();
  /** Ids of the transports that the relay still has; all when null. */
  live: readonly string[] | null = null;
  connected = true;

  get latest(): FakeTransport {
    const transport = this.transports.at(-1);
    if (transport === undefined) throw new Error("no transport was made");
    return transport;
  }

  /** Types of the requests so far. */
  get asked(): readonly string[] {
    return this.requests.map(({ type }) => type);
  }

  readonly device = (): Promise<Device> => {
    const make = ({ id }: TransportOptions) => {
      const transport = new FakeTransport(id);
      this.transports.push(transport);
      return transport;
    };
    const device = { recvRtpCapabilities: {}, createSendTransport: make, createRecvTransport: make };
    return Promise.resolve(device as unknown as Device);
  };

  readonly request: RequestMedia = (type, request) => {
    if (!this.connected) return Promise.reject(new ConnectionLost());
    this.requests.push({ type, ...request });
    const code = this.refusing.get(type);
    if (code !== undefined) return Promise.reject(new RequestRefused(code, `Refused: ${code}.`));
    return Promise.resolve(this.#answer(type) as never);
  };

  #answer(type: string): object {
    if (type === "resume") return { transports: this.live ?? this.transports.map(({ id }) => id) };
    if (type === "create_transport")
      return { ...example(type), transport: `t-${this.transports.length + 1}` };
    return example(type);
  }
}

/** The answer that tests/protocol/media.json gives to a request of this type. */
function example(type: string): object {
  const exchange = examples("media", "exchanges").find(
    ({ message }) => (message as { readonly type: string }).type === type,
  );
  return exchange?.answer as object;
}
