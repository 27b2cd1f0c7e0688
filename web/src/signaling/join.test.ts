import { afterEach, describe, expect, test, vi } from "vitest";

import { exchangeSecret, secretOf } from "./join";

const SECRET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNO_-";
const BODY = {
  token: "t0ken",
  group: { name: "Tuesday group", facilitators: ["Dana"], agreement: { version: 1, text: "Be kind." } },
  session: { starts_ms: 2, ends_ms: 3, doors_ms: 1, time_zone: "Europe/Berlin" },
  seat: { name: "Ana", role: "member" },
};

function answering(status: number, body: unknown, headers: HeadersInit = {}) {
  const fetching = vi.fn<typeof fetch>(() =>
    Promise.resolve(new Response(JSON.stringify(body), { status, headers })),
  );
  vi.stubGlobal("fetch", fetching);
  return fetching;
}

const live = () => new AbortController().signal;

afterEach(() => {
  vi.useRealTimers();
});

describe("the secret of a link", () => {
  test("is its fragment", () => {
    expect(secretOf(`#${SECRET}`)).toBe(SECRET);
  });

  test.each(["", "#", "#short", `#${SECRET}x`, `#${SECRET.slice(1)}!`])("is not in %j", (hash) => {
    expect(secretOf(hash)).toBeNull();
  });
});

describe("exchanging it", () => {
  test("posts it in the body, never in the address", async () => {
    const fetching = answering(200, BODY);
    await exchangeSecret(SECRET, live());
    const [address, request] = fetching.mock.calls[0] ?? [];
    expect(address).toBe("/api/join");
    expect(request).toMatchObject({
      method: "POST",
      body: JSON.stringify({ secret: SECRET }),
      credentials: "omit",
    });
  });

  test("gives the session, and how far the server's clock is ahead", async () => {
    vi.useFakeTimers({ now: Date.parse("2026-11-24T18:00:00Z") });
    answering(200, BODY, { date: "Tue, 24 Nov 2026 18:05:00 GMT" });
    const outcome = await exchangeSecret(SECRET, live());
    expect(outcome).toMatchObject({ ok: true, answer: { token: "t0ken" }, clockSkewMs: 300_500 });
  });

  test.each([
    [404, "link_not_valid"],
    [400, "malformed"],
  ])("%i %s is final", async (status, code) => {
    answering(status, { code, text: "No." });
    expect(await exchangeSecret(SECRET, live())).toEqual({ ok: false, again: false });
  });

  test.each([
    [429, { code: "too_many_requests", text: "Later." }],
    [503, { code: "closing", text: "Later." }],
    [502, "<html>"],
    [404, "<html>"],
    [200, { token: "" }],
  ])("%i %j is worth trying again", async (status, body) => {
    answering(status, body);
    expect(await exchangeSecret(SECRET, live())).toEqual({ ok: false, again: true });
  });

  test("a network that fails is worth trying again", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
    expect(await exchangeSecret(SECRET, live())).toEqual({ ok: false, again: true });
  });

  test("rejects when it was called off", async () => {
    const life = new AbortController();
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
    life.abort();
    await expect(exchangeSecret(SECRET, life.signal)).rejects.toThrow();
  });
});
