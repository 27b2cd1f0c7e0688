import * as v from "valibot";

import type {
  CommandAnswer,
  JoinAnswer,
  MediaRequests,
  MediaRequestType,
  RoomView,
  ServerMessage,
  WireError,
} from "./protocol";
import { dtlsParameters, iceCandidates, iceParameters, rtpCapabilities, rtpParameters } from "./ortc";

/*
 * The only place that sees `unknown`. Every string and list is bounded, unknown fields are dropped, and what does not
 * fit is refused whole: the functions below answer `null`, never throw.
 */

const id = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
const name = v.pipe(v.string(), v.maxLength(200));
const code = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
const sentence = v.pipe(v.string(), v.maxLength(1000));
const instant = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));
const duration = v.pipe(v.number(), v.integer());
const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000_000));
/** People of one session, in any list of the view. */
const MOST_SEATS = 64;
const role = v.picklist(["facilitator", "member", "guest"]);
const supportKind = v.picklist(["take_a_moment", "need_a_word", "urgent"]);

const wireError = v.object({ code, text: sentence });

const roomInfo = v.object({
  name,
  phase: v.picklist(["doors_closed", "open", "on_hold", "closing", "ended"]),
  locked: v.boolean(),
  starts_ms: instant,
  ends_ms: instant,
  hold_policy: v.picklist(["quiet", "company"]),
  microphone_rule: v.picklist(["gentle", "strict"]),
  facilitator_present: v.boolean(),
  capacity: count,
});

const me = v.object({
  seat: id,
  name,
  role,
  state: v.picklist(["lobby", "present"]),
  lead: v.boolean(),
  may_speak: v.boolean(),
  muted: v.boolean(),
  unmute_asked: v.boolean(),
  microphone: v.boolean(),
  camera: v.boolean(),
  queue_position: v.nullable(count),
  turn: v.nullable(v.literal("offered")),
  support: v.nullable(v.object({ signal: id, kind: supportKind, acknowledged: v.boolean() })),
});

const circleSeat = v.object({
  seat: id,
  name,
  role,
  state: v.picklist(["present", "away"]),
  lead: v.boolean(),
  microphone: v.boolean(),
  camera: v.boolean(),
  muted: v.boolean(),
  has_floor: v.boolean(),
  next: v.boolean(),
});

const floor = v.object({
  mode: v.picklist(["open", "queue", "round"]),
  holder: v.nullable(id),
  next: v.nullable(id),
  turn: v.nullable(
    v.object({
      length_ms: v.nullable(duration),
      ends_ms: v.nullable(instant),
      remaining_ms: v.nullable(duration),
      paused: v.boolean(),
    }),
  ),
  round: v.nullable(v.object({ number: count, taken: count, total: count })),
});

const facilitation = v.object({
  lobby: v.pipe(
    v.array(v.object({ seat: id, name, role, since_ms: instant, connected: v.boolean() })),
    v.maxLength(MOST_SEATS),
  ),
  expected: v.pipe(
    v.array(v.object({ seat: id, name, role, state: v.picklist(["expected", "left", "removed"]) })),
    v.maxLength(MOST_SEATS),
  ),
  queue: v.pipe(v.array(v.object({ seat: id, since_ms: instant })), v.maxLength(MOST_SEATS)),
  round: v.nullable(
    v.object({
      order: v.pipe(
        v.array(
          v.object({
            seat: id,
            outcome: v.picklist(["waiting", "offered", "taken", "passed", "passed_for_now", "missed"]),
          }),
        ),
        v.maxLength(MOST_SEATS),
      ),
    }),
  ),
  support: v.pipe(
    v.array(
      v.object({ signal: id, seat: id, kind: supportKind, since_ms: instant, acknowledged: v.boolean() }),
    ),
    v.maxLength(4 * MOST_SEATS),
  ),
});

const roomView: v.GenericSchema<unknown, RoomView> = v.object({
  room: roomInfo,
  me,
  circle: v.pipe(v.array(circleSeat), v.maxLength(MOST_SEATS)),
  floor,
  facilitation: v.nullable(facilitation),
});

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
  transport_state: v.object({
    transport: id,
    state: v.picklist(["connected", "disconnected", "failed", "closed"]),
  }),
  goodbye: wireError,
};

/** Events of docs/protocol.md section 3, all of which the client listens to. */
export const SERVER_EVENTS = ["view", "consumer", "consumer_closed", "transport_state", "goodbye"] as const;
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
  }),
  session: v.object({
    starts_ms: instant,
    ends_ms: instant,
    doors_ms: instant,
    time_zone: v.pipe(v.string(), v.maxLength(64)),
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

const mediaAnswers: {
  readonly [Type in MediaRequestType]: v.GenericSchema<unknown, MediaRequests[Type]["answer"]>;
} = {
  capabilities: v.object({ rtp_capabilities: rtpCapabilities }),
  create_transport: v.object({
    transport: id,
    ice_parameters: iceParameters,
    ice_candidates: iceCandidates,
    dtls_parameters: dtlsParameters,
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
