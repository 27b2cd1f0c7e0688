import type {
  DtlsParameters,
  IceCandidate,
  IceParameters,
  MediaKind,
  RtpCapabilities,
  RtpParameters,
} from "mediasoup-client/types";

/*
 * The words of docs/protocol.md. Names are the wire's own snake_case; `*_ms` are milliseconds, instants since the
 * Unix epoch on the server's clock. What arrives from the server becomes one of these types in parse.ts, nowhere else.
 */

/** A refusal: the code is permanent, the text is a sentence for a person. */
export interface WireError {
  readonly code: string;
  readonly text: string;
}

export type Role = "facilitator" | "member" | "guest";

// Section 1: from link to session

/** What a valid link tells before the person is connected. */
export interface JoinInfo {
  readonly group: {
    readonly name: string;
    readonly facilitators: readonly string[];
    /** Paragraphs separated by blank lines. */
    readonly agreement: { readonly version: number; readonly text: string };
  };
  readonly session: {
    readonly starts_ms: number;
    readonly ends_ms: number;
    readonly doors_ms: number;
    /** IANA name of the group's own time zone. */
    readonly time_zone: string;
  };
  readonly seat: { readonly name: string; readonly role: Role };
}

/** Answer of `POST /api/join`. */
export interface JoinAnswer {
  readonly token: string;
  readonly info: JoinInfo;
}

// Section 2: the connection

export interface ConnectAuth {
  readonly token: string;
  readonly device: string;
  readonly takeover: boolean;
}

// Section 3: what the server sends

export type Phase = "doors_closed" | "open" | "on_hold" | "closing" | "ended";
export type HoldPolicy = "quiet" | "company";
export type MicrophoneRule = "gentle" | "strict";
export type FloorMode = "open" | "queue" | "round";
export type SupportKind = "take_a_moment" | "need_a_word" | "urgent";
export type RoundOutcome = "waiting" | "offered" | "taken" | "passed" | "passed_for_now" | "missed";

/** Everything one person may see of the room, whole. */
export interface RoomView {
  readonly room: RoomInfo;
  readonly me: Me;
  /** Present and away seats in circle order, me included; empty in the lobby. */
  readonly circle: readonly CircleSeat[];
  readonly floor: Floor;
  /** For facilitators present in the room only. */
  readonly facilitation: Facilitation | null;
}

export interface RoomInfo {
  readonly name: string;
  readonly phase: Phase;
  readonly locked: boolean;
  readonly starts_ms: number;
  readonly ends_ms: number;
  readonly hold_policy: HoldPolicy;
  readonly microphone_rule: MicrophoneRule;
  readonly facilitator_present: boolean;
  readonly capacity: number;
}

export interface Me {
  readonly seat: string;
  readonly name: string;
  readonly role: Role;
  readonly state: "lobby" | "present";
  readonly lead: boolean;
  /** What the relay forwards of my audio right now: strict rule, hold and mute taken together. */
  readonly may_speak: boolean;
  /** A facilitator blocked my microphone. */
  readonly muted: boolean;
  /** A facilitator lifted the block and asks me to open my microphone. */
  readonly unmute_asked: boolean;
  readonly microphone: boolean;
  readonly camera: boolean;
  /** 1 is next. */
  readonly queue_position: number | null;
  readonly turn: "offered" | null;
  readonly support: OwnSupport | null;
}

export interface OwnSupport {
  readonly signal: string;
  readonly kind: SupportKind;
  readonly acknowledged: boolean;
}

export interface CircleSeat {
  readonly seat: string;
  readonly name: string;
  readonly role: Role;
  readonly state: "present" | "away";
  readonly lead: boolean;
  readonly microphone: boolean;
  readonly camera: boolean;
  readonly muted: boolean;
  readonly has_floor: boolean;
  readonly next: boolean;
}

export interface Floor {
  readonly mode: FloorMode;
  readonly holder: string | null;
  readonly next: string | null;
  readonly turn: Turn | null;
  readonly round: { readonly number: number; readonly taken: number; readonly total: number } | null;
}

/** Running: `ends_ms`. Paused or on hold: `remaining_ms`, negative past zero. No timer: `length_ms` null. */
export interface Turn {
  readonly length_ms: number | null;
  readonly ends_ms: number | null;
  readonly remaining_ms: number | null;
  readonly paused: boolean;
}

export interface Facilitation {
  readonly lobby: readonly LobbySeat[];
  readonly expected: readonly ExpectedSeat[];
  readonly queue: readonly { readonly seat: string; readonly since_ms: number }[];
  readonly round: {
    readonly order: readonly { readonly seat: string; readonly outcome: RoundOutcome }[];
  } | null;
  readonly support: readonly SupportSignal[];
}

export interface LobbySeat {
  readonly seat: string;
  readonly name: string;
  readonly role: Role;
  readonly since_ms: number;
  readonly connected: boolean;
}

export interface ExpectedSeat {
  readonly seat: string;
  readonly name: string;
  readonly role: Role;
  readonly state: "expected" | "left" | "removed";
}

export interface SupportSignal {
  readonly signal: string;
  readonly seat: string;
  readonly kind: SupportKind;
  readonly since_ms: number;
  readonly acknowledged: boolean;
}

/** A track that the relay offers to this person. */
export interface ConsumerOffer {
  readonly consumer: string;
  readonly producer: string;
  readonly seat: string;
  readonly kind: MediaKind;
  readonly rtp_parameters: RtpParameters;
}

export type TransportState = "connected" | "disconnected" | "failed" | "closed";

export type ServerMessage =
  | { readonly type: "view"; readonly revision: number; readonly now_ms: number; readonly view: RoomView }
  | ({ readonly type: "consumer" } & ConsumerOffer)
  | { readonly type: "consumer_closed"; readonly consumer: string }
  | { readonly type: "transport_state"; readonly transport: string; readonly state: TransportState }
  | { readonly type: "goodbye"; readonly code: string; readonly text: string };

// Section 4: commands

/** A command of section 4 without its id, which the connection adds. */
export type RoomCommand =
  | {
      readonly type:
        | "request_floor"
        | "withdraw_request"
        | "release_floor"
        | "leave"
        | "open_room"
        | "admit_all"
        | "revoke_floor"
        | "next_turn"
        | "skip_turn"
        | "end_round"
        | "mute_all"
        | "end_session";
    }
  | { readonly type: "set_devices"; readonly microphone: boolean; readonly camera: boolean }
  | { readonly type: "signal_support"; readonly kind: SupportKind }
  | { readonly type: "pass_turn"; readonly for_now: boolean }
  | { readonly type: "set_lock"; readonly locked: boolean }
  | {
      readonly type:
        "admit" | "decline" | "send_to_lobby" | "remove" | "grant_floor" | "mute" | "ask_to_unmute";
      readonly seat: string;
    }
  | { readonly type: "set_floor_mode"; readonly mode: "open" | "queue" }
  | { readonly type: "set_microphone_rule"; readonly rule: MicrophoneRule }
  | { readonly type: "start_round"; readonly turn_s: number | null }
  | { readonly type: "extend_turn"; readonly extend_s: number }
  | { readonly type: "set_clock"; readonly paused: boolean }
  | { readonly type: "acknowledge_support"; readonly signal: string };

export type CommandAnswer =
  { readonly ok: true; readonly revision: number } | ({ readonly ok: false } & WireError);

// Section 5: media

export interface TilePreference {
  readonly consumer: string;
  /** Device pixels; 0x0 when the tile is not shown. */
  readonly width: number;
  readonly height: number;
}

/** Each request of the `media` event with its fields and its answer. */
export interface MediaRequests {
  readonly capabilities: {
    readonly request: object;
    readonly answer: { readonly rtp_capabilities: RtpCapabilities };
  };
  readonly create_transport: {
    readonly request:
      | { readonly direction: "send" }
      | { readonly direction: "recv"; readonly rtp_capabilities: RtpCapabilities };
    readonly answer: TransportOffer;
  };
  readonly connect_transport: {
    readonly request: { readonly transport: string; readonly dtls_parameters: DtlsParameters };
    readonly answer: object;
  };
  readonly restart_ice: {
    readonly request: { readonly transport: string };
    readonly answer: { readonly ice_parameters: IceParameters };
  };
  readonly resume: {
    readonly request: { readonly transports: readonly string[] };
    readonly answer: { readonly transports: readonly string[] };
  };
  readonly produce: {
    readonly request: {
      readonly transport: string;
      readonly kind: MediaKind;
      readonly rtp_parameters: RtpParameters;
    };
    readonly answer: { readonly producer: string };
  };
  readonly close_producer: {
    readonly request: { readonly producer: string };
    readonly answer: object;
  };
  readonly consumer_ready: {
    readonly request: { readonly consumer: string };
    readonly answer: object;
  };
  readonly prefer: {
    readonly request: { readonly tiles: readonly TilePreference[] };
    readonly answer: object;
  };
}

export type MediaRequestType = keyof MediaRequests;

export interface TransportOffer {
  readonly transport: string;
  readonly ice_parameters: IceParameters;
  readonly ice_candidates: IceCandidate[];
  readonly dtls_parameters: DtlsParameters;
}
