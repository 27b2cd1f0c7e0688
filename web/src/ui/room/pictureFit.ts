import type { Attachment } from "svelte/attachments";
import type { Area } from "./tileGrid";

/** How much of a picture's width may go at its sides, where nobody sits. */
const SIDES = 0.26;
/** How much of its height may go; most of it below, so that no head is cut. */
const HEIGHT = 0.18;
/** Which part of what goes in height goes at the top. */
const TOP = 0.2;

/** Where a picture stands in its tile, in CSS pixels from the tile's corner; negative: beyond its edge, unseen. */
export interface Placed extends Area {
  readonly left: number;
  readonly top: number;
}

/**
 * Places a picture so that it fills its tile as far as that costs no face; what is then left is empty.
 *
 * @param picture its own size, in any unit
 */
export function placePicture(picture: Area, tile: Area): Placed {
  const whole = Math.min(tile.width / picture.width, tile.height / picture.height);
  const full = Math.max(tile.width / picture.width, tile.height / picture.height);
  const wide = picture.width / picture.height > tile.width / tile.height;
  const scale = Math.min(full, whole / (1 - (wide ? SIDES : HEIGHT)));
  const width = picture.width * scale;
  const height = picture.height * scale;
  const over = height - tile.height;
  return { width, height, left: (tile.width - width) / 2, top: over > 0 ? -over * TOP : -over / 2 };
}

/** Keeps a video placed in the element around it, also when either changes its shape. */
export const fitPicture: Attachment<HTMLVideoElement> = (video) => {
  const frame = video.parentElement;
  if (frame === null) return undefined;
  const place = (): void => {
    const picture = { width: video.videoWidth, height: video.videoHeight };
    const tile = { width: frame.clientWidth, height: frame.clientHeight };
    if (picture.width === 0 || picture.height === 0 || tile.width === 0 || tile.height === 0) return;
    const { left, top, width, height } = placePicture(picture, tile);
    Object.assign(video.style, {
      insetInline: "auto",
      insetBlock: "auto",
      left: `${left}px`,
      top: `${top}px`,
      inlineSize: `${width}px`,
      blockSize: `${height}px`,
    });
  };
  const observer = new ResizeObserver(place);
  observer.observe(frame);
  video.addEventListener("resize", place);
  video.addEventListener("loadedmetadata", place);
  return () => {
    observer.disconnect();
    video.removeEventListener("resize", place);
    video.removeEventListener("loadedmetadata", place);
  };
};
