import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { parseServerMessage } from "../signaling/parse";
import type { ConsumerOffer } from "../signaling/protocol";
import { ConnectionLost } from "../signaling/refusal";
import { examples } from "../testing/examples";
import { FakeRelay } from "../testing/transports";
import { NO_HOOKS } from "./hooks";
import { TransportPath } from "./path";
import { MediaReceiver } from "./receiver";

let relay: FakeRelay;
let path: TransportPath;
let receiver: MediaReceiver;

beforeEach(async () => {
  vi.useFakeTimers();
  relay = new FakeRelay();
  const { signal } = new AbortController();
  path = new TransportPath("recv", {
    request: relay.request,
    device: relay.device,
    hooks: NO_HOOKS,
    kick: () => {},
    signal,
  });
  receiver = new MediaReceiver(path, relay.request, NO_HOOKS, () => {});
  await receiver.pass();
});

afterEach(() => {
  receiver.stop();
  vi.useRealTimers();
});

function offer(consumer: string, seat: string, kind: "audio" | "video"): ConsumerOffer {
  const example = examples("media", "events").find(({ event }) => event === "consumer");
  const message = parseServerMessage("consumer", example?.payload);
  if (message?.type !== "consumer") throw new Error("no example of a consumer");
  return { ...message, consumer, seat, kind };
}

/** Ben's voice and picture are being received. */
async function receiveBen(): Promise<void> {
  receiver.offer(offer("k-1", "ben", "audio"));
  receiver.offer(offer("k-2", "ben", "video"));
  await receiver.pass();
}

function ready(): readonly unknown[] {
  return relay.requests.filter(({ type }) => type === "consumer_ready").map(({ consumer }) => consumer);
}

test("an offer is taken up and the relay told to begin", async () => {
  await receiveBen();
  expect(ready()).toEqual(["k-1", "k-2"]);
  const tile = receiver.tiles.get("ben");
  expect([tile?.audio?.kind, tile?.video?.kind]).toEqual(["audio", "video"]);
  expect([...receiver.videos.keys()]).toEqual(["ben"]);
});

test("a consumer that is closed leaves its tile", async () => {
  await receiveBen();
  receiver.close("k-2");
  expect(receiver.tiles.get("ben")?.video).toBeNull();
  expect(relay.latest.consumers[1]?.closed).toBe(true);
});

test("an offer that is withdrawn before it was taken up is forgotten", async () => {
  receiver.offer(offer("k-1", "ben", "audio"));
  receiver.close("k-1");
  await receiver.pass();
  expect(relay.latest.consumers).toEqual([]);
});

test("a consumer that the relay no longer knows is closed", async () => {
  relay.refusing.set("consumer_ready", "unknown_consumer");
  await receiveBen();
  expect(receiver.tiles.size).toBe(0);
});

test("a socket that is lost meanwhile costs nothing that was negotiated", async () => {
  receiver.offer(offer("k-1", "ben", "audio"));
  relay.connected = false;
  await expect(receiver.pass()).rejects.toBeInstanceOf(ConnectionLost);
  expect(relay.latest.closed).toBe(false);
  expect(receiver.tiles.has("ben")).toBe(true);
});

describe("after a resume", () => {
  test("a known consumer is answered and otherwise left alone", async () => {
    await receiveBen();
    receiver.expectAnnouncements();
    receiver.offer(offer("k-1", "ben", "audio"));
    receiver.offer(offer("k-2", "ben", "video"));
    await receiver.pass();
    expect(ready()).toEqual(["k-1", "k-2", "k-1", "k-2"]);
    expect(relay.latest.consumers).toHaveLength(2);
    vi.advanceTimersByTime(10_000);
    expect(receiver.tiles.size).toBe(1);
  });

  test("what is not announced again is closed", async () => {
    await receiveBen();
    receiver.expectAnnouncements();
    receiver.offer(offer("k-1", "ben", "audio"));
    vi.advanceTimersByTime(10_000);
    expect(receiver.tiles.get("ben")?.video).not.toBeNull();
    receiver.closeUnannounced();
    vi.advanceTimersByTime(10_000);
    expect(receiver.tiles.get("ben")).toMatchObject({ video: null });
    expect(receiver.tiles.get("ben")?.audio).not.toBeNull();
  });
});

describe("a new transport", () => {
  test("begins empty, and takes up what is offered on it", async () => {
    await receiveBen();
    path.discard();
    await receiver.pass();
    expect(receiver.tiles.size).toBe(0);
    await receiveBen();
    expect(relay.transports).toHaveLength(2);
    expect(relay.latest.consumers).toHaveLength(2);
  });

  test("leaves offers of the old one aside", async () => {
    path.discard();
    receiver.offer(offer("k-9", "ben", "audio"));
    await receiver.pass();
    expect(relay.latest.consumers).toEqual([]);
  });

  test("is made when a negotiation fails", async () => {
    relay.latest.failure = new Error("no");
    receiver.offer(offer("k-1", "ben", "audio"));
    await expect(receiver.pass()).rejects.toThrow("no");
    expect(relay.latest.closed).toBe(true);
    await receiver.pass();
    expect(relay.transports).toHaveLength(2);
  });
});
