import { describe, expect, test } from "vitest";

import type { JoinInfo, RoomView, ServerMessage } from "../signaling/protocol";
import { LOBBY, PRESENT, withMe, withRoom } from "../testing/views";
import {
  FIRST_STATE,
  type ClientState,
  type Devices,
  type Effect,
  type Input,
  type Remembered,
} from "./state";
import { step } from "./step";

const NOW = 1_795_716_000_000;
const INFO: JoinInfo = {
  group: {
    name: "Tuesday group",
    facilitators: ["Dana"],
    agreement: { version: 1, text: "Be kind." },
    emergency_card: false,
  },
  session: {
    starts_ms: NOW + 600_000,
    ends_ms: NOW + 6_000_000,
    doors_ms: NOW - 300_000,
    time_zone: "Europe/Berlin",
    next_ms: null,
  },
  seat: { name: "Ana", role: "member" },
};
const BOTH = { microphone: true, camera: true };
const ON: Input = { type: "devices", live: BOTH };

function view(revision: number, shown: RoomView): Input {
  return message({ type: "view", revision, now_ms: NOW + 2_000, view: shown });
}

function message(received: ServerMessage): Input {
  return { type: "message", message: received };
}

/** The state after all inputs, and what the last of them had done. */
function after(...inputs: readonly Input[]): {
  readonly state: ClientState;
  readonly effects: readonly Effect[];
} {
  let state = FIRST_STATE;
  let effects: readonly Effect[] = [];
  for (const input of inputs) [state, effects] = step(state, input, NOW);
  return { state, effects };
}

/** What a reload keeps of somebody inside. */
function kept(info: JoinInfo, wants: Devices): Remembered {
  return { info, agreed: true, wants, shield: false, card: null };
}

const WELCOME: readonly Input[] = [
  { type: "opened", remembered: null },
  { type: "joined", info: INFO, clockSkewMs: 0 },
];
const CHECK: readonly Input[] = [...WELCOME, { type: "join" }, { type: "set_agreed", agreed: true }, ON];
const ENTERING: readonly Input[] = [...CHECK, { type: "ready" }];
const WAITING: readonly Input[] = [...ENTERING, { type: "connected" }, view(1, LOBBY)];
const INSIDE: readonly Input[] = [...WAITING, view(2, PRESENT)];

const names = (effects: readonly Effect[]) => effects.map((effect) => effect.do);

describe("coming in", () => {
  test("a link is exchanged first", () => {
    expect(after({ type: "opened", remembered: null }).effects).toEqual([{ do: "exchange" }]);
  });

  test("a link that opens nothing says so", () => {
    const { state } = after({ type: "opened", remembered: null }, { type: "link_refused" });
    expect(state.stage).toEqual({ at: "link_not_valid" });
  });

  test("no device is opened before the person presses Join", () => {
    expect(names(after(...WELCOME).effects)).not.toContain("open_devices");
    expect(names(after(...WELCOME, { type: "join" }).effects)).toContain("open_devices");
  });

  test("nobody comes in without the agreement", () => {
    const { state, effects } = after(...WELCOME, { type: "join" }, { type: "ready" });
    expect(state.stage).toEqual({ at: "check" });
    expect(effects).toEqual([]);
  });

  test("ready connects, and from then on a reload goes straight in", () => {
    expect(after(...ENTERING).effects).toEqual([
      { do: "mark", name: "ready" },
      { do: "remember" },
      { do: "connect", takeover: false },
    ]);
  });

  test("a reload connects without a click, with the same choices", () => {
    const wants = { microphone: false, camera: true };
    const { state, effects } = after({ type: "opened", remembered: kept(INFO, wants) });
    expect(state.stage).toEqual({ at: "entering", from: "opening" });
    expect(state.wants).toEqual(wants);
    expect(names(effects)).toEqual(["mark", "open_devices", "connect"]);
  });

  test("the waiting room has no media", () => {
    expect(names(after(...WAITING).effects)).not.toContain("start_media");
  });

  test("being admitted starts media and says what is on", () => {
    expect(after(...INSIDE).effects).toEqual([{ do: "mark", name: "present" }, { do: "start_media" }]);
    const off = withMe(PRESENT, { microphone: false, camera: false });
    expect(after(...WAITING, view(2, off)).effects).toContainEqual({
      do: "tell_devices",
      devices: { microphone: true, camera: true },
    });
  });

  test("the server's clock is taken from its view", () => {
    expect(after(...INSIDE).state.clockSkewMs).toBe(2_000);
  });
});

describe("refused connections", () => {
  test("an expired session is exchanged anew and connected again", () => {
    const expired = after(...ENTERING, { type: "refused", code: "session_expired" });
    expect(expired.effects).toEqual([{ do: "exchange" }]);
    const [, effects] = step(expired.state, { type: "joined", info: INFO, clockSkewMs: 0 }, NOW);
    expect(effects).toEqual([{ do: "connect", takeover: false }]);
  });

  test("a session whose link was revoked meanwhile ends", () => {
    const { state, effects } = after(
      ...INSIDE,
      { type: "refused", code: "session_expired" },
      { type: "link_refused" },
    );
    expect(state.stage).toEqual({ at: "link_not_valid" });
    expect(names(effects)).toEqual(["stop_media", "close_devices", "disconnect", "forget"]);
  });

  test("a seat in use is taken over only when the person says so", () => {
    const inUse = after(...ENTERING, { type: "refused", code: "seat_in_use" });
    expect(names(inUse.effects)).not.toContain("connect");
    const [state, effects] = step(inUse.state, { type: "take_over" }, NOW);
    expect(effects).toEqual([{ do: "connect", takeover: true }]);
    expect(state.stage).toEqual({ at: "entering", from: "seat_in_use" });
  });

  test("a locked room is tried again after ten seconds, with the camera off", () => {
    const locked = after(...ENTERING, { type: "refused", code: "room_locked" });
    expect(locked.effects).toContainEqual({ do: "retry_later", afterMs: 10_000 });
    expect(names(locked.effects)).toContain("close_devices");
    const [, effects] = step(locked.state, { type: "retry" }, NOW);
    expect(effects).toEqual([{ do: "connect", takeover: false }]);
  });

  test("doors are tried when they open", () => {
    const early = { ...INFO, session: { ...INFO.session, doors_ms: NOW + 90_000 } };
    const { state, effects } = after(
      { type: "opened", remembered: kept(early, BOTH) },
      { type: "refused", code: "too_early" },
    );
    expect(state.stage).toEqual({ at: "too_early" });
    expect(effects).toContainEqual({ do: "retry_later", afterMs: 90_000 });
  });

  test("a pause that was overtaken does nothing", () => {
    expect(after(...INSIDE, { type: "retry" }).effects).toEqual([]);
  });

  test.each([
    ["removed", "removed"],
    ["ended", "ended"],
  ])("%s ends the visit", (code, reason) => {
    expect(after(...ENTERING, { type: "refused", code }).state.stage).toEqual({ at: "after", reason });
  });
});

describe("in the room", () => {
  test("an older view is ignored", () => {
    const { state } = after(...INSIDE, view(5, withMe(PRESENT, { lead: true })), view(4, PRESENT));
    expect(state.stage).toMatchObject({ seen: { revision: 5, view: { me: { lead: true } } } });
  });

  test("after a new socket the first view counts, even of a server that began anew", () => {
    const { state } = after(...INSIDE, { type: "lost" }, { type: "connected" }, view(1, PRESENT));
    expect(state.stage).toMatchObject({ seen: { revision: 1 } });
  });

  test("a lost socket keeps the room and its media", () => {
    const { state, effects } = after(...INSIDE, { type: "lost" });
    expect(state.stage.at).toBe("inside");
    expect(state.socket).toBe("lost");
    expect(effects).toEqual([]);
  });

  test("a socket that is back looks at what is left of the media", () => {
    const { effects } = after(...INSIDE, { type: "lost" }, { type: "connected" }, view(9, PRESENT));
    expect(effects).toEqual([{ do: "resume_media" }, { do: "tell_key" }]);
  });

  test("an ordinary view does not", () => {
    expect(after(...INSIDE, view(9, PRESENT)).effects).toEqual([]);
  });

  test("sent back to the waiting room, media stop", () => {
    expect(names(after(...INSIDE, view(3, LOBBY)).effects)).toEqual(["stop_media"]);
  });

  test("admitted again, media start again", () => {
    expect(names(after(...INSIDE, view(3, LOBBY), view(4, PRESENT)).effects)).toContain("start_media");
  });

  test("an ended room shows the page for afterwards", () => {
    const { state } = after(...INSIDE, view(3, withRoom(PRESENT, { phase: "ended" })));
    expect(state.stage).toEqual({ at: "after", reason: "ended" });
  });

  test.each(["left", "ended", "removed", "declined", "replaced"])("goodbye %s is for good", (code) => {
    const { state, effects } = after(...INSIDE, message({ type: "goodbye", code, text: "Bye." }));
    expect(state.stage).toEqual({ at: "after", reason: code });
    expect(names(effects)).toEqual(["stop_media", "close_devices", "disconnect", "forget"]);
  });

  test("goodbye because the server restarts is not", () => {
    expect(
      after(...INSIDE, message({ type: "goodbye", code: "closing", text: "Soon." })).state.stage.at,
    ).toBe("inside");
  });

  test("a view that comes after the end changes nothing", () => {
    const { state } = after(...INSIDE, { type: "leave" }, view(9, PRESENT));
    expect(state.stage).toEqual({ at: "after", reason: "left" });
  });

  test("leaving is told before everything is closed", () => {
    const { effects } = after(...INSIDE, { type: "leave" });
    expect(effects[0]).toEqual({ do: "send", command: { type: "leave" } });
    expect(names(effects.slice(1))).toEqual(["stop_media", "close_devices", "disconnect", "forget"]);
  });
});

describe("microphone and camera", () => {
  const MUTED = withMe(PRESENT, { muted: true, microphone: false, may_speak: false });

  test("switching is told to the server once", () => {
    const off = after(...INSIDE, { type: "set_microphone", on: false });
    expect(off.effects).toContainEqual({ do: "tell_devices", devices: { microphone: false, camera: true } });
    expect(names(step(off.state, view(3, PRESENT), NOW)[1])).not.toContain("tell_devices");
  });

  test("while the server is being told nothing more is sent, and then the last choice", () => {
    const told: Input = { type: "devices_told", ok: true, text: "" };
    const off: Input = { type: "set_microphone", on: false };
    const on: Input = { type: "set_microphone", on: true };
    const held = after(...INSIDE, off, on, off, on);
    expect(names(held.effects)).not.toContain("tell_devices");
    expect(step(held.state, told, NOW)[1]).toEqual([{ do: "tell_devices", devices: BOTH }]);
    const back = after(...INSIDE, off, told);
    expect(back.effects).toEqual([]);
  });

  test("a refusal is shown, and told again after a rest if it still differs", () => {
    const refused = after(
      ...INSIDE,
      { type: "set_camera", on: false },
      { type: "devices_told", ok: false, text: "Too many requests." },
    );
    expect(refused.state.notice?.text).toBe("Too many requests.");
    expect(names(refused.effects)).toEqual(["expire_notice", "rest_devices"]);
    const [, effects] = step(refused.state, { type: "devices_rested" }, NOW);
    expect(effects).toEqual([{ do: "tell_devices", devices: { microphone: true, camera: false } }]);
  });

  test("without a track nothing is said to be on", () => {
    const { effects } = after(...INSIDE, { type: "devices", live: { microphone: true, camera: false } });
    expect(effects).toContainEqual({ do: "tell_devices", devices: { microphone: true, camera: false } });
  });

  test("a mute switches the microphone off here too", () => {
    expect(after(...INSIDE, view(3, MUTED)).state.wants).toEqual({ microphone: false, camera: true });
  });

  test("while muted the microphone stays off and the server gives the reason", () => {
    const { state, effects } = after(...INSIDE, view(3, MUTED), { type: "set_microphone", on: true });
    expect(state.wants.microphone).toBe(false);
    expect(effects).toEqual([
      { do: "send", command: { type: "set_devices", microphone: true, camera: true } },
    ]);
  });

  test("a lifted mute opens no microphone by itself", () => {
    const lifted = withMe(PRESENT, { muted: false, unmute_asked: true, microphone: false });
    const { state } = after(...INSIDE, view(3, MUTED), view(4, lifted));
    expect(state.wants.microphone).toBe(false);
    expect(step(state, { type: "set_microphone", on: true }, NOW)[0].wants.microphone).toBe(true);
  });

  test("a mute set and lifted while the socket was dying opens no microphone either", () => {
    const lifted = withMe(PRESENT, { muted: false, unmute_asked: true, microphone: false });
    const { state, effects } = after(...INSIDE, { type: "lost" }, { type: "connected" }, view(9, lifted));
    expect(state.wants.microphone).toBe(false);
    expect(names(effects)).toContain("remember");
    expect(step(state, { type: "set_microphone", on: true }, NOW)[0].wants.microphone).toBe(true);
  });

  test("a microphone that the server closed and asks to open again is closed here too", () => {
    const open = withMe(PRESENT, { unmute_asked: false, microphone: true });
    const held = withMe(PRESENT, { unmute_asked: true, microphone: false });
    const { state } = after(...INSIDE, view(3, open), view(4, held));
    expect(state.wants.microphone).toBe(false);
    expect(step(state, { type: "set_microphone", on: true }, NOW)[0].wants.microphone).toBe(true);
  });

  test("a microphone without a track is asked for again", () => {
    const { effects } = after(
      ...INSIDE,
      { type: "devices", live: { microphone: false, camera: true } },
      { type: "set_microphone", on: true },
    );
    expect(names(effects)).toContain("open_devices");
  });

  test("a choice made in the room outlives a reload, one made before does not", () => {
    expect(names(after(...INSIDE, { type: "set_camera", on: false }).effects)).toContain("remember");
    expect(names(after(...CHECK, { type: "set_camera", on: false }).effects)).not.toContain("remember");
  });

  test("in the waiting room the server is told nothing", () => {
    expect(names(after(...WAITING, { type: "set_microphone", on: false }).effects)).not.toContain(
      "tell_devices",
    );
  });

  test("after a reconnect it is told anew if it does not know", () => {
    const { effects } = after(
      ...INSIDE,
      { type: "lost" },
      { type: "set_camera", on: false },
      { type: "connected" },
      view(9, PRESENT),
    );
    expect(effects).toContainEqual({ do: "tell_devices", devices: { microphone: true, camera: false } });
  });
});

describe("notices", () => {
  test("a later one replaces an earlier, whose time then changes nothing", () => {
    const { state } = after(
      ...INSIDE,
      { type: "problem", text: "First." },
      { type: "problem", text: "Second." },
      { type: "notice_over", id: 0 },
    );
    expect(state.notice).toEqual({ id: 1, text: "Second." });
    expect(step(state, { type: "notice_over", id: 1 }, NOW)[0].notice).toBeNull();
  });

  test("a problem without words is not shown", () => {
    expect(after(...INSIDE, { type: "problem", text: "" }).state.notice).toBeNull();
  });
});

describe("after the end", () => {
  const LEFT: readonly Input[] = [...INSIDE, { type: "leave" }];

  test.each<readonly [string, Input]>([
    ["an exchange that is answered late", { type: "joined", info: INFO, clockSkewMs: 0 }],
    ["a link that is refused late", { type: "link_refused" }],
    ["a reconnect that is refused", { type: "refused", code: "seat_in_use" }],
    ["a session that expired meanwhile", { type: "refused", code: "session_expired" }],
    ["a pause that is over", { type: "retry" }],
    ["a late click", { type: "set_microphone", on: true }],
  ])("%s changes nothing", (_, input) => {
    const { state } = after(...LEFT);
    expect(step(state, input, NOW)).toEqual([state, []]);
  });

  test("the server's goodbye ends the connection, so that nothing connects again", () => {
    const { state, effects } = after(...LEFT, message({ type: "goodbye", code: "left", text: "Bye." }));
    expect(state.stage).toEqual({ at: "after", reason: "left" });
    expect(effects).toEqual([{ do: "disconnect" }]);
  });
});

describe("asking for devices", () => {
  test("happens once, however late the person answers the browser", () => {
    expect(names(after(...ENTERING, { type: "connected" }, view(1, LOBBY)).effects)).toEqual(["tell_key"]);
    const reloaded: Input = { type: "opened", remembered: kept(INFO, BOTH) };
    expect(names(after(reloaded, { type: "connected" }, view(1, LOBBY)).effects)).toEqual(["tell_key"]);
  });

  test("happens again where they were closed meanwhile", () => {
    const inUse = after(...INSIDE, { type: "lost" }, { type: "refused", code: "seat_in_use" });
    expect(names(inUse.effects)).toContain("close_devices");
    const { effects } = after(
      ...INSIDE,
      { type: "refused", code: "seat_in_use" },
      { type: "take_over" },
      { type: "connected" },
      view(1, PRESENT),
    );
    expect(names(effects)).toEqual(["open_devices", "mark", "start_media", "tell_key"]);
  });
});
