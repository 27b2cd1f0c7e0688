import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { FakeMediaDevices } from "../testing/tracks";
import { deviceProblem } from "./capture";
import { LocalDevices } from "./devices";

let media: FakeMediaDevices;
let life: AbortController;
let devices: LocalDevices;
let changes: number;

beforeEach(() => {
  media = new FakeMediaDevices();
  vi.stubGlobal("navigator", { mediaDevices: media });
  life = new AbortController();
  changes = 0;
  devices = new LocalDevices(() => (changes += 1), life.signal);
});

afterEach(() => {
  life.abort();
});

describe("what a failure means", () => {
  test.each([
    ["NotAllowedError", "refused"],
    ["SecurityError", "refused"],
    ["NotReadableError", "busy"],
    ["AbortError", "busy"],
    ["NotFoundError", "missing"],
    ["OverconstrainedError", "missing"],
    ["InvalidStateError", "unavailable"],
    ["TypeError", "unavailable"],
  ])("%s: %s", (name, problem) => {
    expect(deviceProblem(new DOMException("no", name))).toBe(problem);
  });

  test("what is no error: unavailable", () => {
    expect(deviceProblem("no")).toBe("unavailable");
  });
});

describe("opening", () => {
  test("asks once for both, and lists what there is", async () => {
    await devices.open();
    expect(media.asked).toHaveLength(1);
    expect(devices.check).toMatchObject({
      asking: false,
      cameraProblem: null,
      microphoneProblem: null,
      cameraId: "camera-1",
      microphoneId: "microphone-1",
      cameras: [{ id: "camera-1", label: "Label of camera-1" }, { id: "camera-2" }],
      speakers: [{ id: "speaker-1" }],
    });
  });

  test("cleans the sound of speech and asks for a picture with room for layers", async () => {
    await devices.open();
    expect(media.asked[0]).toMatchObject({
      audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
      video: { width: { ideal: 1280 }, height: { ideal: 720 } },
    });
  });

  test.each(["NotReadableError", "NotFoundError", "NotAllowedError"])(
    "a camera that fails with %s does not cost the microphone",
    async (error) => {
      media.failing.video = error;
      await devices.open();
      expect(devices.check.microphone).not.toBeNull();
      expect(devices.check).toMatchObject({ camera: null, microphoneProblem: null });
      expect(devices.check.cameraProblem).toBe(deviceProblem(new DOMException("no", error)));
    },
  );

  test("both refused is said of both", async () => {
    media.failing.audio = media.failing.video = "NotAllowedError";
    await devices.open();
    expect(devices.check).toMatchObject({ cameraProblem: "refused", microphoneProblem: "refused" });
  });

  test("again opens only what is not open", async () => {
    media.failing.video = "NotReadableError";
    await devices.open();
    const { microphone } = devices.check;
    delete media.failing.video;
    await devices.open();
    expect(media.asked.at(-1)).not.toHaveProperty("audio");
    expect(devices.check).toMatchObject({ cameraProblem: null, cameraId: "camera-1" });
    expect(devices.check.microphone).toBe(microphone);
  });

  test("shows that the person is being asked", () => {
    void devices.open();
    expect(devices.check.asking).toBe(true);
    expect(changes).toBe(1);
  });
});

describe("closing", () => {
  test("stops every track", async () => {
    await devices.open();
    devices.close();
    expect(media.tracks.map(({ readyState }) => readyState)).toEqual(["ended", "ended"]);
    expect(devices.check).toMatchObject({ camera: null, microphone: null });
  });

  test("while the person is being asked stops what then comes", async () => {
    const opening = devices.open();
    devices.close();
    await opening;
    expect(media.tracks.map(({ readyState }) => readyState)).toEqual(["ended", "ended"]);
    expect(devices.check.camera).toBeNull();
  });

  test("while the person is asked about the second device stops the first at once", async () => {
    media.failing.video = "NotReadableError";
    const ask = media.getUserMedia.bind(media);
    const unanswered = new Promise<MediaStream>(() => undefined);
    vi.spyOn(media, "getUserMedia").mockImplementation((wish) =>
      wish.video !== undefined && wish.audio === undefined ? unanswered : ask(wish),
    );
    void devices.open();
    await vi.waitFor(() => expect(devices.check.microphone).not.toBeNull());
    devices.close();
    expect(media.tracks.map(({ readyState }) => readyState)).toEqual(["ended"]);
  });

  test("while the first of two is refused asks about no other", async () => {
    media.failing.audio = media.failing.video = "NotAllowedError";
    const opening = devices.open();
    devices.close();
    await opening;
    expect(media.asked).toHaveLength(1);
  });

  test("happens at the end of the page's life", async () => {
    await devices.open();
    life.abort();
    expect(media.tracks.every(({ readyState }) => readyState === "ended")).toBe(true);
  });
});

describe("the camera", () => {
  test("switched off is really off", async () => {
    await devices.open();
    await devices.setCamera(false);
    const [video] = media.tracks.filter(({ kind }) => kind === "video");
    expect(video?.readyState).toBe("ended");
    expect(devices.check).toMatchObject({ camera: null, cameraProblem: null });
  });

  test("switched on again is the same one", async () => {
    await devices.open();
    await devices.chooseCamera("camera-2");
    await devices.setCamera(false);
    await devices.setCamera(true);
    expect(devices.check.cameraId).toBe("camera-2");
  });

  test("that is off is not opened", async () => {
    await devices.setCamera(false);
    await devices.open();
    expect(media.tracks.map(({ kind }) => kind)).toEqual(["audio"]);
  });
});

describe("choosing", () => {
  test("releases the old device before it opens the new one", async () => {
    await devices.open();
    const [, old] = media.tracks;
    const choosing = devices.chooseCamera("camera-2");
    expect(old?.readyState).toBe("ended");
    await choosing;
    expect(devices.check.cameraId).toBe("camera-2");
  });

  test("the last of two choices wins, and the other's track is stopped", async () => {
    await devices.open();
    await Promise.all([devices.chooseMicrophone("microphone-2"), devices.chooseMicrophone("microphone-1")]);
    expect(devices.check.microphoneId).toBe("microphone-1");
    expect(
      media.tracks.filter(({ kind, readyState }) => kind === "audio" && readyState === "live"),
    ).toHaveLength(1);
  });

  test("a device that is gone gives way to the usual one", async () => {
    await devices.open();
    media.cameras = ["camera-1"];
    await devices.chooseCamera("camera-2");
    expect(devices.check).toMatchObject({ cameraId: "camera-1", cameraProblem: null });
  });

  test("a speaker is remembered for the user interface", () => {
    devices.chooseSpeaker("speaker-1");
    expect(devices.check.speakerId).toBe("speaker-1");
  });
});

describe("plugging", () => {
  const settled = async () => {
    await vi.waitFor(() => expect(devices.check.asking).toBe(false));
  };

  test("an unplugged camera gives way to another", async () => {
    await devices.open();
    media.cameras = ["camera-2"];
    media.tracks.find(({ kind }) => kind === "video")?.end();
    await settled();
    expect(devices.check).toMatchObject({ cameraId: "camera-2", cameraProblem: null });
  });

  test("the only one unplugged is missing, until it is back", async () => {
    await devices.open();
    media.microphones = [];
    media.tracks.find(({ kind }) => kind === "audio")?.end();
    await settled();
    expect(devices.check).toMatchObject({ microphone: null, microphoneProblem: "missing" });

    media.microphones = ["microphone-1"];
    media.dispatchEvent(new Event("devicechange"));
    await vi.waitFor(() => expect(devices.check.microphoneId).toBe("microphone-1"));
    expect(devices.check.microphoneProblem).toBeNull();
  });
});
