import type { RequestMedia } from "../signaling/connection";
import type { TilePreference } from "../signaling/protocol";

/** Tiles change in bursts, when a window is resized or somebody comes in; the relay is told afterwards. */
const QUIET_MS = 150;

/** Tells the relay at which size each video is shown, so that it sends the layer that fits. */
export class TilePreferences {
  readonly #request: RequestMedia;
  readonly #consumers: () => ReadonlyMap<string, { readonly id: string }>;
  readonly #sizes = new Map<string, { readonly width: number; readonly height: number }>();
  #told = "";
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param consumers the video consumer of each seat, as of now */
  constructor(request: RequestMedia, consumers: () => ReadonlyMap<string, { readonly id: string }>) {
    this.#request = request;
    this.#consumers = consumers;
  }

  /** A seat's video is shown at this size in device pixels; 0x0 when it is not shown. */
  show(seat: string, width: number, height: number): void {
    this.#sizes.set(seat, { width: Math.round(width), height: Math.round(height) });
    this.consider();
  }

  /** Sizes or consumers changed: the relay is told what differs, once all is quiet. */
  consider(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#tell();
    }, QUIET_MS);
  }

  /** The relay may have forgotten what it was told. */
  repeat(): void {
    this.#told = "";
    this.consider();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #tell(): void {
    const tiles: TilePreference[] = [];
    for (const [seat, { id }] of this.#consumers()) {
      const size = this.#sizes.get(seat);
      if (size !== undefined) tiles.push({ consumer: id, ...size });
    }
    const telling = JSON.stringify(tiles);
    if (tiles.length === 0 || telling === this.#told) return;
    this.#told = telling;
    this.#request("prefer", { tiles }).catch(() => {
      this.#told = "";
    });
  }
}
