import type { Message, Model } from "../src/room/model";
import type { Floor } from "../src/signaling/protocol";
import { aRoom, seatOf } from "./room";

const MINUTE_MS = 60_000;
const now = Date.now();

/** Names seat 1, Ana, who looks on. */
const ME = seatOf(1);

function round(change: Partial<NonNullable<Floor["round"]>> = {}): NonNullable<Floor["round"]> {
  return { number: 1, taken: 2, total: 6, prompt: null, sharer: null, answering: false, ...change };
}

function aLine(id: string, text: string, change: Partial<Message> = {}): Message {
  return {
    id,
    from: seatOf(0),
    name: "Dana",
    mine: false,
    to: "me",
    seat: null,
    atMs: now - 40_000,
    text,
    delivery: "sent",
    ...change,
  };
}

const written: readonly Message[] = [
  aLine("l1", "I feel a little dizzy. May I sit out the next turn?", {
    from: ME,
    name: "Ana",
    mine: true,
    to: "facilitators",
    atMs: now - 70_000,
  }),
  aLine("l2", "Of course. Stay as you are; I come back to you afterwards."),
];

/** A key for everybody, so that everybody can be written to. */
const keys = Array.from({ length: 8 }, (_, index) => ({ seat: seatOf(index), key: "A".repeat(87) }));

/** What members meet in the live room: each mode of the floor, care, lines and the time. */
export const memberCases: Readonly<Record<string, () => Model>> = {
  "room-4-member": () => aRoom({ people: 4, speaking: 0 }),
  "room-6-member": () => aRoom({ people: 6, speaking: 2 }),
  "room-8-member-question": () =>
    aRoom({
      people: 8,
      speaking: 3,
      floor: {
        mode: "round",
        holder: seatOf(3),
        next: ME,
        round: round({ prompt: "What was one moment this week in which you felt at ease, however short?" }),
      },
      room: { segment: { index: 0, kind: "check_in", title: null, ends_ms: null } },
    }),
  "room-8-member-feedback": () =>
    aRoom({
      people: 8,
      speaking: 1,
      floor: { mode: "feedback", holder: ME, next: seatOf(3), round: round({ sharer: seatOf(2) }) },
      room: { segment: { index: 2, kind: "feedback", title: null, ends_ms: null } },
    }),
  "room-8-member-feedback-for-me": () =>
    aRoom({
      people: 8,
      speaking: 4,
      floor: { mode: "feedback", holder: seatOf(4), next: seatOf(5), round: round({ sharer: ME }) },
    }),
  "room-8-member-last-word": () =>
    aRoom({
      people: 8,
      speaking: 1,
      floor: { mode: "feedback", holder: ME, round: round({ taken: 6, sharer: ME, answering: true }) },
    }),
  "room-8-member-piece": () =>
    aRoom({
      people: 8,
      speaking: 1,
      room: { microphone_rule: "strict" },
      floor: { mode: "piece", holder: ME },
    }),
  "room-8-member-piece-other": () =>
    aRoom({
      people: 8,
      speaking: 5,
      room: { microphone_rule: "strict" },
      me: { may_speak: false },
      floor: { mode: "piece", holder: seatOf(5) },
    }),
  "room-8-member-quiet": () =>
    aRoom({
      people: 8,
      me: { may_speak: false },
      floor: { mode: "quiet", quiet: { ends_ms: now + 3.4 * MINUTE_MS, remaining_ms: null } },
    }),
  "room-8-member-side-room": () =>
    aRoom({
      people: 8,
      speaking: 0,
      me: { aside: seatOf(0) },
      seats: { 0: { aside: true }, 1: { aside: true } },
    }),
  "room-8-member-signs": () =>
    aRoom({
      people: 8,
      speaking: 3,
      room: { landing: 5 },
      seats: {
        2: { reaction: "thank_you" },
        3: { reaction: "with_you", has_floor: true },
        4: { shielded: true, camera: false, microphone: false },
        5: { reaction: "agree" },
        6: { aside: true },
        7: { role: "guest" },
      },
      still: 5,
    }),
  "room-8-member-check": () => aRoom({ people: 8, me: { check: now } }),
  "room-8-member-guest": () =>
    aRoom({ people: 8, me: { guest_questions: [{ seat: "guest-1", name: "Marie-Luise Oberhauser" }] } }),
  "room-8-member-line": () => aRoom({ people: 8, model: { messages: written } }),
  "room-8-member-messages": () => aRoom({ people: 8, room: { keys }, model: { messages: written } }),
  "room-8-member-chat": () =>
    aRoom({
      people: 8,
      room: { keys, chat: "all" },
      model: {
        messages: [
          ...written,
          aLine("l3", "Here is the book I spoke of: “The Gift of Rest”.", {
            from: seatOf(3),
            name: "Cyd",
            to: "all",
            atMs: now - 20_000,
          }),
          aLine("l4", "Thank you!", { mine: true, from: ME, name: "Ana", to: "all", delivery: "failed" }),
        ],
      },
    }),
  "room-8-member-shield": () => aRoom({ people: 8, model: { shield: true } }),
  "room-8-member-over-time": () => aRoom({ people: 8, room: { phase: "closing", landing: 0 } }),
};
