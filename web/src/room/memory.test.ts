import { beforeEach, describe, expect, test, vi } from "vitest";

import { Memory, openMemory } from "./memory";
import { tabStorage } from "./tab";

const ANSWER = {
  token: "t0ken",
  group: { name: "Tuesday group", facilitators: ["Dana"], agreement: { version: 1, text: "Be kind." } },
  session: { starts_ms: 2, ends_ms: 3, doors_ms: 1, time_zone: "Europe/Berlin" },
  seat: { name: "Ana", role: "member" },
};
const OFF = { microphone: false, camera: false };

beforeEach(() => {
  sessionStorage.clear();
});

function opened(secret = "anas-link", fresh = false): Memory {
  return new Memory(sessionStorage, secret, { fresh });
}

test("a browser that forbids storage costs the memory and nothing else", async () => {
  vi.spyOn(globalThis, "sessionStorage", "get").mockImplementation(() => {
    throw new DOMException("no", "SecurityError");
  });
  Object.defineProperty(navigator, "locks", {
    value: { request: () => Promise.reject(new DOMException("no", "SecurityError")) },
    configurable: true,
  });
  const memory = await openMemory(tabStorage(), "anas-link");
  expect(memory.device).not.toBe("");
  expect(memory.inside).toBe(false);
});

describe("a reload", () => {
  test("keeps device, session and choices", () => {
    const before = opened();
    before.keepSession(ANSWER);
    before.keepInside({ agreed: true, wants: OFF, shield: false, card: null });
    const after = opened();
    expect(after.device).toBe(before.device);
    expect(after.session?.token).toBe("t0ken");
    expect([after.inside, after.agreed, after.wants]).toEqual([true, true, OFF]);
  });

  test("after leaving begins anew, as the same device", () => {
    const before = opened();
    before.keepSession(ANSWER);
    before.keepInside({ agreed: true, wants: OFF, shield: false, card: null });
    before.forgetInside();
    expect(opened().inside).toBe(false);
    expect(opened().device).toBe(before.device);
  });
});

test("another link is another seat", () => {
  const anas = opened();
  anas.keepSession(ANSWER);
  const bens = opened("bens-link");
  expect(bens.session).toBeNull();
  expect(bens.device).not.toBe(anas.device);
});

test("a copied tab is another device", () => {
  const original = opened();
  expect(opened("anas-link", true).device).not.toBe(original.device);
});

test("a device id has the length and the letters that the server wants", () => {
  expect(opened().device).toMatch(/^[A-Za-z0-9_-]{22,64}$/);
});

test.each(["", "{", "null", '{"secret":"anas-link"}', '{"secret":1}'])(
  "storage holding %j is as good as empty",
  (text) => {
    sessionStorage.setItem("goround:seat", text);
    const memory = opened();
    expect([memory.inside, memory.session]).toEqual([false, null]);
  },
);

test("a session that cannot be read is none, and nobody is inside by it", () => {
  const memory = opened();
  memory.keepSession({ token: "" });
  memory.keepInside({ agreed: true, wants: OFF, shield: false, card: null });
  expect(opened().inside).toBe(false);
});

test("storage that refuses costs nothing but the memory", () => {
  const full = {
    getItem: () => null,
    setItem: () => {
      throw new DOMException("full", "QuotaExceededError");
    },
  };
  const memory = new Memory(full, "anas-link", { fresh: false });
  memory.keepSession(ANSWER);
  expect(memory.session?.token).toBe("t0ken");
});
