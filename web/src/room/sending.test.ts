import { expect, test } from "vitest";

import type { RoomView } from "../signaling/protocol";
import { LOBBY, PRESENT, withMe, withRoom } from "../testing/views";
import type { DeviceCheck } from "./model";
import { outgoing } from "./sending";
import { FIRST_STATE, type Devices } from "./state";

const microphone = { kind: "audio" } as MediaStreamTrack;
const camera = { kind: "video" } as MediaStreamTrack;
const BOTH: Devices = { microphone: true, camera: true };

function sent(view: RoomView, wants: Devices = BOTH) {
  const state = {
    ...FIRST_STATE,
    wants,
    live: BOTH,
    stage: { at: "inside", seen: { view, revision: 1 } },
  } as const;
  return outgoing(state, { microphone, camera } as DeviceCheck);
}

test("what is on is sent", () => {
  expect(sent(PRESENT)).toEqual({ audio: microphone, video: camera });
});

test("what is off is not", () => {
  expect(sent(PRESENT, { microphone: false, camera: false })).toEqual({ audio: null, video: null });
});

test("a muted microphone sends nothing", () => {
  expect(sent(withMe(PRESENT, { muted: true }))).toEqual({ audio: null, video: camera });
});

test("who may not speak sends no sound", () => {
  expect(sent(withMe(PRESENT, { may_speak: false }))).toEqual({ audio: null, video: camera });
});

test("on a quiet hold a member sends no picture either", () => {
  const hold = withRoom(withMe(PRESENT, { may_speak: false }), { phase: "on_hold", hold_policy: "quiet" });
  expect(sent(hold)).toEqual({ audio: null, video: null });
});

test("on a hold in company they do", () => {
  expect(sent(withRoom(PRESENT, { phase: "on_hold", hold_policy: "company" })).video).toBe(camera);
});

test("nothing is sent outside", () => {
  expect(outgoing(FIRST_STATE, { microphone, camera } as DeviceCheck)).toEqual({ audio: null, video: null });
  expect(sent(withMe(LOBBY, { may_speak: false })).audio).toBeNull();
});
