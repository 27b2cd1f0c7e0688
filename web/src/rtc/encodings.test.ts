import { expect, test } from "vitest";

import { simulcastEncodings } from "./encodings";

test.each([
  [1280, 720, [4, 2, 1]],
  [960, 540, [4, 2, 1]],
  [720, 1280, [4, 2, 1]],
  [959, 540, [2, 1]],
  [640, 480, [2, 1]],
  [640, 360, [2, 1]],
  [480, 270, [2, 1]],
  [320, 240, [1]],
  [320, 180, [1]],
])("a picture of %i x %i is sent at 1/%j of its size", (width, height, scales) => {
  expect(simulcastEncodings(width, height).map((layer) => layer.scaleResolutionDownBy)).toEqual(scales);
});

test("each layer may take more than twice the one below", () => {
  const rates = simulcastEncodings(1280, 720).map(({ maxBitrate = 0 }) => maxBitrate);
  expect(rates).toEqual([...rates].sort((a, b) => a - b));
  expect(rates.every((rate, i) => i === 0 || rate > 2 * (rates[i - 1] ?? 0))).toBe(true);
});

test("a camera costs at most two megabits a second", () => {
  const total = simulcastEncodings(1280, 720).reduce((sum, { maxBitrate = 0 }) => sum + maxBitrate, 0);
  expect(total).toBeLessThan(2_000_000);
});
