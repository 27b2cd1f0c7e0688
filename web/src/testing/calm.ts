import type { CircleSeat, Facilitation, Floor, Me, RoomInfo } from "../signaling/protocol";

/*
 * Parts of a view in which nothing happens, for tests and the gallery to vary. One place, so that a new field of the
 * protocol is added here once.
 */

export const CALM_ROOM: Omit<RoomInfo, "name" | "starts_ms" | "ends_ms"> = {
  phase: "open",
  locked: false,
  hold_policy: "quiet",
  microphone_rule: "gentle",
  facilitator_present: true,
  capacity: 8,
  landing: null,
  segment: null,
  debrief: false,
  chat: "off",
  reactions: true,
  emergency_card: false,
  keys: [],
};

export const CALM_ME: Omit<Me, "seat" | "name" | "role"> = {
  state: "present",
  lead: false,
  may_speak: true,
  muted: false,
  unmute_asked: false,
  microphone: true,
  camera: true,
  queue_position: null,
  turn: null,
  support: null,
  late: false,
  shielded: false,
  aside: null,
  check: null,
  guest_questions: [],
  lines: [],
  card_left: false,
};

export const CALM_SEAT: Omit<CircleSeat, "seat" | "name"> = {
  role: "member",
  state: "present",
  lead: false,
  microphone: true,
  camera: true,
  muted: false,
  has_floor: false,
  next: false,
  shielded: false,
  aside: false,
  reaction: null,
};

export const OPEN_FLOOR: Floor = {
  mode: "open",
  holder: null,
  next: null,
  turn: null,
  round: null,
  quiet: null,
};

export const CALM_FACILITATION: Facilitation = {
  lobby: [],
  expected: [],
  guests: [],
  queue_order: "arrival",
  queue: [],
  round: null,
  carried_over: [],
  support: [],
  people: [],
  evenness: null,
  not_yet_offered: null,
  agenda: { segments: [], current: null },
  check_out_by_ms: null,
  check_out_due: false,
  cards: [],
  side_room: null,
};
