import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { FakeNetwork } from "../testing/sockets";
import { Connection, type ConnectionEvent } from "./connection";
import { ConnectionLost, RequestRefused } from "./refusal";

const AUTH = { token: "t0ken", device: "d3vice", takeover: false };

let network: FakeNetwork;
let events: ConnectionEvent[];
let life: AbortController;
let connection: Connection;

beforeEach(() => {
  vi.useFakeTimers();
  network = new FakeNetwork();
  events = [];
  life = new AbortController();
  connection = new Connection((event) => events.push(event), life.signal, network.open);
  connection.connect(AUTH);
});

afterEach(() => {
  life.abort();
  vi.useRealTimers();
});

describe("connecting", () => {
  test("shows token and device, and tells when it is connected", () => {
    network.latest.receive("connect");
    expect(network.latest.auth).toEqual(AUTH);
    expect(events).toEqual([{ type: "connected" }]);
  });

  test("a lost socket is replaced after at most half a second", () => {
    network.latest.receive("connect");
    network.latest.receive("disconnect", "transport close");
    vi.advanceTimersByTime(500);
    expect(network.sockets).toHaveLength(2);
    expect(events).toEqual([{ type: "connected" }, { type: "lost" }]);
  });

  test("a socket that is lost as soon as it is connected is tried ever more rarely", () => {
    for (let attempt = 1; attempt < 8; attempt += 1) {
      network.latest.receive("connect");
      network.latest.receive("disconnect", "io server disconnect");
      vi.advanceTimersByTime(10_000);
      expect(network.sockets).toHaveLength(attempt + 1);
    }
    network.latest.receive("connect");
    network.latest.receive("disconnect", "io server disconnect");
    vi.advanceTimersByTime(4_900);
    expect(network.sockets).toHaveLength(8);
  });

  test("a socket that stood for a while and is lost is replaced at once", () => {
    for (let loss = 1; loss < 8; loss += 1) {
      network.latest.receive("connect");
      vi.advanceTimersByTime(10_000);
      network.latest.receive("disconnect", "transport close");
      vi.advanceTimersByTime(500);
      expect(network.sockets).toHaveLength(loss + 1);
    }
  });

  test("keeps trying with pauses of at most ten seconds", () => {
    for (let attempt = 1; attempt < 12; attempt += 1) {
      network.latest.receive("connect_error", new Error("websocket error"));
      vi.advanceTimersByTime(10_000);
      expect(network.sockets).toHaveLength(attempt + 1);
    }
  });

  test("a failure that passes is tried again and not told", () => {
    network.latest.refuse("too_many_requests");
    vi.advanceTimersByTime(10_000);
    expect(network.sockets).toHaveLength(2);
    expect(events).toEqual([]);
  });

  test.each(["session_expired", "seat_in_use", "room_locked", "removed", "ended", "too_early", "malformed"])(
    "%s is told, and not tried again",
    (code) => {
      network.latest.refuse(code);
      vi.advanceTimersByTime(60_000);
      expect(network.sockets).toHaveLength(1);
      expect(events).toEqual([{ type: "refused", code }]);
    },
  );

  test("a pause ends at once when the network is back", () => {
    network.latest.receive("connect_error", new Error("websocket error"));
    connection.retryNow();
    expect(network.sockets).toHaveLength(2);
  });

  test("the network coming back leaves a good connection alone", () => {
    network.latest.receive("connect");
    connection.retryNow();
    expect(network.sockets).toHaveLength(1);
  });

  test("a takeover is not repeated by a later reconnect", () => {
    connection.connect({ ...AUTH, takeover: true });
    network.latest.receive("connect");
    network.latest.receive("disconnect", "transport close");
    vi.advanceTimersByTime(500);
    expect(network.sockets.map(({ auth }) => auth.takeover)).toEqual([false, true, false]);
  });

  test("nothing happens after the end", () => {
    network.latest.receive("connect");
    life.abort();
    network.latest.receive("disconnect", "io client disconnect");
    vi.advanceTimersByTime(60_000);
    expect(network.sockets).toHaveLength(1);
    expect(network.latest.closed).toBe(true);
    expect(events).toEqual([{ type: "connected" }]);
  });

  test("what an earlier socket still says is not heard", () => {
    const [first] = network.sockets;
    connection.connect(AUTH);
    first?.receive("connect");
    expect(events).toEqual([]);
  });
});

describe("messages", () => {
  test("are parsed", () => {
    network.latest.receive("consumer_closed", { consumer: "k-1" });
    expect(events).toEqual([{ type: "message", message: { type: "consumer_closed", consumer: "k-1" } }]);
  });

  test("that make no sense are dropped", () => {
    network.latest.receive("view", { revision: "seven" });
    expect(events).toEqual([]);
  });
});

describe("commands", () => {
  test("get an id and the server's answer", async () => {
    network.latest.receive("connect");
    const answer = connection.command({ type: "set_lock", locked: true });
    const [sent] = network.latest.emitted;
    expect(sent).toMatchObject({ event: "command", payload: { type: "set_lock", locked: true } });
    sent?.acknowledge({ ok: true, revision: 8 });
    expect(await answer).toEqual({ ok: true, revision: 8 });
  });

  test("without an answer are sent again after a reconnect, with the same id", async () => {
    network.latest.receive("connect");
    const answer = connection.command({ type: "request_floor" });
    network.latest.receive("disconnect", "transport close");
    vi.advanceTimersByTime(500);
    network.latest.receive("connect");
    const ids = network.sockets.map(({ emitted }) => emitted[0]?.payload.id);
    expect(ids[1]).toBe(ids[0]);
    network.latest.emitted[0]?.acknowledge({ ok: true, revision: 9 });
    expect(await answer).toEqual({ ok: true, revision: 9 });
  });

  test("with an answer are not sent again", () => {
    network.latest.receive("connect");
    void connection.command({ type: "request_floor" });
    network.latest.emitted[0]?.acknowledge({ ok: true, revision: 8 });
    network.latest.receive("disconnect", "transport close");
    vi.advanceTimersByTime(500);
    network.latest.receive("connect");
    expect(network.latest.emitted).toEqual([]);
  });

  test("given while there is no socket wait for it, in order", () => {
    void connection.command({ type: "request_floor" });
    void connection.command({ type: "withdraw_request" });
    network.latest.receive("connect");
    expect(network.latest.emitted.map(({ payload }) => payload.type)).toEqual([
      "request_floor",
      "withdraw_request",
    ]);
  });

  test("whose moment has passed are given up", async () => {
    const answer = connection.command({ type: "mute_all" });
    vi.advanceTimersByTime(31_000);
    connection.connect(AUTH);
    network.latest.receive("connect");
    expect(network.latest.emitted).toEqual([]);
    expect(await answer).toMatchObject({ ok: false, code: "not_sent" });
  });

  test("that nobody answers are asked again on the same socket, with the same id", () => {
    network.latest.receive("connect");
    void connection.command({ type: "request_floor" });
    vi.advanceTimersByTime(15_000);
    const ids = network.latest.emitted.map(({ payload }) => payload.id);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });

  test("are settled when everything ends", async () => {
    const answer = connection.command({ type: "request_floor" });
    life.abort();
    expect(await answer).toMatchObject({ ok: false, code: "not_sent" });
  });
});

describe("media requests", () => {
  test("resolve to the parsed answer", async () => {
    network.latest.receive("connect");
    const answer = connection.request("resume", { transports: ["t-1"] });
    network.latest.emitted[0]?.acknowledge({ ok: true, transports: ["t-1"] });
    expect(await answer).toEqual({ transports: ["t-1"] });
    expect(network.latest.emitted[0]?.payload).toEqual({ type: "resume", transports: ["t-1"] });
  });

  test("reject with the server's refusal", async () => {
    network.latest.receive("connect");
    const answer = connection.request("restart_ice", { transport: "t-1" });
    network.latest.emitted[0]?.acknowledge({ ok: false, code: "unknown_transport", text: "No." });
    await expect(answer).rejects.toEqual(new RequestRefused("unknown_transport", "No."));
  });

  test("reject when the socket is lost, and are not repeated", async () => {
    network.latest.receive("connect");
    const answer = connection.request("capabilities", {});
    network.latest.receive("disconnect", "transport close");
    await expect(answer).rejects.toBeInstanceOf(ConnectionLost);
    vi.advanceTimersByTime(500);
    network.latest.receive("connect");
    expect(network.latest.emitted).toEqual([]);
  });

  test("that nobody answers make the socket a lost one", async () => {
    network.latest.receive("connect");
    const answer = connection.request("capabilities", {});
    vi.advanceTimersByTime(15_000);
    await expect(answer).rejects.toBeInstanceOf(ConnectionLost);
    expect(events.at(-1)).toEqual({ type: "lost" });
    vi.advanceTimersByTime(500);
    expect(network.sockets).toHaveLength(2);
  });

  test("reject at once without a socket", async () => {
    await expect(connection.request("capabilities", {})).rejects.toBeInstanceOf(ConnectionLost);
  });
});
