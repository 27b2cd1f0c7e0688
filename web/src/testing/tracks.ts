/** A track without a device behind it. */
export class FakeTrack extends EventTarget {
  readonly kind: "audio" | "video";
  readonly #deviceId: string;
  readyState: MediaStreamTrackState = "live";
  enabled = true;
  contentHint = "";

  constructor(kind: "audio" | "video", deviceId: string) {
    super();
    this.kind = kind;
    this.#deviceId = deviceId;
  }

  getSettings(): MediaTrackSettings {
    return { deviceId: this.#deviceId, width: 1280, height: 720 };
  }

  stop(): void {
    this.readyState = "ended";
  }

  /** The device is unplugged. */
  end(): void {
    this.stop();
    this.dispatchEvent(new Event("ended"));
  }
}

/** Stands for `navigator.mediaDevices`: what is plugged in, and what fails. */
export class FakeMediaDevices extends EventTarget {
  /** Ids of what is plugged in, the usual one first. */
  cameras = ["camera-1", "camera-2"];
  microphones = ["microphone-1", "microphone-2"];
  /** Name of the error with which a device of the kind fails, if it does. */
  readonly failing: { audio?: string; video?: string } = {};
  readonly asked: MediaStreamConstraints[] = [];
  readonly tracks: FakeTrack[] = [];

  getUserMedia(wish: MediaStreamConstraints): Promise<MediaStream> {
    this.asked.push(wish);
    return Promise.resolve().then(() => {
      const audio = this.#open("audio", wish.audio, this.microphones);
      const video = this.#open("video", wish.video, this.cameras);
      this.tracks.push(...audio, ...video);
      return { getAudioTracks: () => audio, getVideoTracks: () => video } as unknown as MediaStream;
    });
  }

  enumerateDevices(): Promise<MediaDeviceInfo[]> {
    const list = (kind: MediaDeviceKind, ids: readonly string[]) =>
      ids.map((deviceId) => ({ kind, deviceId, label: `Label of ${deviceId}` }) as MediaDeviceInfo);
    return Promise.resolve([
      ...list("videoinput", this.cameras),
      ...list("audioinput", this.microphones),
      ...list("audiooutput", ["speaker-1"]),
    ]);
  }

  #open(
    kind: "audio" | "video",
    wish: MediaStreamConstraints["audio"],
    plugged: readonly string[],
  ): FakeTrack[] {
    if (wish === undefined || wish === false) return [];
    const failure = this.failing[kind];
    if (failure !== undefined) throw new DOMException("no", failure);
    const wanted = wish === true ? undefined : (wish.deviceId as { exact: string } | undefined)?.exact;
    const id = wanted === undefined ? plugged[0] : plugged.find((candidate) => candidate === wanted);
    if (id === undefined)
      throw new DOMException("no", plugged.length === 0 ? "NotFoundError" : "OverconstrainedError");
    return [new FakeTrack(kind, id)];
  }
}
