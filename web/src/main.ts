import { mount } from "svelte";

import { openMemory } from "./room/memory";
import { Session } from "./room/session";
import { Shown } from "./room/shown.svelte";
import { tabStorage } from "./room/tab";
import { LocalDevices } from "./rtc/devices";
import { exposeDiagnostics } from "./rtc/diagnostics";
import { NO_HOOKS } from "./rtc/hooks";
import { RoomMedia } from "./rtc/media";
import { loadDevice } from "./rtc/negotiator";
import { unsupportedReason } from "./rtc/support";
import { Sealing } from "./sealing/sealing";
import { Connection } from "./signaling/connection";
import { exchangeSecret, secretOf } from "./signaling/join";
import App from "./ui/App.svelte";

const shown = new Shown();

function show(): void {
  const target = document.getElementById("app");
  if (target !== null) mount(App, { target, props: shown });
}

async function begin(): Promise<void> {
  const reason = unsupportedReason();
  const secret = secretOf(location.hash);
  if (reason !== null) shown.model = { page: "unsupported", reason };
  else if (secret === null) shown.model = { page: location.hash.length > 1 ? "link_not_valid" : "no_link" };
  else await visit(secret);
}

async function visit(secret: string): Promise<void> {
  const memory = await openMemory(tabStorage(), secret);
  const session = new Session(
    {
      secret,
      memory,
      sealing: new Sealing(memory),
      exchange: exchangeSecret,
      connection: (onEvent, signal) => new Connection(onEvent, signal),
      devices: (changed, signal) => new LocalDevices(changed, signal),
      media: (parts, signal) => new RoomMedia({ ...parts, hooks: NO_HOOKS, loadDevice }, signal),
    },
    (model) => {
      shown.model = model;
    },
    new AbortController().signal,
  );
  shown.actions = session.actions;
  exposeDiagnostics(() => session.media?.transports ?? []);
  session.start();
}

// Another link in the same tab changes the fragment only, and is another visit all the same.
window.addEventListener("hashchange", () => location.reload());
// A page that comes back from the browser's cache has lost its connections.
window.addEventListener("pageshow", ({ persisted }) => {
  if (persisted) location.reload();
});
show();
void begin();
