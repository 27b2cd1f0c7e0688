import type { DeviceProblem } from "../room/model";

/** Speech is what this is for: the browser's own cleaning of it is on, and one channel is enough. */
const MICROPHONE: MediaTrackConstraints = {
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
  channelCount: 1,
};

/** 1280x720 has room for three simulcast layers; what a camera cannot do it comes near to. */
const CAMERA: MediaTrackConstraints = {
  width: { ideal: 1280 },
  height: { ideal: 720 },
  frameRate: { ideal: 24, max: 30 },
};

export type DeviceKind = "camera" | "microphone";

export type Captured =
  | { readonly track: MediaStreamTrack; readonly problem: null }
  | { readonly track: null; readonly problem: DeviceProblem };

/** What a failure of getUserMedia means to a person (Media Capture and Streams, section 10.3.1). */
export function deviceProblem(error: unknown): DeviceProblem {
  const name = error instanceof Error || error instanceof DOMException ? error.name : "";
  switch (name) {
    case "NotAllowedError":
    case "SecurityError":
      return "refused";
    case "NotReadableError":
    case "AbortError":
      return "busy";
    case "NotFoundError":
    case "OverconstrainedError":
      return "missing";
    default:
      return "unavailable";
  }
}

/**
 * Opens the camera, the microphone or both, with one question to the person where possible.
 *
 * When opening both fails, each is asked for alone: a missing camera must not cost the microphone. Each is handed over
 * as soon as it is open, so that none is open without an owner while the person thinks about the other.
 *
 * @param wanted the devices to open, each with the id of the chosen one or null for the browser's choice
 * @param stillWanted whether a device is worth another question by the time its turn has come
 */
export async function* capture(
  wanted: ReadonlyMap<DeviceKind, string | null>,
  stillWanted: (kind: DeviceKind) => boolean,
): AsyncGenerator<readonly [DeviceKind, Captured]> {
  const together = wanted.size > 1 ? await captureTogether(wanted) : null;
  if (together !== null) {
    yield* together;
    return;
  }
  // One after the other: two questions at once hide one another in some browsers.
  for (const [kind, id] of wanted) {
    if (stillWanted(kind)) yield [kind, await captureOne(kind, id)];
  }
}

async function captureTogether(
  wanted: ReadonlyMap<DeviceKind, string | null>,
): Promise<ReadonlyMap<DeviceKind, Captured> | null> {
  try {
    const stream = await open({
      video: constraints("camera", wanted.get("camera") ?? null),
      audio: constraints("microphone", wanted.get("microphone") ?? null),
    });
    return new Map([
      ["camera", taken(stream.getVideoTracks())],
      ["microphone", taken(stream.getAudioTracks())],
    ]);
  } catch {
    return null;
  }
}

async function captureOne(kind: DeviceKind, id: string | null): Promise<Captured> {
  try {
    return await openOne(kind, id);
  } catch (error) {
    // The chosen device is gone: any other is better than none.
    if (id !== null && deviceProblem(error) === "missing") return captureOne(kind, null);
    return { track: null, problem: deviceProblem(error) };
  }
}

async function openOne(kind: DeviceKind, id: string | null): Promise<Captured> {
  if (kind === "camera") return taken((await open({ video: constraints(kind, id) })).getVideoTracks());
  return taken((await open({ audio: constraints(kind, id) })).getAudioTracks());
}

function constraints(kind: DeviceKind, id: string | null): MediaTrackConstraints {
  const wish = kind === "camera" ? CAMERA : MICROPHONE;
  return id === null ? wish : { ...wish, deviceId: { exact: id } };
}

function open(wish: MediaStreamConstraints): Promise<MediaStream> {
  return navigator.mediaDevices.getUserMedia(wish);
}

function taken([track]: readonly MediaStreamTrack[]): Captured {
  return track === undefined ? { track: null, problem: "unavailable" } : { track, problem: null };
}
