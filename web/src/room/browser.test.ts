import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { watchBrowser } from "./browser";

/** Stands for `navigator.connection`. */
class FakeConnection extends EventTarget {
  type = "wifi";
}

let connection: FakeConnection;
let life: AbortController;
let changes: number;

beforeEach(() => {
  connection = new FakeConnection();
  vi.stubGlobal("navigator", { connection });
  life = new AbortController();
  changes = 0;
  watchBrowser({ network: () => (changes += 1), offline: () => {}, visible: () => {} }, life.signal);
});

afterEach(() => {
  life.abort();
});

test("another kind of network is a change", () => {
  connection.type = "cellular";
  connection.dispatchEvent(new Event("change"));
  expect(changes).toBe(1);
});

test("another estimate of the same network's speed is none", () => {
  connection.dispatchEvent(new Event("change"));
  connection.dispatchEvent(new Event("change"));
  expect(changes).toBe(0);
});
