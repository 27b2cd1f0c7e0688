import { expect, test } from "vitest";
import { placePicture } from "./pictureFit";

const WIDE = { width: 1280, height: 720 };
const OLD = { width: 640, height: 480 };
const UPRIGHT = { width: 720, height: 1280 };

test("a picture of the tile's own shape fills it, whole", () => {
  expect(placePicture(WIDE, { width: 320, height: 180 })).toEqual({
    width: 320,
    height: 180,
    left: 0,
    top: -0,
  });
});

test("a wide picture in an old tile fills it and gives up its sides evenly", () => {
  const placed = placePicture(WIDE, { width: 400, height: 300 });
  expect(placed.height).toBeCloseTo(300);
  expect(placed.width).toBeCloseTo(533.3, 1);
  expect(placed.left).toBeCloseTo(-66.7, 1);
});

test("of a picture taller than its tile little goes, and that mostly below", () => {
  const tile = { width: 320, height: 180 };
  const placed = placePicture(OLD, tile);
  expect(placed.height).toBeCloseTo(180 / 0.82);
  expect(placed.width).toBeLessThan(tile.width);
  expect(placed.left).toBeGreaterThan(0);
  const above = -placed.top;
  const below = placed.height - tile.height - above;
  expect(above).toBeLessThan(0.05 * placed.height);
  expect(below).toBeGreaterThan(3 * above);
});

test("an upright picture keeps the face it shows", () => {
  const placed = placePicture(UPRIGHT, { width: 320, height: 240 });
  expect(240 / placed.height).toBeGreaterThanOrEqual(0.82);
  expect(placed.width).toBeLessThan(320);
});
