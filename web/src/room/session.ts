import type { LocalDevices } from "../rtc/devices";
import type { MediaParts, RoomMedia } from "../rtc/media";
import type { Outgoing } from "../rtc/sender";
import type { Connection, ConnectionEvent } from "../signaling/connection";
import type { JoinOutcome } from "../signaling/join";
import { NOT_SENT } from "../signaling/outbox";
import type { CommandAnswer, RoomCommand } from "../signaling/protocol";
import { appearance } from "./appearance";
import { watchBrowser } from "./browser";
import { endingWith } from "./ending";
import { Exchange } from "./exchange";
import { Letters, type LettersParts } from "./letters";
import { Line } from "./line";
import type { Memory } from "./memory";
import type { Actions, DeviceCheck, Model } from "./model";
import { assertNever } from "./never";
import { outgoing } from "./sending";
import { FIRST_STATE, type Devices, type Effect, type Input } from "./state";
import { step } from "./step";
import { Store } from "./store";

/** A sentence stays this long unless it is dismissed, in milliseconds. */
const NOTICE_MS = 8_000;
/** After a refusal the server is told again which devices are on no sooner than this, in milliseconds. */
const DEVICES_REST_MS = 2_000;
/** What the page says by itself; that it was not taken is nothing to tell a person, and it is said again when it counts. */
const QUIET: ReadonlySet<RoomCommand["type"]> = new Set(["here", "set_key", "leave_card"]);
/** The countdown to the doors moves this often, in milliseconds. */
const COUNTDOWN_MS = 1_000;

/** What the session is made of; main.ts gives the real ones, tests their own. */
export interface SessionParts {
  /** The secret of the link. */
  readonly secret: string;
  readonly memory: Memory;
  readonly sealing: LettersParts["sealing"];
  exchange(secret: string, signal: AbortSignal): Promise<JoinOutcome>;
  connection(onEvent: (event: ConnectionEvent) => void, signal: AbortSignal): Connection;
  devices(changed: () => void, signal: AbortSignal): LocalDevices;
  media(parts: Omit<MediaParts, "hooks" | "loadDevice">, signal: AbortSignal): RoomMedia;
}

interface Stay {
  readonly media: RoomMedia;
  readonly end: AbortController;
  /** What is being sent, to be compared with what should be. */
  outgoing: Outgoing;
}

/**
 * One person's visit by one link, from opening the page to leaving it.
 *
 * Owns the connection, the devices and the media, and does what step decides. Everything ends with the signal.
 */
export class Session {
  readonly #parts: SessionParts;
  readonly #show: (model: Model) => void;
  readonly #signal: AbortSignal;
  readonly #store: Store;
  readonly #exchange: Exchange;
  readonly #line: Line;
  readonly #letters: Letters;
  readonly #devices: LocalDevices;
  #stay: Stay | null = null;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #showing = false;

  /** @param show gets each new model; at most one for each turn of the event loop */
  constructor(parts: SessionParts, show: (model: Model) => void, signal: AbortSignal) {
    this.#parts = parts;
    this.#show = show;
    this.#signal = signal;
    this.#store = new Store(
      FIRST_STATE,
      (state, input) => step(state, input, Date.now()),
      (effect) => {
        this.#perform(effect);
      },
      () => {
        this.#changed();
      },
    );
    this.#exchange = new Exchange((until) => parts.exchange(parts.secret, until), signal);
    const dispatch = (input: Input) => {
      this.#dispatch(input);
    };
    this.#line = new Line((onEvent, until) => parts.connection(onEvent, until), dispatch, signal);
    this.#letters = new Letters({
      sealing: parts.sealing,
      send: (command) => this.#send(command),
      dispatch,
    });
    this.#devices = parts.devices(() => {
      this.#devicesChanged();
    }, signal);
    signal.addEventListener("abort", () => {
      clearTimeout(this.#retry);
    });
  }

  /** The media of the present stay in the room, for statistics. */
  get media(): RoomMedia | null {
    return this.#stay?.media ?? null;
  }

  /** Begins: at the first page, or where a reload left off. */
  start(): void {
    const { inside, session, agreed, wants, shield, card } = this.#parts.memory;
    this.#watch();
    const remembered =
      inside && session !== null ? { info: session.info, agreed, wants, shield, card } : null;
    if (remembered !== null && (shield || !wants.camera)) void this.#devices.setCamera(false);
    this.#dispatch({ type: "opened", remembered });
  }

  /** What the person can do; see model.ts. */
  readonly actions: Actions = {
    join: () => this.#dispatch({ type: "join" }),
    setAgreed: (agreed) => this.#dispatch({ type: "set_agreed", agreed }),
    ready: () => this.#dispatch({ type: "ready" }),
    takeOver: () => this.#dispatch({ type: "take_over" }),
    retryDevices: () => this.#dispatch({ type: "retry_devices" }),
    chooseCamera: (id) => void this.#devices.chooseCamera(id),
    chooseMicrophone: (id) => void this.#devices.chooseMicrophone(id),
    chooseSpeaker: (id) => this.#devices.chooseSpeaker(id),
    setMicrophone: (on) => this.#dispatch({ type: "set_microphone", on }),
    setCamera: (on) => this.#dispatch({ type: "set_camera", on }),
    leave: () => this.#dispatch({ type: "leave" }),
    comeBack: () => this.#dispatch({ type: "come_back" }),
    setShield: (up) => this.#dispatch({ type: "set_shield", up }),
    stirred: () => this.#dispatch({ type: "stirred" }),
    allRight: () => this.#dispatch({ type: "all_right" }),
    keepCard: (card) => this.#dispatch({ type: "keep_card", card }),
    write: (to, text) => this.#dispatch({ type: "write", id: crypto.randomUUID(), to, text }),
    signalSupport: (kind) => this.#dispatch({ type: "command", command: { type: "signal_support", kind } }),
    command: (command) => this.#dispatch({ type: "command", command }),
    showTile: (seat, width, height) => this.#stay?.media.show(seat, width, height),
    dismissNotice: () => this.#dispatch({ type: "dismiss_notice" }),
  };

  #dispatch(input: Input): void {
    if (!this.#signal.aborted) this.#store.dispatch(input);
  }

  #perform(effect: Effect): void {
    switch (effect.do) {
      case "exchange":
        void this.#renew();
        return;
      case "connect":
        this.#connect(effect.takeover);
        return;
      case "disconnect":
        clearTimeout(this.#retry);
        this.#line.close();
        return;
      case "retry_later":
        clearTimeout(this.#retry);
        this.#retry = this.#later(effect.afterMs, { type: "retry" });
        return;
      case "open_devices":
        void this.#devices.open();
        return;
      case "close_devices":
        this.#devices.close();
        return;
      case "set_camera":
        void this.#devices.setCamera(effect.on);
        return;
      case "send":
        void this.#send(effect.command);
        return;
      case "tell_devices":
        void this.#tellDevices(effect.devices);
        return;
      case "rest_devices":
        this.#later(DEVICES_REST_MS, { type: "devices_rested" });
        return;
      case "tell_key":
      case "send_line":
      case "open_line":
      case "send_card":
      case "open_card":
        void this.#letters.perform(effect);
        return;
      case "start_media":
        this.#startMedia();
        return;
      case "resume_media":
        void this.#stay?.media.resume();
        return;
      case "stop_media":
        this.#stopMedia();
        return;
      case "offer":
        this.#stay?.media.offer(effect.offer);
        return;
      case "close_consumer":
        this.#stay?.media.closeConsumer(effect.consumer);
        return;
      case "encodings":
        this.#stay?.media.encodings(effect.producer, effect.active);
        return;
      case "still":
        this.#stay?.media.still(effect.consumer, effect.still);
        return;
      case "transport_state":
        this.#stay?.media.transportState(effect.transport, effect.state);
        return;
      case "remember":
        this.#parts.memory.keepInside(this.#store.state);
        return;
      case "forget":
        this.#parts.memory.forgetInside();
        return;
      case "mark":
        performance.mark(`goround:${effect.name}`);
        return;
      case "expire_notice":
        this.#later(NOTICE_MS, { type: "notice_over", id: effect.id });
        return;
      default:
        assertNever(effect);
    }
  }

  async #renew(): Promise<void> {
    const outcome = await this.#exchange.untilAnswered();
    if (outcome === null) return;
    if (outcome === "refused") {
      this.#dispatch({ type: "link_refused" });
      return;
    }
    this.#parts.memory.keepSession(outcome.raw);
    this.#dispatch({ type: "joined", info: outcome.answer.info, clockSkewMs: outcome.clockSkewMs });
  }

  #connect(takeover: boolean): void {
    const { session, device } = this.#parts.memory;
    clearTimeout(this.#retry);
    if (session !== null) this.#line.connect({ token: session.token, device, takeover });
  }

  async #send(command: RoomCommand): Promise<CommandAnswer | null> {
    const answer = await this.#line.command(command);
    if (answer?.ok === false && !QUIET.has(command.type))
      this.#dispatch({ type: "problem", text: answer.code === NOT_SENT ? null : answer.text });
    return answer;
  }

  async #tellDevices(devices: Devices): Promise<void> {
    const answer = await this.#line.command({ type: "set_devices", ...devices });
    this.#dispatch({
      type: "devices_told",
      ok: answer?.ok === true,
      text: answer?.ok === false ? answer.text : "",
    });
  }

  #startMedia(): void {
    const { request } = this.#line;
    if (request === null) return;
    this.#stopMedia();
    const end = endingWith(this.#signal);
    const parts = {
      request,
      changed: () => {
        this.#changed();
      },
      problem: (text: string) => {
        this.#dispatch({ type: "problem", text });
      },
    };
    const media = this.#parts.media(parts, end.signal);
    this.#stay = { media, end, outgoing: { audio: null, video: null } };
  }

  #stopMedia(): void {
    this.#stay?.end.abort();
    this.#stay = null;
  }

  #devicesChanged(): void {
    const { microphone, camera } = this.#devices.check;
    this.#dispatch({ type: "devices", live: { microphone: microphone !== null, camera: camera !== null } });
  }

  #later(afterMs: number, input: Input): ReturnType<typeof setTimeout> {
    return setTimeout(() => {
      this.#dispatch(input);
    }, afterMs);
  }

  #watch(): void {
    const network = () => {
      this.#line.retryNow();
      this.#stay?.media.networkChanged();
      this.#changed();
    };
    const offline = () => {
      this.#changed();
    };
    const visible = () => {
      this.#line.retryNow();
    };
    watchBrowser({ network, offline, visible }, this.#signal);
    const countdown = setInterval(() => {
      const { at } = this.#store.state.stage;
      if (at === "welcome" || at === "too_early") this.#changed();
    }, COUNTDOWN_MS);
    this.#signal.addEventListener("abort", () => {
      clearInterval(countdown);
    });
  }

  /** Brings the tracks in line with the state, and shows it, once for all changes of this turn of the event loop. */
  #changed(): void {
    const devices = this.#devices.check;
    this.#sendTracks(devices);
    if (this.#showing) return;
    this.#showing = true;
    queueMicrotask(() => {
      this.#showing = false;
      if (!this.#signal.aborted) this.#show(this.#model());
    });
  }

  #sendTracks(devices: DeviceCheck): void {
    const { state } = this.#store;
    // A microphone that is off hears nothing, whatever is still on its way to be taken off the wire.
    if (devices.microphone !== null) devices.microphone.enabled = state.wants.microphone && !state.shield;
    const stay = this.#stay;
    if (stay === null) return;
    const next = outgoing(state, devices);
    if (next.audio === stay.outgoing.audio && next.video === stay.outgoing.video) return;
    stay.outgoing = next;
    stay.media.send(next);
  }

  #model(): Model {
    return appearance(this.#store.state, {
      devices: this.#devices.check,
      media: this.#stay?.media.state ?? "connecting",
      tiles: this.#stay?.media.tiles ?? new Map(),
      online: navigator.onLine,
      now: Date.now(),
    });
  }
}
