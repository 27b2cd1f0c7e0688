import type { Attachment } from "svelte/attachments";

/** Shows or plays one track in a media element, and lets go of it afterwards. */
export function playTrack(track: MediaStreamTrack | null): Attachment<HTMLMediaElement> {
  return (element) => {
    element.srcObject = track === null ? null : new MediaStream([track]);
    return () => {
      element.srcObject = null;
    };
  };
}

const FOCUSABLE = "button, a[href], input, select, [tabindex='0'], [tabindex='-1']";

/**
 * Keeps the keyboard focus inside an element whose parts come and go: when the focused control is taken away, the one
 * that took its place is focused, or the first that is left.
 */
export function keepFocus(root: HTMLElement): () => void {
  let order: HTMLElement[] = [];
  let last: HTMLElement | null = null;
  const focusables = (): HTMLElement[] => [...root.querySelectorAll<HTMLElement>(FOCUSABLE)];
  const remember = (event: FocusEvent): void => {
    if (event.target instanceof HTMLElement) last = event.target;
    order = focusables();
  };
  const forget = (event: PointerEvent): void => {
    if (event.target instanceof Node && !root.contains(event.target)) last = null;
  };
  const observer = new MutationObserver(() => {
    if (last === null || last.isConnected) return;
    if (document.activeElement !== null && document.activeElement !== document.body) return;
    successor(order, last)?.focus();
  });
  root.addEventListener("focusin", remember);
  document.addEventListener("pointerdown", forget);
  observer.observe(root, { childList: true, subtree: true });
  return () => {
    observer.disconnect();
    root.removeEventListener("focusin", remember);
    document.removeEventListener("pointerdown", forget);
  };
}

/** The nearest survivor: first those that came after the lost one, then those before it. */
function successor(order: readonly HTMLElement[], lost: HTMLElement): HTMLElement | undefined {
  const place = order.indexOf(lost);
  const candidates = [...order.slice(place + 1), ...order.slice(0, Math.max(place, 0)).reverse()];
  return candidates.find((one) => one.isConnected && one.getClientRects().length > 0);
}
