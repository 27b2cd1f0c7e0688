/** A reload gives its lock back within this time; a tab that was duplicated never does. In milliseconds. */
const RELEASE_MS = 1_500;

/** What a tab keeps over a reload, as far as it is used here. */
export type TabStorage = Pick<Storage, "getItem" | "setItem">;

/** The tab's sessionStorage; one that keeps nothing where the browser forbids pages even to look at it. */
export function tabStorage(): TabStorage {
  try {
    return sessionStorage;
  } catch {
    return { getItem: () => null, setItem: () => undefined };
  }
}

/**
 * Claims a device id for this tab alone, for as long as the page lives.
 *
 * Duplicating a tab copies its sessionStorage, and two pages that are the same device would push each other out of
 * the seat for ever.
 *
 * @returns whether this tab is the only one that uses the id
 */
export function claimDevice(device: string): Promise<boolean> {
  if (!("locks" in navigator)) return Promise.resolve(true);
  return new Promise((resolve) => {
    const held = () => {
      resolve(true);
      return new Promise<never>(() => undefined);
    };
    const options = { signal: AbortSignal.timeout(RELEASE_MS) };
    navigator.locks.request(`goround:${device}`, options, held).catch(() => {
      resolve(false);
    });
  });
}
