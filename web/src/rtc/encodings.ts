import type { RtpEncodingParameters } from "mediasoup-client/types";

interface Layer {
  readonly scaleResolutionDownBy: number;
  /** Bits per second, RTP payload. */
  readonly maxBitrate: number;
}

/** Three layers of a 1280x720 picture: 320x180, 640x360 and 1280x720. */
const THREE: readonly Layer[] = [
  { scaleResolutionDownBy: 4, maxBitrate: 120_000 },
  { scaleResolutionDownBy: 2, maxBitrate: 400_000 },
  { scaleResolutionDownBy: 1, maxBitrate: 1_200_000 },
];
/** Two layers of a 640x360 or 640x480 picture. */
const TWO: readonly Layer[] = [
  { scaleResolutionDownBy: 2, maxBitrate: 120_000 },
  { scaleResolutionDownBy: 1, maxBitrate: 500_000 },
];
const ONE: readonly Layer[] = [{ scaleResolutionDownBy: 1, maxBitrate: 250_000 }];

/**
 * Simulcast encodings of a camera, smallest first, as many as the browser really sends.
 *
 * Chromium sends three layers only from 960x540 up and two from 480x270, and drops the largest of those that are too
 * many: asking for more would lose the full picture. A picture that stands on its short side counts the same.
 *
 * Each has three temporal layers, so that the relay can send the smallest at a low frame rate where a connection is
 * narrow.
 *
 * @param width pixels of the captured picture
 * @param height pixels of the captured picture
 */
export function simulcastEncodings(width: number, height: number): RtpEncodingParameters[] {
  const pixels = width * height;
  const layers = pixels >= 960 * 540 ? THREE : pixels >= 480 * 270 ? TWO : ONE;
  return layers.map((layer) => ({ ...layer, scalabilityMode: "L1T3" }));
}
