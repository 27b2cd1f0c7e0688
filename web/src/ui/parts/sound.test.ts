import { expect, test } from "vitest";
import { levelOf } from "./soundMeter";
import { SpeakingGate } from "./speaking";

const square = (amplitude: number): Float32Array =>
  Float32Array.from({ length: 1024 }, (_, index) => (index % 2 === 0 ? amplitude : -amplitude));

test("a level goes from silence at -60 dB to full scale", () => {
  expect(levelOf(square(0))).toBe(0);
  expect(levelOf(square(0.001))).toBeCloseTo(0, 5);
  expect(levelOf(square(0.0316))).toBeCloseTo(0.5, 2);
  expect(levelOf(square(1))).toBeCloseTo(1, 5);
});

test("speech begins with the first loud moment and outlasts a short pause", () => {
  const gate = new SpeakingGate();
  expect(gate.next(0.1, 0)).toBe(false);
  expect(gate.next(0.6, 100)).toBe(true);
  expect(gate.next(0.1, 900)).toBe(true);
  expect(gate.next(0.1, 1_000)).toBe(false);
});
