import { describe, expect, test } from "vitest";
import { tileGrid, type Area, type TileGrid } from "./tileGrid";

const GAP = 8;
const windows: Readonly<Record<string, Area>> = {
  desktop: { width: 1256, height: 620 },
  "phone upright": { width: 374, height: 640 },
  "phone on its side": { width: 680, height: 330 },
  "320 px": { width: 304, height: 430 },
  "200 % zoom": { width: 460, height: 330 },
};

const sizeOf = (grid: TileGrid, count: number): Area => {
  const rows = Math.ceil(count / grid.columns);
  return {
    width: grid.columns * grid.tileWidth + (grid.columns - 1) * GAP,
    height: rows * grid.tileHeight + (rows - 1) * GAP,
  };
};

describe.each(Object.entries(windows))("%s", (_, area) => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])("%i tiles fit without scrolling", (count) => {
    const grid = tileGrid(count, area, GAP);
    const size = sizeOf(grid, count);
    expect(grid.scrolls).toBe(false);
    expect(size.width).toBeLessThanOrEqual(area.width);
    expect(size.height).toBeLessThanOrEqual(area.height);
    expect(grid.tileWidth).toBeGreaterThanOrEqual(80);
    expect(grid.tileHeight).toBeGreaterThanOrEqual(60);
  });
});

test("eight tiles on a desktop stand in two even rows", () => {
  const grid = tileGrid(8, { width: 1256, height: 620 }, GAP);
  expect(grid.columns).toBe(4);
  expect(grid.tileHeight).toBeGreaterThan(220);
});

test("two people fill a desktop from side to side", () => {
  const grid = tileGrid(2, { width: 1256, height: 620 }, GAP);
  expect(sizeOf(grid, 2).width).toBe(1256);
  expect(grid.tileHeight).toBeGreaterThan(460);
});

test("two tiles stand above one another on an upright phone and side by side on a desktop", () => {
  expect(tileGrid(2, { width: 374, height: 640 }, GAP).columns).toBe(1);
  expect(tileGrid(2, { width: 1256, height: 620 }, GAP).columns).toBe(2);
});

test("of nearly equal arrangements the even one is taken", () => {
  expect(tileGrid(4, { width: 1342, height: 504 }, GAP).columns).toBe(2);
});

test("a tile is neither upright nor wider than 16:9", () => {
  for (const area of Object.values(windows)) {
    for (let count = 1; count <= 12; count += 1) {
      const { tileWidth, tileHeight } = tileGrid(count, area, GAP);
      expect(tileWidth / tileHeight).toBeGreaterThan(1.32);
      expect(tileWidth / tileHeight).toBeLessThan(1.82);
    }
  }
});

test("what cannot fit scrolls and stays readable", () => {
  const grid = tileGrid(12, { width: 200, height: 100 }, GAP);
  expect(grid.scrolls).toBe(true);
  expect(grid.tileWidth).toBeGreaterThanOrEqual(80);
  expect(sizeOf(grid, 12).width).toBeLessThanOrEqual(200);
});

test("no space yet is not an error", () => {
  expect(tileGrid(3, { width: 0, height: 0 }, GAP).tileWidth).toBeGreaterThan(0);
});
