import type { Attachment } from "svelte/attachments";

/** Sizes are told in steps, so that a window being dragged does not send a message a frame. */
const STEP_PX = 16;
const SETTLE_MS = 200;

/** Tells at how many device pixels an element is shown; 0x0 while the page is hidden and once the element is gone. */
export function shownSize(tell: (width: number, height: number) => void): Attachment<HTMLElement> {
  return (element) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let last = "";
    const say = (width: number, height: number): void => {
      const size = `${width}x${height}`;
      if (size === last) return;
      last = size;
      tell(width, height);
    };
    const measure = (): void => {
      if (document.visibilityState === "hidden") say(0, 0);
      else say(devicePixels(element.clientWidth), devicePixels(element.clientHeight));
    };
    const later = (): void => {
      clearTimeout(timer);
      timer = setTimeout(measure, SETTLE_MS);
    };
    const observer = new ResizeObserver(later);
    observer.observe(element);
    document.addEventListener("visibilitychange", later);
    return () => {
      clearTimeout(timer);
      observer.disconnect();
      document.removeEventListener("visibilitychange", later);
      say(0, 0);
    };
  };
}

function devicePixels(cssPixels: number): number {
  return Math.ceil((cssPixels * devicePixelRatio) / STEP_PX) * STEP_PX;
}
