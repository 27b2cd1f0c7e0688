import type {
  DtlsParameters,
  IceCandidate,
  IceParameters,
  MediaKind,
  RtpCapabilities,
  RtpParameters,
} from "mediasoup-client/types";

import type { Role, RoomView } from "./view";

export type * from "./commands";
export type * from "./view";

/*
 * The words of docs/protocol.md. Names are the wire's own snake_case; `*_ms` are milliseconds, instants since the
 * Unix epoch on the server's clock. What arrives from the server becomes one of these types in parse.ts, nowhere else.
 */

/** A refusal: the code is permanent, the text is a sentence for a person. */
export interface WireError {
  readonly code: string;
  readonly text: string;
}

// Section 1: from link to session

/** What a valid link tells before the person is connected. */
export interface JoinInfo {
  readonly group: {
    readonly name: string;
    readonly facilitators: readonly string[];
    /** Paragraphs separated by blank lines. */
    readonly agreement: { readonly version: number; readonly text: string };
    /** Whether the group asks for an emergency card. */
    readonly emergency_card: boolean;
  };
  readonly session: {
    readonly starts_ms: number;
    readonly ends_ms: number;
    readonly doors_ms: number;
    /** IANA name of the group's own time zone. */
    readonly time_zone: string;
    /** When the next session starts, if there is one and its date is known. */
    readonly next_ms: number | null;
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
  | { readonly type: "encodings"; readonly producer: string; readonly active: readonly boolean[] }
  | { readonly type: "still"; readonly consumer: string; readonly still: boolean }
  | { readonly type: "transport_state"; readonly transport: string; readonly state: TransportState }
  | { readonly type: "goodbye"; readonly code: string; readonly text: string };

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
  /** TURN servers, for networks that let no UDP through. */
  readonly ice_servers: readonly IceServer[];
  readonly ice_transport_policy: "all" | "relay";
}

export interface IceServer {
  readonly urls: string[];
  readonly username: string;
  readonly credential: string;
}
