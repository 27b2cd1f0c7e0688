import type { Consumer } from "mediasoup-client/types";

/** How closely the first decoded frame is watched for, in milliseconds. */
const LOOK_MS = 20;
/** A picture that has not come by then is not waited for. */
const PATIENCE_MS = 30_000;

/** Resolves when the browser has decoded a frame of this consumer; `false` if none came or it was closed. */
export async function firstFrame(consumer: Consumer): Promise<boolean> {
  const until = performance.now() + PATIENCE_MS;
  while (!consumer.closed && performance.now() < until) {
    const report = await consumer.getStats().catch(() => null);
    if (report === null) return false;
    if (framesDecoded(report) > 0) return true;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  return false;
}

function framesDecoded(report: RTCStatsReport): number {
  let frames = 0;
  report.forEach((entry: unknown) => {
    if (typeof entry === "object" && entry !== null && "framesDecoded" in entry) {
      frames += typeof entry.framesDecoded === "number" ? entry.framesDecoded : 0;
    }
  });
  return frames;
}
