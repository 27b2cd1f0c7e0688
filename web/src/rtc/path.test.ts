import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { ConnectionLost, RequestRefused } from "../signaling/refusal";
import { FakeRelay } from "../testing/transports";
import { NO_HOOKS } from "./hooks";
import { TransportPath } from "./path";

let relay: FakeRelay;
let life: AbortController;
let kicks: number;
let path: TransportPath;

beforeEach(async () => {
  vi.useFakeTimers();
  relay = new FakeRelay();
  life = new AbortController();
  kicks = 0;
  path = new TransportPath("recv", {
    request: relay.request,
    device: relay.device,
    hooks: NO_HOOKS,
    kick: () => (kicks += 1),
    signal: life.signal,
  });
  await path.ensure();
});

afterEach(() => {
  life.abort();
  vi.useRealTimers();
});

/** What an owner does whenever it is kicked. */
async function pass(): Promise<void> {
  await path.ensure();
}

test("one transport is made, and kept", async () => {
  await pass();
  expect(relay.asked).toEqual(["create_transport"]);
  expect(path.state).toBe("idle");
});

test("a receiving transport says what this browser can receive", () => {
  expect(relay.requests[0]).toMatchObject({ direction: "recv", rtp_capabilities: {} });
});

test("everything ends with the signal", () => {
  life.abort();
  expect(relay.latest.closed).toBe(true);
});

describe("a path that breaks off", () => {
  beforeEach(() => {
    relay.latest.become("connecting");
    relay.latest.become("connected");
    kicks = 0;
  });

  test("may come back by itself for a moment", async () => {
    relay.latest.become("disconnected");
    expect(path.state).toBe("lost");
    vi.advanceTimersByTime(1_000);
    relay.latest.become("connected");
    vi.advanceTimersByTime(60_000);
    await pass();
    expect(relay.asked).not.toContain("restart_ice");
  });

  test("is restarted when it does not", async () => {
    relay.latest.become("disconnected");
    vi.advanceTimersByTime(1_500);
    expect(kicks).toBeGreaterThan(1);
    await pass();
    expect(relay.asked).toEqual(["create_transport", "restart_ice"]);
    expect(relay.latest.restarts).toHaveLength(1);
  });

  test("is restarted at once when it has failed or the network changed", async () => {
    relay.latest.become("failed");
    await pass();
    relay.latest.become("connected");
    path.restart();
    await pass();
    expect(relay.latest.restarts).toHaveLength(2);
  });

  test("shows as lost while it connects again", () => {
    relay.latest.become("failed");
    relay.latest.become("connecting");
    expect(path.state).toBe("lost");
  });

  test("gets a new transport after two restarts that did not help", async () => {
    relay.latest.become("failed");
    await pass();
    vi.advanceTimersByTime(6_000);
    await pass();
    vi.advanceTimersByTime(6_000);
    await pass();
    expect(relay.asked).toEqual(["create_transport", "restart_ice", "restart_ice", "create_transport"]);
    expect(relay.transports.map(({ closed }) => closed)).toEqual([true, false]);
    expect(path.state).toBe("idle");
  });

  test("starts counting again when it was connected", async () => {
    for (let outage = 0; outage < 5; outage += 1) {
      relay.latest.become("failed");
      await pass();
      relay.latest.become("connected");
    }
    expect(relay.transports).toHaveLength(1);
  });

  test("is not given up while it works, however often the network is said to change", async () => {
    for (let change = 0; change < 5; change += 1) {
      path.restart();
      await pass();
    }
    expect(relay.latest.restarts).toHaveLength(5);
    expect(relay.transports).toHaveLength(1);
  });

  test("is restarted again when it goes on connecting", async () => {
    relay.latest.become("failed");
    await pass();
    relay.latest.become("connecting");
    vi.advanceTimersByTime(6_000);
    await pass();
    expect(relay.latest.restarts).toHaveLength(2);
  });

  test("gets a new transport when the relay no longer knows it", async () => {
    relay.refusing.set("restart_ice", "unknown_transport");
    relay.latest.become("failed");
    await pass();
    expect(relay.transports).toHaveLength(2);
  });

  test("waits for the socket to be restarted", async () => {
    relay.connected = false;
    relay.latest.become("failed");
    await expect(path.ensure()).rejects.toBeInstanceOf(ConnectionLost);
    relay.connected = true;
    await pass();
    expect(relay.latest.restarts).toHaveLength(1);
    expect(relay.transports).toHaveLength(1);
  });
});

test("a path that never connected is not restarted by a change of network", async () => {
  path.restart();
  await pass();
  expect(relay.asked).toEqual(["create_transport"]);
});

test("a transport that is answered after the end is not made", async () => {
  path.discard();
  const ensured = path.ensure();
  life.abort();
  await expect(ensured).rejects.toThrow();
  expect(relay.transports).toHaveLength(1);
});

test("a refused transport is told to the owner, who tries again", async () => {
  path.discard();
  relay.refusing.set("create_transport", "not_present");
  await expect(path.ensure()).rejects.toBeInstanceOf(RequestRefused);
  relay.refusing.clear();
  await pass();
  expect(path.transport).not.toBeNull();
});
