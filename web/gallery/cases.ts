import type { DeviceCheck, DeviceProblem, Model } from "../src/room/model";
import type { JoinInfo, RoomView } from "../src/signaling/protocol";
import { facilitatorCases } from "./facilitator";
import { memberCases } from "./member";
import { aRoom, seatOf, workingDevices } from "./room";

const HOUR_MS = 3_600_000;
const now = Date.now();

function info(
  role: "member" | "facilitator" = "member",
  zone = Intl.DateTimeFormat().resolvedOptions().timeZone,
): JoinInfo {
  return {
    group: {
      name: "Tuesday group",
      facilitators: ["Dana"],
      agreement: {
        version: 1,
        text: "What is said in the group stays in the group. I do not record, photograph or share anything.\n\nI take part from a place where I am alone and cannot be overheard. I use headphones if I can.\n\nI may be silent, I may pass, and I may leave at any time. If I am not well I tell the facilitators, also privately.",
      },
      emergency_card: false,
    },
    session: {
      starts_ms: now + HOUR_MS / 4,
      ends_ms: now + (HOUR_MS / 4) * 7,
      doors_ms: now,
      time_zone: zone,
      next_ms: null,
    },
    seat: { name: role === "member" ? "Ana" : "Dana", role },
  };
}

function check(devices: Partial<DeviceCheck>, agreed = false): Model {
  return { page: "check", info: info(), agreed, devices: { ...workingDevices(), ...devices }, card: null };
}

function brokenDevices(problem: DeviceProblem): Model {
  return check({
    camera: null,
    microphone: null,
    cameraProblem: problem,
    microphoneProblem: problem,
    cameras: [],
    microphones: [],
  });
}

type Waiting = Extract<Model, { page: "waiting" }>;

function waiting(
  change: (view: RoomView) => RoomView,
  connection: "connected" | "reconnecting" = "connected",
  more: Partial<Pick<Waiting, "card" | "messages">> & { readonly emergency_card?: boolean } = {},
): Model {
  const { emergency_card = false, ...rest } = more;
  const room = aRoom({
    people: 2,
    me: { state: "lobby" },
    room: { emergency_card, keys: [{ seat: seatOf(0), key: "A".repeat(87) }] },
  });
  if (room.page !== "room") throw new Error("not a room");
  const view = change({ ...room.room.view, circle: [] });
  return { page: "waiting", info: info(), view, connection, card: null, messages: [], notice: null, ...rest };
}

function after(reason: Extract<Model, { page: "after" }>["reason"]): Model {
  const nextMs = now + 7 * 24 * HOUR_MS;
  return { page: "after", reason, groupName: "Tuesday group", nextMs, mayComeBack: reason === "left" };
}

const turn = (leftMs: number, paused = false): NonNullable<RoomView["floor"]["turn"]> => ({
  number: 4,
  length_ms: 180_000,
  ends_ms: paused ? null : Date.now() + leftMs,
  remaining_ms: paused ? leftMs : null,
  paused,
});

const inRound = {
  mode: "round",
  round: { number: 1, taken: 3, total: 7, prompt: null, sharer: null, answering: false },
} as const;

/** Every case by its name. */
export const cases: Readonly<Record<string, () => Model>> = {
  opening: () => ({ page: "opening" }),
  "no-link": () => ({ page: "no_link" }),
  "link-not-valid": () => ({ page: "link_not_valid" }),
  "unsupported-webrtc": () => ({ page: "unsupported", reason: "no_webrtc" }),
  "unsupported-insecure": () => ({ page: "unsupported", reason: "insecure" }),
  welcome: () => ({ page: "welcome", info: info(), doorsOpen: true, opensInMs: 0 }),
  "welcome-early": () => ({
    page: "welcome",
    info: info("member", "America/New_York"),
    doorsOpen: false,
    opensInMs: 12.4 * 60_000,
  }),
  check: () => check({}),
  "check-agreed": () => check({}, true),
  "check-card": () => {
    const model = check({}, true);
    if (model.page !== "check") throw new Error("not the check");
    const group = { ...model.info.group, emergency_card: true };
    return { ...model, info: { ...model.info, group } };
  },
  "check-asking": () =>
    check({ camera: null, microphone: null, asking: true, cameras: [], microphones: [], speakers: [] }),
  "check-refused": () => brokenDevices("refused"),
  "check-busy": () => brokenDevices("busy"),
  "check-missing": () => brokenDevices("missing"),
  "check-unavailable": () => brokenDevices("unavailable"),
  "seat-in-use": () => ({ page: "seat_in_use", info: info() }),
  locked: () => ({ page: "locked", info: info() }),
  waiting: () => waiting((view) => view),
  "waiting-first": () =>
    waiting((view) => ({
      ...view,
      room: { ...view.room, phase: "doors_closed", facilitator_present: false },
    })),
  "waiting-signal": () =>
    waiting(
      (view) => ({
        ...view,
        me: { ...view.me, support: { signal: "s1", kind: "need_a_word", acknowledged: false } },
      }),
      "reconnecting",
    ),
  "waiting-late": () =>
    waiting((view) => ({ ...view, me: { ...view.me, late: true, card_left: true } }), "connected", {
      card: { where: "Ulm", phone: "110" },
      emergency_card: true,
    }),
  "waiting-card": () => waiting((view) => view, "connected", { emergency_card: true }),
  "waiting-guest": () =>
    waiting((view) => ({
      ...view,
      me: { ...view.me, guest_questions: [{ seat: "guest-1", name: "Marie-Luise Oberhauser" }] },
    })),
  "waiting-as-guest": () => waiting((view) => ({ ...view, me: { ...view.me, role: "guest" } })),
  "waiting-messages": () =>
    waiting((view) => view, "connected", {
      messages: [
        {
          id: "l1",
          from: seatOf(0),
          name: null,
          mine: false,
          to: "me",
          seat: null,
          atMs: now,
          text: "Welcome! It will be a few minutes.",
          delivery: "sent",
        },
      ],
    }),
  "after-left": () => after("left"),
  "after-ended": () => after("ended"),
  "after-removed": () => after("removed"),
  "after-declined": () => after("declined"),
  "after-replaced": () => after("replaced"),

  "room-2-member": () => aRoom({ people: 2, speaking: 0 }),
  "room-3-member": () => aRoom({ people: 3, speaking: 0 }),
  "room-5-member": () => aRoom({ people: 5, speaking: 3 }),
  "room-8-member": () =>
    aRoom({
      people: 8,
      speaking: 3,
      seats: { 4: { camera: false }, 6: { microphone: false }, 7: { state: "away" }, 3: { role: "guest" } },
    }),
  "room-8-member-queue": () =>
    aRoom({
      people: 8,
      speaking: 3,
      floor: { mode: "queue", holder: seatOf(3), next: seatOf(5) },
      seats: { 4: { camera: false }, 6: { microphone: false } },
    }),
  "room-8-member-queued": () =>
    aRoom({
      people: 8,
      speaking: 3,
      floor: { mode: "queue", holder: seatOf(3), next: seatOf(5) },
      me: { queue_position: 2 },
    }),
  "room-8-member-turn": () =>
    aRoom({
      people: 8,
      speaking: 1,
      floor: { ...inRound, holder: seatOf(1), next: seatOf(2), turn: turn(92_000) },
    }),
  "room-8-member-turn-over": () =>
    aRoom({ people: 8, floor: { ...inRound, holder: seatOf(1), next: seatOf(2), turn: turn(-21_000) } }),
  "room-8-member-unmute": () =>
    aRoom({ people: 8, me: { unmute_asked: true, microphone: false }, seats: { 1: { microphone: false } } }),
  "room-8-member-signal": () =>
    aRoom({ people: 8, me: { support: { signal: "s1", kind: "take_a_moment", acknowledged: true } } }),
  "room-8-member-notice": () =>
    aRoom({
      people: 8,
      model: { notice: { id: 1, text: "You are muted. A facilitator can ask you to unmute." } },
    }),
  "room-8-member-lost": () => aRoom({ people: 8, model: { connection: "reconnecting", media: "lost" } }),
  "room-8-member-hold": () =>
    aRoom({
      people: 8,
      room: { phase: "on_hold", facilitator_present: false },
      seats: { 0: { state: "away" } },
    }),
  "room-8-member-company": () =>
    aRoom({
      people: 8,
      room: { phase: "on_hold", facilitator_present: false, hold_policy: "company" },
      seats: { 0: { state: "away" } },
    }),
  "room-12-member": () => aRoom({ people: 12, speaking: 9, seats: { 8: { has_floor: true } } }),
  ...memberCases,
  ...facilitatorCases,
};
