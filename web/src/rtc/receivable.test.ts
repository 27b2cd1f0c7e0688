import type { RtpCapabilities, RtpHeaderExtension } from "mediasoup-client/types";
import { expect, test } from "vitest";

import { receivable, type NativeExtensions } from "./receivable";

const MID = "urn:ietf:params:rtp-hdrext:sdes:mid";
const TRANSPORT_CC = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";

const extension = (
  kind: "audio" | "video",
  uri: RtpHeaderExtension["uri"],
  preferredId: number,
): RtpHeaderExtension => ({
  kind,
  uri,
  preferredId,
  preferredEncrypt: false,
  direction: "sendrecv",
});

const capabilities: RtpCapabilities = {
  codecs: [],
  headerExtensions: [extension("video", MID, 1), extension("video", TRANSPORT_CC, 5)],
};

test("an extension is named for every kind that the browser has it with", () => {
  const native: NativeExtensions = () => [MID, TRANSPORT_CC];
  expect(receivable(capabilities, native).headerExtensions).toEqual([
    extension("video", MID, 1),
    extension("video", TRANSPORT_CC, 5),
    extension("audio", MID, 1),
    extension("audio", TRANSPORT_CC, 5),
  ]);
});

test("a browser that does not tell of sound is not said to", () => {
  const native: NativeExtensions = (kind) => (kind === "audio" ? [MID] : [MID, TRANSPORT_CC]);
  const audio = receivable(capabilities, native).headerExtensions?.filter(({ kind }) => kind === "audio");
  expect(audio).toEqual([extension("audio", MID, 1)]);
});

test("a device without extensions has none", () => {
  expect(receivable({ codecs: [] }, () => [MID])).toEqual({ codecs: [], headerExtensions: [] });
});
