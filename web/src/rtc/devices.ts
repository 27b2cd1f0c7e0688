import type { DeviceCheck, DeviceChoice } from "../room/model";
import { capture, type Captured, type DeviceKind } from "./capture";

interface Slot {
  readonly track: MediaStreamTrack | null;
  readonly problem: DeviceCheck["cameraProblem"];
  /** The device asked for; null for the browser's choice. */
  readonly id: string | null;
}

const CLOSED: Slot = { track: null, problem: null, id: null };

/** Passing this as the speaker means the usual one of the device. */
const USUAL_SPEAKER = null;

/**
 * The person's own camera, microphone and speaker: what is open, what went wrong, what there is to choose from.
 *
 * Owns the tracks: nobody else stops them.
 */
export class LocalDevices {
  readonly #changed: () => void;
  readonly #slots: Record<DeviceKind, Slot> = { camera: CLOSED, microphone: CLOSED };
  /** Counts the requests of each kind: an answer that was overtaken by a later wish is thrown away. */
  readonly #requests: Record<DeviceKind, number> = { camera: 0, microphone: 0 };
  #known: readonly MediaDeviceInfo[] = [];
  #speaker: string | null = USUAL_SPEAKER;
  #asking = 0;
  #wantsCamera = true;
  #open = false;

  constructor(changed: () => void, signal: AbortSignal) {
    this.#changed = changed;
    navigator.mediaDevices.addEventListener("devicechange", () => void this.#devicesChanged(), { signal });
    signal.addEventListener("abort", () => {
      this.close();
    });
  }

  /** Everything as it is now, for the user interface. */
  get check(): DeviceCheck {
    const { camera, microphone } = this.#slots;
    return {
      camera: camera.track,
      microphone: microphone.track,
      cameraProblem: camera.problem,
      microphoneProblem: microphone.problem,
      asking: this.#asking > 0,
      cameras: choices(this.#known, "videoinput"),
      microphones: choices(this.#known, "audioinput"),
      speakers: choices(this.#known, "audiooutput"),
      cameraId: camera.track?.getSettings().deviceId ?? camera.id,
      microphoneId: microphone.track?.getSettings().deviceId ?? microphone.id,
      speakerId: this.#speaker,
    };
  }

  /** Opens what is wanted and not open yet; problems end up in `check`. */
  async open(): Promise<void> {
    this.#open = true;
    const wanted = new Map<DeviceKind, string | null>();
    if (this.#slots.microphone.track === null) wanted.set("microphone", this.#slots.microphone.id);
    if (this.#slots.camera.track === null && this.#wantsCamera) wanted.set("camera", this.#slots.camera.id);
    await this.#ask(wanted);
  }

  /** Stops all tracks; `open` starts anew with the same choices. */
  close(): void {
    this.#open = false;
    this.#put("camera", { ...this.#slots.camera, track: null, problem: null });
    this.#put("microphone", { ...this.#slots.microphone, track: null, problem: null });
    this.#changed();
  }

  /** Opens or closes the camera itself, so that its light says the truth. */
  async setCamera(on: boolean): Promise<void> {
    this.#wantsCamera = on;
    if (!on) {
      this.#put("camera", { ...this.#slots.camera, track: null, problem: null });
      this.#changed();
    } else if (this.#open && this.#slots.camera.track === null) {
      await this.#ask(new Map([["camera", this.#slots.camera.id]]));
    }
  }

  async chooseCamera(id: string): Promise<void> {
    await this.#choose("camera", id, this.#wantsCamera);
  }

  async chooseMicrophone(id: string): Promise<void> {
    await this.#choose("microphone", id, true);
  }

  /** Which speaker to play on; setting it on the media elements is the user interface's part. */
  chooseSpeaker(id: string): void {
    this.#speaker = id === "" ? USUAL_SPEAKER : id;
    this.#changed();
  }

  /** The old device is released first: many cameras cannot be opened twice. */
  async #choose(kind: DeviceKind, id: string, wanted: boolean): Promise<void> {
    const choice = id === "" ? null : id;
    this.#put(kind, { track: null, problem: null, id: choice });
    if (this.#open && wanted) await this.#ask(new Map([[kind, choice]]));
    else this.#changed();
  }

  async #ask(wanted: ReadonlyMap<DeviceKind, string | null>): Promise<void> {
    if (wanted.size === 0) return;
    const numbers = new Map([...wanted.keys()].map((kind) => [kind, ++this.#requests[kind]]));
    this.#asking += 1;
    this.#changed();
    const isCurrent = (kind: DeviceKind): boolean => this.#requests[kind] === numbers.get(kind);
    for await (const [kind, result] of capture(wanted, isCurrent)) {
      if (isCurrent(kind)) this.#take(kind, result);
      else result.track?.stop();
      this.#changed();
    }
    this.#asking -= 1;
    // Names of devices are given only once one of them is open.
    await this.#list();
    this.#changed();
  }

  #take(kind: DeviceKind, { track, problem }: Captured): void {
    track?.addEventListener("ended", () => {
      this.#lost(kind, track);
    });
    if (track?.kind === "video") track.contentHint = "motion";
    this.#put(kind, { ...this.#slots[kind], track, problem });
  }

  #put(kind: DeviceKind, slot: Slot): void {
    const before = this.#slots[kind].track;
    this.#slots[kind] = slot;
    if (before !== null && before !== slot.track) before.stop();
    if (slot.track === null) this.#requests[kind] += 1;
  }

  /** Unplugged, or taken back in the browser's own settings: another one may do. */
  #lost(kind: DeviceKind, track: MediaStreamTrack): void {
    if (this.#slots[kind].track !== track) return;
    this.#put(kind, { track: null, problem: "missing", id: null });
    this.#changed();
    void this.#ask(new Map([[kind, null]]));
  }

  async #devicesChanged(): Promise<void> {
    await this.#list();
    this.#changed();
    const back = (["microphone", "camera"] as const).filter(
      (kind) => this.#slots[kind].problem === "missing",
    );
    if (this.#open) await this.#ask(new Map(back.map((kind) => [kind, null])));
  }

  async #list(): Promise<void> {
    this.#known = await navigator.mediaDevices.enumerateDevices().catch(() => []);
  }
}

/** Devices of one kind that may be told apart: before permission browsers give neither id nor name. */
function choices(known: readonly MediaDeviceInfo[], kind: MediaDeviceKind): readonly DeviceChoice[] {
  return known
    .filter((device) => device.kind === kind && device.deviceId !== "")
    .map(({ deviceId, label }) => ({ id: deviceId, label }));
}
