import { expect, test } from "vitest";

import { retryDelayMs } from "./retry";

test("pauses double from half a second to ten", () => {
  expect([0, 1, 2, 3, 4, 5, 6].map((attempt) => retryDelayMs(attempt, 1))).toEqual([
    500, 1000, 2000, 4000, 8000, 10_000, 10_000,
  ]);
});

test("half of a pause is random", () => {
  expect([0, 0.5, 1].map((random) => retryDelayMs(0, random))).toEqual([250, 375, 500]);
});

test("a thousand failures make no pause longer than ten seconds", () => {
  expect(retryDelayMs(1000, 1)).toBe(10_000);
});
