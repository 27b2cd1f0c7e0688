/**
 * Tells of networks that come and go, and of a page that is looked at again.
 *
 * @param on.network the device is online again, or changed from one network to another
 * @param on.offline the device has no network
 * @param on.visible the person looks at the page again
 */
export function watchBrowser(
  on: { readonly network: () => void; readonly offline: () => void; readonly visible: () => void },
  signal: AbortSignal,
): void {
  window.addEventListener("online", on.network, { signal });
  window.addEventListener("offline", on.offline, { signal });
  document.addEventListener(
    "visibilitychange",
    () => {
      if (!document.hidden) on.visible();
    },
    { signal },
  );
  if ("connection" in navigator && navigator.connection instanceof EventTarget) {
    watchKind(navigator.connection, on.network, signal);
  }
}

/** Its `change` tells of every new estimate of the speed too; another kind of network is what counts. */
function watchKind(connection: EventTarget, changed: () => void, signal: AbortSignal): void {
  const kindNow = (): unknown => ("type" in connection ? connection.type : null);
  let kind = kindNow();
  connection.addEventListener(
    "change",
    () => {
      const before = kind;
      kind = kindNow();
      if (kind !== before) changed();
    },
    { signal },
  );
}
