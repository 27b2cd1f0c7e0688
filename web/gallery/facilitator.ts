import type { Model } from "../src/room/model";
import type { Facilitation, PersonNotes, RoomView } from "../src/signaling/protocol";
import { aRoom, seatOf } from "./room";

const MINUTE_MS = 60_000;
const now = Date.now();

const turn = (leftMs: number, paused = false): NonNullable<RoomView["floor"]["turn"]> => ({
  number: 4,
  length_ms: 3 * MINUTE_MS,
  ends_ms: paused ? null : Date.now() + leftMs,
  remaining_ms: paused ? leftMs : null,
  paused,
});

/** What the facilitator sees of the members of a room of so many people: some spoke much, some little. */
function notes(people: number, changed: Readonly<Record<number, Partial<PersonNotes>>> = {}): PersonNotes[] {
  return Array.from({ length: people - 1 }, (_, index) => ({
    seat: seatOf(index + 1),
    offered: (index * 2) % 3,
    taken: index % 2,
    speech_ms: [312_000, 41_000, 188_000, 0, 96_000, 240_000, 12_000, 150_000][index % 8] ?? 0,
    connection: "good",
    unresponsive: false,
    card: "sealed",
    card_opened_by: [],
    ...changed[index + 1],
  }));
}

const agenda: Facilitation["agenda"] = {
  segments: [
    { kind: "check_in", title: null, length_ms: 15 * MINUTE_MS },
    { kind: "work", title: "Grounding and work", length_ms: 45 * MINUTE_MS },
    { kind: "feedback", title: null, length_ms: 15 * MINUTE_MS },
    { kind: "check_out", title: null, length_ms: 15 * MINUTE_MS },
  ],
  current: 1,
};

const working = {
  index: 1,
  kind: "work",
  title: "Grounding and work",
  ends_ms: now + 40 * MINUTE_MS,
} as const;

/** A session under way, as its facilitator sees it when nothing presses. */
const underWay: Partial<Facilitation> = {
  people: notes(8),
  evenness: 0.88,
  agenda,
  check_out_by_ms: now + 48 * MINUTE_MS,
};

const lobby: Facilitation["lobby"] = [
  { seat: "lobby-1", name: "Ivo", role: "member", since_ms: now - 130_000, connected: true, late: false },
  {
    seat: "lobby-2",
    name: "Marie-Luise Oberhauser",
    role: "guest",
    since_ms: now - 9_000,
    connected: true,
    late: false,
  },
];

const roundOrder: Facilitation["round"] = {
  order: [
    { seat: seatOf(2), outcome: "taken" },
    { seat: seatOf(3), outcome: "passed" },
    { seat: seatOf(4), outcome: "taken" },
    { seat: seatOf(5), outcome: "passed_for_now" },
    { seat: seatOf(6), outcome: "offered" },
    { seat: seatOf(7), outcome: "waiting" },
    { seat: seatOf(1), outcome: "waiting" },
  ],
};

const roundUnderWay = {
  mode: "round",
  holder: seatOf(6),
  next: seatOf(7),
  round: {
    number: 1,
    taken: 3,
    total: 7,
    prompt: "What do you take with you from last week?",
    sharer: null,
    answering: false,
  },
} as const;

/** The facilitator's cases by their names. */
export const facilitatorCases: Readonly<Record<string, () => Model>> = {
  "room-1-facilitator": () =>
    aRoom({
      people: 1,
      as: "facilitator",
      room: { phase: "doors_closed" },
      facilitation: {
        lobby,
        expected: [
          { seat: "e1", name: "Ben", role: "member", state: "expected" },
          { seat: "e2", name: "Cyd", role: "member", state: "left" },
        ],
        guests: [{ seat: "lobby-2", name: "Marie-Luise Oberhauser", consent: "open", missing: 2 }],
        agenda: { ...agenda, current: null },
      },
    }),
  "room-8-facilitator": () =>
    aRoom({
      people: 8,
      as: "facilitator",
      speaking: 2,
      room: { segment: working },
      seats: {
        4: { camera: false, microphone: false },
        6: { muted: true, microphone: false },
        7: { state: "away" },
      },
      facilitation: {
        ...underWay,
        people: notes(8, { 3: { connection: "weak" }, 7: { connection: "frozen" } }),
        lobby,
      },
    }),
  "room-8-facilitator-lobby": () =>
    aRoom({
      people: 8,
      as: "facilitator",
      facilitation: {
        ...underWay,
        lobby: [
          ...lobby,
          {
            seat: "lobby-3",
            name: "Noor",
            role: "member",
            since_ms: now - 40_000,
            connected: true,
            late: true,
          },
          {
            seat: "lobby-4",
            name: "Otto",
            role: "guest",
            since_ms: now - 70_000,
            connected: true,
            late: false,
          },
          {
            seat: "lobby-5",
            name: "Pia",
            role: "member",
            since_ms: now - 99_000,
            connected: false,
            late: false,
          },
        ],
        guests: [
          { seat: "lobby-2", name: "Marie-Luise Oberhauser", consent: "open", missing: 2 },
          { seat: "lobby-4", name: "Otto", consent: "refused", missing: 0 },
        ],
      },
    }),
  "room-8-facilitator-queue": () =>
    aRoom({
      people: 8,
      as: "facilitator",
      speaking: 3,
      floor: { mode: "queue", holder: seatOf(3), next: seatOf(5), turn: null },
      facilitation: {
        ...underWay,
        queue_order: "fair",
        queue: [
          { seat: seatOf(5), since_ms: now - 190_000, reason: "moved", deficit: 0.02 },
          { seat: seatOf(2), since_ms: now - 20_000, reason: "deficit", deficit: 0.11 },
          { seat: seatOf(4), since_ms: now - 400_000, reason: "waited", deficit: -0.05 },
        ],
        support: [
          { signal: "s1", seat: seatOf(4), kind: "urgent", since_ms: now - 4_000, acknowledged: false },
          {
            signal: "s2",
            seat: seatOf(6),
            kind: "take_a_moment",
            since_ms: now - 150_000,
            acknowledged: true,
          },
        ],
      },
    }),
  "room-8-facilitator-round": () =>
    aRoom({
      people: 8,
      as: "facilitator",
      speaking: 6,
      room: { locked: true, microphone_rule: "strict" },
      floor: { ...roundUnderWay, turn: turn(65_000, true) },
      facilitation: { ...underWay, round: roundOrder },
    }),
  "room-8-facilitator-turn-over": () =>
    aRoom({
      people: 8,
      as: "facilitator",
      speaking: 6,
      floor: { ...roundUnderWay, turn: turn(-21_000) },
      facilitation: { ...underWay, round: roundOrder },
    }),
  "room-8-facilitator-feedback": () =>
    aRoom({
      people: 8,
      as: "facilitator",
      speaking: 5,
      floor: {
        mode: "feedback",
        holder: seatOf(5),
        next: seatOf(6),
        turn: turn(80_000),
        round: { number: 2, taken: 2, total: 7, prompt: null, sharer: seatOf(2), answering: false },
      },
      facilitation: {
        ...underWay,
        round: {
          order: [
            { seat: seatOf(3), outcome: "taken" },
            { seat: seatOf(4), outcome: "passed" },
            { seat: seatOf(5), outcome: "offered" },
            { seat: seatOf(6), outcome: "waiting" },
            { seat: seatOf(7), outcome: "waiting" },
            { seat: seatOf(1), outcome: "waiting" },
            { seat: seatOf(2), outcome: "waiting" },
          ],
        },
      },
    }),
  "room-8-facilitator-piece": () =>
    aRoom({
      people: 8,
      as: "facilitator",
      speaking: 4,
      room: { microphone_rule: "strict" },
      floor: { mode: "piece", holder: seatOf(4), turn: { ...turn(0), length_ms: null, ends_ms: null } },
      facilitation: underWay,
    }),
  "room-8-facilitator-quiet": () =>
    aRoom({
      people: 8,
      as: "facilitator",
      floor: { mode: "quiet", quiet: { ends_ms: now + 2.4 * MINUTE_MS, remaining_ms: null } },
      facilitation: underWay,
    }),
  "room-8-facilitator-care": () =>
    aRoom({
      people: 8,
      as: "facilitator",
      room: { segment: { ...working, ends_ms: now - MINUTE_MS }, landing: 15 },
      seats: { 7: { role: "facilitator", aside: true }, 3: { aside: true }, 5: { shielded: true } },
      facilitation: {
        ...underWay,
        people: notes(7, { 4: { unresponsive: true, card_opened_by: [seatOf(0)] }, 2: { card: "none" } }),
        evenness: 0.71,
        side_room: { facilitator: seatOf(7), seat: seatOf(3) },
        check_out_by_ms: now + 30_000,
        check_out_due: true,
        not_yet_offered: [seatOf(1), seatOf(4)],
        carried_over: [seatOf(2)],
      },
      model: {
        cards: new Map([
          [seatOf(4), { where: "At home, Gartenstraße 12, second floor", phone: "+49 30 1234567" }],
        ]),
      },
    }),
  "room-8-facilitator-lines": () =>
    aRoom({
      people: 8,
      as: "facilitator",
      room: { chat: "off" },
      facilitation: underWay,
      model: {
        messages: [
          {
            id: "l1",
            from: seatOf(4),
            name: "Eva",
            mine: false,
            to: "facilitators",
            seat: null,
            atMs: now - 50_000,
            text: "I may have to leave ten minutes early tonight.",
            delivery: "sent",
          },
          {
            id: "l2",
            from: seatOf(0),
            name: "Dana",
            mine: true,
            to: "seat",
            seat: seatOf(4),
            atMs: now - 20_000,
            text: "Thank you for telling us. Give me a sign when you go.",
            delivery: "sent",
          },
        ],
      },
    }),
  "room-3-facilitator-debrief": () =>
    aRoom({
      people: 2,
      as: "facilitator",
      room: { phase: "closing", debrief: true, landing: 0 },
      seats: { 1: { role: "facilitator" } },
      facilitation: { agenda, expected: [{ seat: "e1", name: "Ben", role: "member", state: "left" }] },
    }),
  "room-12-facilitator": () =>
    aRoom({ people: 12, as: "facilitator", facilitation: { ...underWay, people: notes(12), lobby } }),
};
