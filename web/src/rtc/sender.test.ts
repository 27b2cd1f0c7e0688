import { beforeEach, describe, expect, test } from "vitest";

import { FakeTrack } from "../testing/tracks";
import { FakeRelay } from "../testing/transports";
import { NO_HOOKS } from "./hooks";
import { TransportPath } from "./path";
import { MediaSender, type Outgoing } from "./sender";

let relay: FakeRelay;
let sender: MediaSender;
let voice: FakeTrack;
let picture: FakeTrack;

beforeEach(() => {
  relay = new FakeRelay();
  const { signal } = new AbortController();
  const parts = { request: relay.request, device: relay.device, hooks: NO_HOOKS, kick: () => {}, signal };
  sender = new MediaSender(new TransportPath("send", parts), NO_HOOKS);
  voice = new FakeTrack("audio", "microphone-1");
  picture = new FakeTrack("video", "camera-1");
});

function want(audio: FakeTrack | null, video: FakeTrack | null): void {
  sender.want({ audio, video } as unknown as Outgoing);
}

/** What is on the wire. */
function sent(): readonly (FakeTrack | null)[] {
  return relay.latest.producers.map(({ rtpSender }) => rtpSender.track);
}

test("with nothing to send no transport is made", async () => {
  await sender.pass();
  expect(relay.transports).toEqual([]);
});

test("the voice comes first, as Opus without gaps, the picture in three layers", async () => {
  want(voice, picture);
  await sender.pass();
  expect(relay.latest.produced).toMatchObject([
    {
      track: voice,
      codecOptions: { opusDtx: false, opusFec: true, opusNack: true, opusStereo: false },
      stopTracks: false,
    },
    { track: picture, encodings: [{ scalabilityMode: "L1T3" }, {}, {}] },
  ]);
});

test("a pass without a change does nothing", async () => {
  want(voice, picture);
  await sender.pass();
  await sender.pass();
  expect(relay.latest.producers).toHaveLength(2);
});

test("off means that nothing is on the wire, and on again needs no negotiation", async () => {
  want(voice, picture);
  await sender.pass();
  want(null, picture);
  await sender.pass();
  expect(sent()).toEqual([null, picture]);
  want(voice, picture);
  await sender.pass();
  expect(sent()).toEqual([voice, picture]);
  expect(relay.latest.producers).toHaveLength(2);
});

test("silence does not wait for a pass", async () => {
  want(voice, picture);
  await sender.pass();
  want(null, picture);
  sender.hush();
  expect(sent()).toEqual([null, picture]);
});

test("off and on again before a pass comes by is on", async () => {
  want(voice, picture);
  await sender.pass();
  want(null, picture);
  sender.hush();
  want(voice, picture);
  sender.hush();
  await sender.pass();
  expect(sent()).toEqual([voice, picture]);
});

test("what was switched off while it was negotiated is taken off the wire", async () => {
  want(voice, null);
  await sender.pass();
  relay.latest.meanwhile = () => want(voice, null);
  want(voice, picture);
  await sender.pass();
  expect(sent()).toEqual([voice, null]);
});

test("another microphone replaces the first", async () => {
  want(voice, null);
  await sender.pass();
  const other = new FakeTrack("audio", "microphone-2");
  want(other, null);
  await sender.pass();
  expect(sent()).toEqual([other]);
});

test("a track that has ended is not sent", async () => {
  voice.stop();
  want(voice, null);
  await sender.pass();
  expect(relay.latest.producers).toEqual([]);
});

describe("a failed negotiation", () => {
  test("gives the transport up, and the next pass begins on a new one", async () => {
    want(voice, null);
    await sender.pass();
    relay.latest.failure = new Error("no");
    want(voice, picture);
    await expect(sender.pass()).rejects.toThrow("no");
    expect(relay.latest.closed).toBe(true);
    await sender.pass();
    expect(relay.transports).toHaveLength(2);
    expect(sent()).toEqual([voice, picture]);
  });
});
