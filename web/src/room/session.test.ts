import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { LocalDevices } from "../rtc/devices";
import type { RoomMedia } from "../rtc/media";
import type { Outgoing } from "../rtc/sender";
import { Connection } from "../signaling/connection";
import type { JoinOutcome } from "../signaling/join";
import { parseJoinAnswer } from "../signaling/parse";
import type { RoomView, SealedBox } from "../signaling/protocol";
import { FakeNetwork } from "../testing/sockets";
import { FakeMediaDevices } from "../testing/tracks";
import { LOBBY, PRESENT, withMe, withRoom } from "../testing/views";
import { Sealing } from "../sealing/sealing";
import { Memory } from "./memory";
import type { DeviceCheck, Message, Model } from "./model";
import { Session } from "./session";

const BODY = {
  token: "t0ken",
  group: { name: "Tuesday group", facilitators: ["Dana"], agreement: { version: 1, text: "Be kind." } },
  session: { starts_ms: 2, ends_ms: 3, doors_ms: 1, time_zone: "Europe/Berlin" },
  seat: { name: "Ana", role: "member" },
};

/** Stands for the media of a stay: remembers what it was told. */
class FakeMedia {
  readonly state = "connected";
  readonly tiles = new Map();
  readonly transports = [];
  outgoing: Outgoing = { audio: null, video: null };
  resumed = 0;
  networkChanges = 0;
  ended = false;

  constructor(signal: AbortSignal) {
    signal.addEventListener("abort", () => (this.ended = true));
  }

  send(outgoing: Outgoing): void {
    this.outgoing = outgoing;
  }

  resume(): Promise<void> {
    this.resumed += 1;
    return Promise.resolve();
  }

  networkChanged(): void {
    this.networkChanges += 1;
  }
}

let network: FakeNetwork;
let exchanges: JoinOutcome[];
let exchanged: number;
let stays: FakeMedia[];
let models: Model[];
let life: AbortController;
let session: Session;
let tabSealing: Sealing;

beforeEach(() => {
  vi.useFakeTimers();
  sessionStorage.clear();
  const media = new FakeMediaDevices();
  Object.defineProperty(navigator, "mediaDevices", { value: media, configurable: true });
  network = new FakeNetwork();
  exchanges = [];
  exchanged = 0;
  stays = [];
  models = [];
});

afterEach(() => {
  life.abort();
  vi.useRealTimers();
});

/** Opens the page, as if for the first time or after a reload. */
async function open(): Promise<void> {
  life = new AbortController();
  const answer = parseJoinAnswer(BODY);
  if (answer === null) throw new Error("the answer cannot be read");
  const memory = new Memory(sessionStorage, "anas-link", { fresh: false });
  tabSealing = new Sealing(memory);
  session = new Session(
    {
      secret: "anas-link",
      memory,
      sealing: tabSealing,
      exchange: () => {
        exchanged += 1;
        return Promise.resolve(exchanges.shift() ?? { ok: true, answer, raw: BODY, clockSkewMs: 0 });
      },
      connection: (onEvent, signal) => new Connection(onEvent, signal, network.open),
      devices: (changed, signal) => new LocalDevices(changed, signal),
      media: (_, signal) => {
        const stay = new FakeMedia(signal);
        stays.push(stay);
        return stay as unknown as RoomMedia;
      },
    },
    (model) => models.push(model),
    life.signal,
  );
  session.start();
  await settle();
}

async function settle(ms = 0): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
}

async function receive(revision: number, view: RoomView): Promise<void> {
  network.latest.receive("view", { revision, now_ms: Date.now(), view });
  await settle();
}

/** From the link into the room. */
async function goIn(): Promise<void> {
  session.actions.join();
  session.actions.setAgreed(true);
  session.actions.ready();
  await settle();
  network.latest.receive("connect");
  await receive(1, LOBBY);
  await receive(2, PRESENT);
}

function page(): Model["page"] | undefined {
  return models.at(-1)?.page;
}

function commands(): readonly unknown[] {
  return network.latest.emitted.map(({ payload }) => payload.type);
}

test("a person goes from the link through the waiting room into the room", async () => {
  await open();
  expect(page()).toBe("welcome");
  session.actions.join();
  await settle();
  expect(page()).toBe("check");
  session.actions.setAgreed(true);
  session.actions.ready();
  await settle();
  expect(network.latest.auth).toMatchObject({ token: "t0ken", takeover: false });
  network.latest.receive("connect");
  await receive(1, LOBBY);
  expect(page()).toBe("waiting");
  expect(stays).toEqual([]);
  await receive(2, PRESENT);
  expect(page()).toBe("room");
  expect(stays[0]?.outgoing.audio?.kind).toBe("audio");
  expect(stays[0]?.outgoing.video?.kind).toBe("video");
});

test("a link that the server does not know says so", async () => {
  exchanges = [{ ok: false, again: false }];
  await open();
  expect(page()).toBe("link_not_valid");
});

test("a server that is away is asked until it answers", async () => {
  exchanges = [
    { ok: false, again: true },
    { ok: false, again: true },
  ];
  await open();
  expect(page()).toBe("opening");
  await settle(20_000);
  expect(page()).toBe("welcome");
  expect(exchanged).toBe(3);
});

describe("a reload", () => {
  test("goes straight back to the room, as the same device, without asking for the link again", async () => {
    await open();
    await goIn();
    const { device } = network.latest.auth;
    life.abort();
    await open();
    expect(network.latest.auth).toMatchObject({ token: "t0ken", device });
    expect(exchanged).toBe(1);
    network.latest.receive("connect");
    await receive(9, PRESENT);
    expect(page()).toBe("room");
  });

  test("keeps a microphone off that was off", async () => {
    await open();
    await goIn();
    session.actions.setMicrophone(false);
    life.abort();
    await open();
    network.latest.receive("connect");
    await receive(9, withMe(PRESENT, { microphone: false }));
    expect(stays.at(-1)?.outgoing.audio).toBeNull();
  });

  test("after leaving begins at the first page", async () => {
    await open();
    await goIn();
    session.actions.leave();
    life.abort();
    await open();
    expect(page()).toBe("welcome");
    expect(network.sockets).toHaveLength(1);
  });
});

describe("a lost socket", () => {
  test("is shown, keeps the media, and looks at them when it is back", async () => {
    await open();
    await goIn();
    network.latest.receive("disconnect", "transport close");
    await settle();
    expect(models.at(-1)).toMatchObject({ page: "room", room: { connection: "reconnecting" } });
    expect(stays[0]?.ended).toBe(false);
    await settle(500);
    network.latest.receive("connect");
    await receive(5, PRESENT);
    expect(models.at(-1)).toMatchObject({ page: "room", room: { connection: "connected" } });
    expect(stays).toHaveLength(1);
    expect(stays[0]?.resumed).toBe(1);
  });

  test("comes back at once when the network does, with new ways for the media", async () => {
    await open();
    await goIn();
    network.latest.receive("disconnect", "transport close");
    window.dispatchEvent(new Event("online"));
    expect(network.sockets).toHaveLength(2);
    expect(stays[0]?.networkChanges).toBe(1);
  });
});

test("a microphone opened while the socket is down looks open, and can be closed", async () => {
  await open();
  await goIn();
  session.actions.setMicrophone(false);
  await receive(3, withMe(PRESENT, { microphone: false }));
  network.latest.receive("disconnect", "transport close");
  session.actions.setMicrophone(true);
  await settle();
  expect(stays[0]?.outgoing.audio).not.toBeNull();
  expect(models.at(-1)).toMatchObject({ room: { view: { me: { microphone: true } } } });
});

test("what was done while the socket was down for long is said not to have been sent", async () => {
  await open();
  await goIn();
  network.latest.receive("disconnect", "transport close");
  session.actions.signalSupport("urgent");
  await settle(31_000);
  network.latest.receive("connect");
  await settle();
  expect(models.at(-1)).toMatchObject({ room: { notice: { text: null } } });
});

test("a camera left off at the last visit does not stay off unseen at the next", async () => {
  await open();
  await goIn();
  session.actions.setCamera(false);
  session.actions.leave();
  life.abort();
  await open();
  session.actions.join();
  await settle();
  expect(models.at(-1)).toMatchObject({ page: "check", devices: { cameraId: "camera-1" } });
});

describe("leaving", () => {
  test("closes everything once the server knows", async () => {
    await open();
    await goIn();
    session.actions.leave();
    await settle();
    expect(models.at(-1)).toMatchObject({ page: "after", reason: "left", groupName: "Tuesday group" });
    expect(commands()).toContain("leave");
    expect(stays[0]?.ended).toBe(true);
    expect(network.latest.closed).toBe(false);
    network.latest.emitted.at(-1)?.acknowledge({ ok: true, revision: 3 });
    await settle();
    expect(network.latest.closed).toBe(true);
  });

  test("ends at once when the server says goodbye instead of answering", async () => {
    await open();
    await goIn();
    session.actions.leave();
    await settle();
    network.latest.receive("goodbye", { code: "left", text: "Bye." });
    await settle();
    expect(network.latest.closed).toBe(true);
  });

  test("by oneself leaves a way back, which the goodbye of before does not cut", async () => {
    await open();
    await goIn();
    session.actions.leave();
    await settle();
    const [before] = network.sockets;
    session.actions.comeBack();
    await settle();
    before?.receive("goodbye", { code: "left", text: "Bye." });
    expect(before?.closed).toBe(true);
    network.latest.receive("connect");
    await receive(1, LOBBY);
    expect(page()).toBe("waiting");
    await receive(2, PRESENT);
    expect(page()).toBe("room");
    expect(stays.at(-1)?.outgoing.video?.kind).toBe("video");
  });

  test("does not wait for a server that does not answer", async () => {
    await open();
    await goIn();
    session.actions.leave();
    await settle(5_000);
    expect(network.latest.closed).toBe(true);
  });
});

test("a refusal is shown for eight seconds", async () => {
  await open();
  await goIn();
  session.actions.command({ type: "request_floor" });
  network.latest.emitted.at(-1)?.acknowledge({ ok: false, code: "wrong_mode", text: "There is no queue." });
  await settle();
  expect(models.at(-1)).toMatchObject({ room: { notice: { text: "There is no queue." } } });
  await settle(8_000);
  expect(models.at(-1)).toMatchObject({ room: { notice: null } });
});

test("a microphone that is off hears nothing", async () => {
  await open();
  await goIn();
  const track = stays[0]?.outgoing.audio;
  session.actions.setMicrophone(false);
  expect(track?.enabled).toBe(false);
  expect(stays[0]?.outgoing.audio).toBeNull();
  session.actions.setMicrophone(true);
  expect(track?.enabled).toBe(true);
  expect(stays[0]?.outgoing.audio).toBe(track);
});

test("a seat replaced by another device closes everything here", async () => {
  await open();
  await goIn();
  network.latest.receive("goodbye", { code: "replaced", text: "You go on elsewhere." });
  await settle();
  expect(models.at(-1)).toMatchObject({ page: "after", reason: "replaced" });
  expect(stays[0]?.ended).toBe(true);
  expect(network.latest.closed).toBe(true);
  await settle(60_000);
  expect(network.sockets).toHaveLength(1);
});

test("one turn of the event loop shows one model", async () => {
  await open();
  await goIn();
  const before = models.length;
  session.actions.setMicrophone(false);
  session.actions.setMicrophone(true);
  await settle();
  expect(models).toHaveLength(before + 1);
});

describe("the shield", () => {
  const shielded = withMe(PRESENT, { shielded: true });

  test("takes sound and picture off the wire and covers the page in the same turn, then tells the server", async () => {
    await open();
    await goIn();
    session.actions.setShield(true);
    expect(stays[0]?.outgoing).toEqual({ audio: null, video: null });
    await Promise.resolve();
    expect(models.at(-1)).toMatchObject({ page: "room", room: { shield: true } });
    const { camera, microphone } = devicesShown();
    expect(camera).toBeNull();
    expect(microphone?.enabled).toBe(false);
    expect(said("set_shield")).toEqual([{ up: true }]);
  });

  test("gives everything back", async () => {
    await open();
    await goIn();
    session.actions.setShield(true);
    await receive(3, shielded);
    session.actions.setShield(false);
    await settle();
    expect(said("set_shield")).toEqual([{ up: true }, { up: false }]);
    expect(stays[0]?.outgoing.audio?.enabled).toBe(true);
    expect(stays[0]?.outgoing.video?.kind).toBe("video");
    expect(models.at(-1)).toMatchObject({ room: { shield: false } });
  });

  test("is still up after a reload, before anything of the room has come", async () => {
    await open();
    await goIn();
    session.actions.setShield(true);
    life.abort();
    await open();
    network.latest.receive("connect");
    await receive(1, PRESENT);
    expect(models.at(-1)).toMatchObject({ page: "room", room: { shield: true } });
    expect(devicesShown().camera).toBeNull();
    expect(stays.at(-1)?.outgoing).toEqual({ audio: null, video: null });
    expect(said("set_shield")).toEqual([{ up: true }]);
  });

  test("that the server knows of stays up in a tab that does not", async () => {
    await open();
    session.actions.join();
    session.actions.setAgreed(true);
    session.actions.ready();
    await settle();
    network.latest.receive("connect");
    await receive(1, shielded);
    expect(models.at(-1)).toMatchObject({ room: { shield: true } });
    expect(said("set_shield")).toEqual([]);
  });
});

test("a line goes sealed to the facilitators, and one's own page shows what became of it", async () => {
  const dana = new Sealing({ key: null, keepKey: () => undefined });
  const keys = [{ seat: "seat-dana", key: await dana.publicKey() }];
  await open();
  await goIn();
  await receive(3, withRoom(PRESENT, { keys }));
  session.actions.write("facilitators", "May I have a break?");
  await vi.waitFor(() => {
    expect(said("write")).toHaveLength(1);
  });
  expect(lines()).toMatchObject([{ text: "May I have a break?", mine: true, delivery: "sending" }]);
  const [{ to, boxes } = {}] = said("write");
  const [{ seat, box } = { seat: "", box: "" }] = boxes as readonly SealedBox[];
  const from = PRESENT.me.seat;
  const line = { line: "l1", from, to: to as "facilitators", at_ms: 1, box };
  expect(await dana.openLine(line, seat)).toBe("May I have a break?");
  network.latest.emitted.at(-1)?.acknowledge({ ok: true, revision: 4 });
  await settle();
  expect(lines()).toMatchObject([{ delivery: "sent" }]);
});

test("a line to this page is opened and shown with its sender", async () => {
  await open();
  await goIn();
  const key = await tabSealing.publicKey();
  const me = PRESENT.me.seat;
  const [sealed] = await new Sealing({ key: null, keepKey: () => undefined }).sealLine(
    "seat-dana",
    me,
    "I am with you.",
    [{ seat: me, key }],
  );
  const line = { line: "l7", from: "seat-dana", to: "me", at_ms: 5, box: sealed?.box ?? "" } as const;
  await receive(3, withMe(PRESENT, { lines: [line] }));
  await vi.waitFor(() => {
    expect(lines()).toMatchObject([{ text: "I am with you.", name: "Dana", mine: false }]);
  });
});

/** What was sent of one type of command on the present socket, without its type and id. */
function said(type: string): readonly Readonly<Record<string, unknown>>[] {
  return network.latest.emitted.flatMap(({ event, payload }) => {
    if (event !== "command" || payload.type !== type) return [];
    const fields = Object.entries(payload).filter(([name]) => name !== "id" && name !== "type");
    return [Object.fromEntries(fields)];
  });
}

function lines(): readonly Message[] {
  const model = models.at(-1);
  return model?.page === "room" ? model.room.messages : [];
}

function devicesShown(): DeviceCheck {
  const model = models.at(-1);
  if (model?.page !== "room") throw new Error("expected the room");
  return model.room.devices;
}
