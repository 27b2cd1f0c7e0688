import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { parseServerMessage } from "../signaling/parse";
import { examples } from "../testing/examples";
import { FakeTrack } from "../testing/tracks";
import { FakeRelay, type FakeTransport } from "../testing/transports";
import { NO_HOOKS } from "./hooks";
import { RoomMedia } from "./media";
import type { Outgoing } from "./sender";

let relay: FakeRelay;
let life: AbortController;
let problems: string[];
let media: RoomMedia;

beforeEach(async () => {
  vi.useFakeTimers();
  relay = new FakeRelay();
  life = new AbortController();
  problems = [];
  media = start();
  await settle();
});

afterEach(() => {
  life.abort();
  vi.useRealTimers();
});

function start(): RoomMedia {
  const parts = {
    request: relay.request,
    loadDevice: relay.device,
    hooks: NO_HOOKS,
    changed: () => {},
    problem: (text: string) => problems.push(text),
  };
  return new RoomMedia(parts, life.signal);
}

/** Lets everything that is under way come to its end. */
async function settle(ms = 0): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
}

/** Sending and receiving, both connected. */
async function flow(): Promise<readonly [FakeTransport, FakeTransport]> {
  media.send({ audio: new FakeTrack("audio", "microphone-1"), video: null } as unknown as Outgoing);
  const example = examples("media", "events").find(({ event }) => event === "consumer");
  const message = parseServerMessage("consumer", example?.payload);
  if (message?.type !== "consumer") throw new Error("no example of a consumer");
  media.offer({ ...message, consumer: "k-1", seat: "ben", kind: "video" });
  await settle();
  const [recv, send] = relay.transports;
  if (recv === undefined || send === undefined) throw new Error("expected two transports");
  recv.become("connected");
  send.become("connected");
  return [recv, send];
}

test("receiving is prepared at once, sending when there is something to send", async () => {
  expect(relay.asked).toEqual(["capabilities", "create_transport"]);
  expect(relay.requests[1]).toMatchObject({ direction: "recv" });
  await flow();
  expect(relay.asked.filter((type) => type === "capabilities")).toHaveLength(1);
  expect(relay.requests).toContainEqual({ type: "create_transport", direction: "send" });
});

test("the state is that of the worse path", async () => {
  const [recv, send] = await flow();
  expect(media.state).toBe("connected");
  send.become("disconnected");
  expect(media.state).toBe("lost");
  send.become("connected");
  recv.become("failed");
  expect(media.state).toBe("lost");
});

test("a failure is told and tried again", async () => {
  life.abort();
  life = new AbortController();
  relay.refusing.set("capabilities", "internal");
  media = start();
  await settle();
  expect(problems).toEqual(["Refused: internal."]);
  relay.refusing.clear();
  await settle(1_000);
  expect(media.transports).toHaveLength(1);
});

test("tile sizes reach the relay once things are quiet, and once only", async () => {
  await flow();
  media.show("ben", 320, 180);
  media.show("ben", 640.4, 360);
  media.show("cyd", 640, 360);
  await settle(1_000);
  media.show("ben", 640, 360);
  await settle(1_000);
  expect(relay.requests.filter(({ type }) => type === "prefer")).toEqual([
    { type: "prefer", tiles: [{ consumer: "k-1", width: 640, height: 360 }] },
  ]);
});

describe("when the socket is back", () => {
  test("what still lives is kept", async () => {
    const [recv, send] = await flow();
    await media.resume();
    await settle();
    expect(relay.requests.at(-1)).toMatchObject({ type: "resume", transports: [send.id, recv.id] });
    expect([recv.closed, send.closed]).toEqual([false, false]);
  });

  test("a question that gets lost with the next socket closes nothing", async () => {
    await flow();
    relay.connected = false;
    await media.resume();
    await settle(60_000);
    expect(media.tiles.get("ben")?.video).toBeDefined();
    expect(media.tiles.size).toBe(1);
  });

  test("what the relay lost is made anew, the rest kept", async () => {
    const [recv, send] = await flow();
    relay.live = [recv.id];
    await media.resume();
    await settle();
    expect([recv.closed, send.closed]).toEqual([false, true]);
    expect(relay.transports).toHaveLength(3);
    expect(relay.latest.producers).toHaveLength(1);
  });

  test("another relay is asked for its capabilities", async () => {
    await flow();
    relay.live = [];
    await media.resume();
    await settle();
    expect(relay.asked.filter((type) => type === "capabilities")).toHaveLength(2);
    expect(relay.transports).toHaveLength(4);
  });

  test("what could not be done without it is done", async () => {
    life.abort();
    life = new AbortController();
    relay.connected = false;
    media = start();
    await settle(60_000);
    expect(problems).toEqual([]);
    relay.connected = true;
    await media.resume();
    await settle();
    expect(media.transports).toHaveLength(1);
  });
});

describe("what the relay says of a transport", () => {
  test("closed: it is made anew", async () => {
    const [recv] = await flow();
    media.transportState(recv.id, "closed");
    await settle();
    expect(recv.closed).toBe(true);
    expect(relay.transports).toHaveLength(3);
  });

  test("disconnected: it is restarted", async () => {
    const [, send] = await flow();
    media.transportState(send.id, "disconnected");
    await settle();
    expect(send.restarts).toHaveLength(1);
  });

  test("connected, or about another one: nothing", async () => {
    const [, send] = await flow();
    const before = relay.requests.length;
    media.transportState(send.id, "connected");
    media.transportState("t-99", "failed");
    await settle();
    expect(relay.requests).toHaveLength(before);
  });
});

test("a change of network restarts both paths", async () => {
  const [recv, send] = await flow();
  media.networkChanged();
  await settle();
  expect([recv.restarts.length, send.restarts.length]).toEqual([1, 1]);
});

test("everything ends with the stay", async () => {
  const [recv, send] = await flow();
  life.abort();
  expect([recv.closed, send.closed]).toEqual([true, true]);
  expect(media.tiles.size).toBe(0);
  const before = relay.requests.length;
  await settle(60_000);
  expect(relay.requests).toHaveLength(before);
});

test("the first decoded picture of anybody else is marked", async () => {
  const mark = vi.spyOn(performance, "mark");
  await flow();
  await settle();
  expect(mark).toHaveBeenCalledWith("goround:first-remote-frame");
});
