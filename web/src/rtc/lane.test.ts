import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { ConnectionLost } from "../signaling/refusal";
import { Lane } from "./lane";

let life: AbortController;
let passes: { readonly done: () => void; readonly fail: (error: Error) => void }[];
let failures: unknown[];
let lane: Lane;

beforeEach(() => {
  vi.useFakeTimers();
  life = new AbortController();
  passes = [];
  failures = [];
  const pass = () => new Promise<void>((done, fail) => passes.push({ done, fail }));
  lane = new Lane(pass, (error) => failures.push(error), life.signal);
});

afterEach(() => {
  life.abort();
  vi.useRealTimers();
});

/** Ends the pass that runs. */
async function end(error?: Error): Promise<void> {
  const running = passes.at(-1);
  if (error === undefined) running?.done();
  else running?.fail(error);
  await vi.advanceTimersByTimeAsync(0);
}

test("kicks during a pass mean one more after it", async () => {
  lane.kick();
  lane.kick();
  lane.kick();
  expect(passes).toHaveLength(1);
  await end();
  expect(passes).toHaveLength(2);
  await end();
  expect(passes).toHaveLength(2);
});

test("a failed pass is told and repeated after a pause", async () => {
  lane.kick();
  await end(new Error("no"));
  expect(failures).toEqual([new Error("no")]);
  expect(passes).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(500);
  expect(passes).toHaveLength(2);
});

test("a pass that lost its socket waits for the next kick", async () => {
  lane.kick();
  await end(new ConnectionLost());
  await vi.advanceTimersByTimeAsync(60_000);
  expect(failures).toEqual([]);
  expect(passes).toHaveLength(1);
  lane.kick();
  expect(passes).toHaveLength(2);
});

test("a kick ends the pause", async () => {
  lane.kick();
  await end(new Error("no"));
  lane.kick();
  expect(passes).toHaveLength(2);
  await end();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(passes).toHaveLength(2);
});

test("nothing runs after the end", async () => {
  lane.kick();
  await end(new Error("no"));
  life.abort();
  await vi.advanceTimersByTimeAsync(60_000);
  lane.kick();
  expect(passes).toHaveLength(1);
});
