import { describe, expect, test } from "vitest";

import type { JoinInfo } from "../signaling/protocol";
import { LOBBY, PRESENT } from "../testing/views";
import { appearance, type Surroundings } from "./appearance";
import { FIRST_STATE, type ClientState, type Stage } from "./state";

const NOW = 1_795_716_000_000;
const INFO: JoinInfo = {
  group: {
    name: "Tuesday group",
    facilitators: ["Dana"],
    agreement: { version: 1, text: "Be kind." },
    emergency_card: false,
  },
  session: {
    starts_ms: NOW,
    ends_ms: NOW,
    doors_ms: NOW + 60_000,
    time_zone: "Europe/Berlin",
    next_ms: null,
  },
  seat: { name: "Ana", role: "member" },
};
const AROUND: Surroundings = {
  devices: {
    camera: null,
    microphone: null,
    cameraProblem: null,
    microphoneProblem: null,
    asking: false,
    cameras: [],
    microphones: [],
    speakers: [],
    cameraId: null,
    microphoneId: null,
    speakerId: null,
  },
  media: "connected",
  tiles: new Map(),
  online: true,
  now: NOW,
};

function at(stage: Stage, more: Partial<ClientState> = {}): ClientState {
  return { ...FIRST_STATE, info: INFO, stage, ...more };
}

describe("pages", () => {
  test.each<readonly [string, Stage]>([
    ["opening", { at: "opening" }],
    ["opening", { at: "entering", from: "opening" }],
    ["link_not_valid", { at: "link_not_valid" }],
    ["welcome", { at: "welcome" }],
    ["welcome", { at: "too_early" }],
    ["check", { at: "check" }],
    ["check", { at: "entering", from: "check" }],
    ["seat_in_use", { at: "seat_in_use" }],
    ["locked", { at: "entering", from: "locked" }],
    ["waiting", { at: "inside", seen: { view: LOBBY, revision: 1 } }],
    ["room", { at: "inside", seen: { view: PRESENT, revision: 1 } }],
    ["after", { at: "after", reason: "left" }],
  ])("%s is shown at %j", (page, stage) => {
    expect(appearance(at(stage), AROUND).page).toBe(page);
  });
});

test("the doors open by the server's clock", () => {
  const slow = at({ at: "welcome" }, { clockSkewMs: 10_000 });
  expect(appearance(slow, AROUND)).toMatchObject({ doorsOpen: false, opensInMs: 50_000 });
  expect(appearance(slow, { ...AROUND, now: NOW + 50_000 })).toMatchObject({ doorsOpen: true, opensInMs: 0 });
});

test.each([
  ["connected", "connected", true],
  ["lost", "reconnecting", true],
  ["lost", "offline", false],
] as const)("a socket that is %s shows as %s", (socket, connection, online) => {
  const state = at({ at: "inside", seen: { view: PRESENT, revision: 1 } }, { socket });
  expect(appearance(state, { ...AROUND, online })).toMatchObject({ room: { connection } });
});

test("one's own camera is under one's own seat, without sound", () => {
  const camera = { kind: "video" } as MediaStreamTrack;
  const others = new Map([["seat-ben", { video: null, audio: null, still: false }]]);
  const around = { ...AROUND, tiles: others, devices: { ...AROUND.devices, camera } };
  const model = appearance(at({ at: "inside", seen: { view: PRESENT, revision: 1 } }), around);
  if (model.page !== "room") throw new Error("expected the room");
  expect([...model.room.tiles.keys()]).toEqual(["seat-ben", PRESENT.me.seat]);
  expect(model.room.tiles.get(PRESENT.me.seat)).toMatchObject({ video: camera, audio: null });
});

describe("one's own devices", () => {
  const inside: Stage = { at: "inside", seen: { view: PRESENT, revision: 1 } };

  test.each([true, false])("show as they are here, whatever the server was told last (on: %s)", (on) => {
    const live = { microphone: true, camera: true };
    const model = appearance(at(inside, { live, wants: { microphone: on, camera: on } }), AROUND);
    if (model.page !== "room") throw new Error("expected the room");
    const { me, circle } = model.room.view;
    expect(me).toMatchObject({ microphone: on, camera: on });
    expect(circle.find(({ seat }) => seat === me.seat)).toMatchObject({ microphone: on, camera: on });
    const others = (seats: typeof circle) => seats.filter(({ seat }) => seat !== me.seat);
    expect(others(circle)).toEqual(others(PRESENT.circle));
  });

  test("are off without a track", () => {
    const model = appearance(at(inside, { wants: { microphone: true, camera: true } }), AROUND);
    expect(model).toMatchObject({ room: { view: { me: { microphone: false, camera: false } } } });
  });
});
