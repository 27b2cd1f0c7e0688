import type {
  ConsumerOffer,
  JoinInfo,
  RoomCommand,
  RoomView,
  SealedLine,
  SeatKey,
  ServerMessage,
  TransportState,
} from "../signaling/protocol";
import type { Card, Message, Model, Notice } from "./model";

/** Where the person is; each stage shows one page of model.ts. */
export type Stage =
  | { readonly at: "opening" }
  | { readonly at: "link_not_valid" }
  | { readonly at: "welcome" }
  | { readonly at: "check" }
  /** The person is ready and nothing of the room has come yet; `from` is the page that stays meanwhile. */
  | { readonly at: "entering"; readonly from: "opening" | "check" | "seat_in_use" | "locked" | "too_early" }
  | { readonly at: "too_early" }
  | { readonly at: "seat_in_use" }
  | { readonly at: "locked" }
  /** In the waiting room or in the room: the view says which. */
  | { readonly at: "inside"; readonly seen: SeenView }
  | { readonly at: "after"; readonly reason: AfterReason };

export type AfterReason = Extract<Model, { page: "after" }>["reason"];

export interface SeenView {
  readonly view: RoomView;
  readonly revision: number;
}

export interface Devices {
  readonly microphone: boolean;
  readonly camera: boolean;
}

/** Everything the client knows and decides by, apart from the tracks themselves. A value: step makes the next one. */
export interface ClientState {
  readonly stage: Stage;
  readonly info: JoinInfo | null;
  /** Server clock minus this clock, in milliseconds. */
  readonly clockSkewMs: number;
  readonly agreed: boolean;
  /** What the person wants on. */
  readonly wants: Devices;
  /** Which devices give a track at the moment. */
  readonly live: Devices;
  /** What the server was last told with set_devices on this connection; null: nothing yet. */
  readonly declared: Devices | null;
  /** Whether set_devices is being answered, or rests after a refusal; meanwhile it is not sent again. */
  readonly telling: "no" | "asked" | "resting";
  readonly socket: "none" | "connected" | "lost";
  /** No view has come on the present socket yet. */
  readonly fresh: boolean;
  readonly notice: Notice | null;
  /** Number of notices so far; the id of the next. */
  readonly notices: number;
  /** Whether the person has put the shield up. */
  readonly shield: boolean;
  /** What the server was last told of it on this connection; null: nothing yet. */
  readonly shieldTold: boolean | null;
  /** When the server last heard a sign of life, by this clock. */
  readonly hereAt: number;
  /** Whether this connection has been given the page's public key. */
  readonly keyTold: boolean;
  /** The person's own emergency card. */
  readonly card: Card | null;
  /** The card and the keys it was last sealed to on this connection, in one string; null: none yet. */
  readonly cardTold: string | null;
  readonly messages: readonly Message[];
  /** Lines that were taken up to be opened. */
  readonly linesSeen: ReadonlySet<string>;
  /** Cards of others as a facilitator opened them, with the box each came out of. */
  readonly cards: ReadonlyMap<string, TakenCard>;
}

export const FIRST_STATE: ClientState = {
  stage: { at: "opening" },
  info: null,
  clockSkewMs: 0,
  agreed: false,
  wants: { microphone: true, camera: true },
  live: { microphone: false, camera: false },
  declared: null,
  telling: "no",
  socket: "none",
  fresh: true,
  notice: null,
  notices: 0,
  shield: false,
  shieldTold: null,
  hereAt: Number.NEGATIVE_INFINITY,
  keyTold: false,
  card: null,
  cardTold: null,
  messages: [],
  linesSeen: new Set(),
  cards: new Map(),
};

/** Somebody's emergency card on its way out of its box. */
export interface TakenCard {
  readonly box: string;
  readonly opened: boolean;
  /** null: not opened yet, or it cannot be. */
  readonly card: Card | null;
}

/** What a reload keeps (see memory.ts). */
export interface Remembered {
  readonly info: JoinInfo;
  readonly agreed: boolean;
  readonly wants: Devices;
  readonly shield: boolean;
  readonly card: Card | null;
}

/** Whatever can happen to the client: from the page's start, the server, the devices, the person or a clock. */
export type Input =
  | { readonly type: "opened"; readonly remembered: Remembered | null }
  | { readonly type: "joined"; readonly info: JoinInfo; readonly clockSkewMs: number }
  | { readonly type: "link_refused" }
  | { readonly type: "connected" }
  | { readonly type: "lost" }
  | { readonly type: "refused"; readonly code: string }
  | { readonly type: "message"; readonly message: ServerMessage }
  | { readonly type: "devices"; readonly live: Devices }
  /** The server answered tell_devices. */
  | { readonly type: "devices_told"; readonly ok: boolean; readonly text: string }
  /** A rest of rest_devices is over. */
  | { readonly type: "devices_rested" }
  /** A pause of retry_later is over. */
  | { readonly type: "retry" }
  /** See Notice in model.ts. */
  | { readonly type: "problem"; readonly text: string | null }
  | { readonly type: "notice_over"; readonly id: number }
  /** A line was opened; null: it cannot be. */
  | { readonly type: "line_opened"; readonly line: SealedLine; readonly text: string | null }
  /** The server took a line of this person's, or did not. */
  | { readonly type: "line_told"; readonly id: string; readonly ok: boolean }
  /** A facilitator's: an emergency card was opened; null: it cannot be. */
  | { readonly type: "card_opened"; readonly seat: string; readonly box: string; readonly card: Card | null }
  | PersonInput;

/** What the person does; see Actions in model.ts. */
export type PersonInput =
  | { readonly type: "join" }
  | { readonly type: "set_agreed"; readonly agreed: boolean }
  | { readonly type: "ready" }
  | { readonly type: "take_over" }
  | { readonly type: "retry_devices" }
  | { readonly type: "set_microphone"; readonly on: boolean }
  | { readonly type: "set_camera"; readonly on: boolean }
  | { readonly type: "leave" }
  | { readonly type: "come_back" }
  | { readonly type: "set_shield"; readonly up: boolean }
  | { readonly type: "stirred" }
  | { readonly type: "all_right" }
  | { readonly type: "keep_card"; readonly card: Card }
  /** `id` is fresh for each line. */
  | { readonly type: "write"; readonly id: string; readonly to: string; readonly text: string }
  | { readonly type: "command"; readonly command: RoomCommand }
  | { readonly type: "dismiss_notice" };

/** What is to be done in the world; the session does it, in this order. */
export type Effect =
  /** Exchange the link's secret, until there is an answer. */
  | { readonly do: "exchange" }
  | { readonly do: "connect"; readonly takeover: boolean }
  | { readonly do: "disconnect" }
  /** Send `retry` after a pause. */
  | { readonly do: "retry_later"; readonly afterMs: number }
  | { readonly do: "open_devices" }
  | { readonly do: "close_devices" }
  /** Open or close the camera itself, so that its light is true. */
  | { readonly do: "set_camera"; readonly on: boolean }
  | { readonly do: "send"; readonly command: RoomCommand }
  /** Send set_devices, then `devices_told`. */
  | { readonly do: "tell_devices"; readonly devices: Devices }
  /** Send `devices_rested` after a pause. */
  | { readonly do: "rest_devices" }
  /** Give the server the page's public key. */
  | { readonly do: "tell_key" }
  /** Seal a line to each key and send it, then `line_told`. */
  | {
      readonly do: "send_line";
      readonly id: string;
      readonly from: string;
      readonly to: string;
      readonly text: string;
      readonly keys: readonly SeatKey[];
    }
  /** Open a line written to this person, then `line_opened`. */
  | { readonly do: "open_line"; readonly line: SealedLine; readonly me: string }
  /** Seal the emergency card to each key and send it. */
  | {
      readonly do: "send_card";
      readonly from: string;
      readonly card: Card;
      readonly keys: readonly SeatKey[];
    }
  /** Open the card of a seat, then `card_opened`. */
  | { readonly do: "open_card"; readonly seat: string; readonly box: string; readonly me: string }
  | { readonly do: "start_media" }
  /** The socket is back: look at what the relay still has. */
  | { readonly do: "resume_media" }
  | { readonly do: "stop_media" }
  | { readonly do: "offer"; readonly offer: ConsumerOffer }
  | { readonly do: "close_consumer"; readonly consumer: string }
  | { readonly do: "encodings"; readonly producer: string; readonly active: readonly boolean[] }
  | { readonly do: "still"; readonly consumer: string; readonly still: boolean }
  | { readonly do: "transport_state"; readonly transport: string; readonly state: TransportState }
  /** From now on a reload goes straight back inside. */
  | { readonly do: "remember" }
  /** From now on a reload begins at the first page. */
  | { readonly do: "forget" }
  | { readonly do: "mark"; readonly name: "join" | "ready" | "present" }
  | { readonly do: "expire_notice"; readonly id: number };

/** The next state, and what is to be done because of it. */
export type Step = readonly [ClientState, readonly Effect[]];
