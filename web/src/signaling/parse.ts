import * as v from "valibot";

import type {
  CommandAnswer,
  JoinAnswer,
  MediaRequests,
  MediaRequestType,
  ServerMessage,
  WireError,
} from "./protocol";
import { code, count, id, instant, MOST_SEATS, name, role, sentence } from "./bounds";
import { dtlsParameters, iceCandidates, iceParameters, rtpCapabilities, rtpParameters } from "./ortc";
import { roomView } from "./viewSchema";

/*
 * The only place that sees `unknown`. Every string and list is bounded, unknown fields are dropped, and what does not
 * fit is refused whole: the functions below answer `null`, never throw.
 */

/** Layers of one producer; the relay takes three. */
const MOST_ENCODINGS = 8;

const wireError = v.object({ code, text: sentence });

const messages = {
  view: v.object({ revision: count, now_ms: instant, view: roomView }),
  consumer: v.object({
    consumer: id,
    producer: id,
    seat: id,
    kind: v.picklist(["audio", "video"]),
    rtp_parameters: rtpParameters,
  }),
  consumer_closed: v.object({ consumer: id }),
  encodings: v.object({ producer: id, active: v.pipe(v.array(v.boolean()), v.maxLength(MOST_ENCODINGS)) }),
  still: v.object({ consumer: id, still: v.boolean() }),
  transport_state: v.object({
    transport: id,
    state: v.picklist(["connected", "disconnected", "failed", "closed"]),
  }),
  goodbye: wireError,
};

/** Events of docs/protocol.md section 3, all of which the client listens to. */
export const SERVER_EVENTS = [
  "view",
  "consumer",
  "consumer_closed",
  "encodings",
  "still",
  "transport_state",
  "goodbye",
] as const;
export type ServerEvent = (typeof SERVER_EVENTS)[number];

function parse<Output>(schema: v.GenericSchema<unknown, Output>, raw: unknown): Output | null {
  const result = v.safeParse(schema, raw);
  return result.success ? result.output : null;
}

/**
 * One message of the server as its type, or `null` if it is none.
 *
 * @param event name of the Socket.IO event; a name the protocol does not know gives `null`
 * @param payload first argument of the event, from the wire
 */
export function parseServerMessage(event: string, payload: unknown): ServerMessage | null {
  switch (event) {
    case "view":
      return tagged("view", parse(messages.view, payload));
    case "consumer":
      return tagged("consumer", parse(messages.consumer, payload));
    case "consumer_closed":
      return tagged("consumer_closed", parse(messages.consumer_closed, payload));
    case "encodings":
      return tagged("encodings", parse(messages.encodings, payload));
    case "still":
      return tagged("still", parse(messages.still, payload));
    case "transport_state":
      return tagged("transport_state", parse(messages.transport_state, payload));
    case "goodbye":
      return tagged("goodbye", parse(messages.goodbye, payload));
    default:
      return null;
  }
}

function tagged<Type extends string, Body extends object>(type: Type, body: Body | null) {
  return body === null ? null : { type, ...body };
}

const joinAnswer = v.object({
  token: v.pipe(v.string(), v.minLength(1), v.maxLength(4096)),
  group: v.object({
    name,
    facilitators: v.pipe(v.array(name), v.maxLength(MOST_SEATS)),
    agreement: v.object({ version: count, text: v.pipe(v.string(), v.maxLength(60_000)) }),
    emergency_card: v.optional(v.boolean(), false),
  }),
  session: v.object({
    starts_ms: instant,
    ends_ms: instant,
    doors_ms: instant,
    time_zone: v.pipe(v.string(), v.maxLength(64)),
    next_ms: v.optional(v.nullable(instant), null),
  }),
  seat: v.object({ name, role }),
});

/** The body of a 200 of `POST /api/join`, or `null`. */
export function parseJoinAnswer(raw: unknown): JoinAnswer | null {
  const answer = parse(joinAnswer, raw);
  if (answer === null) return null;
  const { token, ...info } = answer;
  return { token, info };
}

/** A refusal as it stands in an HTTP body, in the `data` of a `connect_error` or in an acknowledgement. */
export function parseWireError(raw: unknown): WireError | null {
  return parse(wireError, raw);
}

const commandAnswer = v.variant("ok", [
  v.object({ ok: v.literal(true), revision: count }),
  v.object({ ok: v.literal(false), code, text: sentence }),
]);

/** The acknowledgement of a `command`, or `null`. */
export function parseCommandAnswer(raw: unknown): CommandAnswer | null {
  return parse(commandAnswer, raw);
}

const nothing = v.object({});

const credential = v.pipe(v.string(), v.maxLength(256));

const iceServer = v.object({
  urls: v.pipe(v.array(v.pipe(v.string(), v.maxLength(256))), v.maxLength(8)),
  username: credential,
  credential,
});

const mediaAnswers: {
  readonly [Type in MediaRequestType]: v.GenericSchema<unknown, MediaRequests[Type]["answer"]>;
} = {
  capabilities: v.object({ rtp_capabilities: rtpCapabilities }),
  create_transport: v.object({
    transport: id,
    ice_parameters: iceParameters,
    ice_candidates: iceCandidates,
    dtls_parameters: dtlsParameters,
    ice_servers: v.pipe(v.array(iceServer), v.maxLength(8)),
    ice_transport_policy: v.picklist(["all", "relay"]),
  }),
  connect_transport: nothing,
  restart_ice: v.object({ ice_parameters: iceParameters }),
  resume: v.object({ transports: v.pipe(v.array(id), v.maxLength(8)) }),
  produce: v.object({ producer: id }),
  close_producer: nothing,
  consumer_ready: nothing,
  prefer: nothing,
};

export type MediaAnswer<Type extends MediaRequestType> =
  | { readonly ok: true; readonly answer: MediaRequests[Type]["answer"] }
  | ({ readonly ok: false } & WireError);

/** The acknowledgement of a `media` request of the given type, or `null`. */
export function parseMediaAnswer<Type extends MediaRequestType>(
  type: Type,
  raw: unknown,
): MediaAnswer<Type> | null {
  const refused = parse(v.object({ ok: v.literal(false), code, text: sentence }), raw);
  if (refused !== null) return refused;
  if (parse(v.object({ ok: v.literal(true) }), raw) === null) return null;
  const answer = parse(mediaAnswers[type], raw);
  return answer === null ? null : { ok: true, answer };
}
