import { noticed } from "./notice";
import type { ClientState, Stage, Step } from "./state";

/** A locked room is asked again after this long (docs/protocol.md section 2), in milliseconds. */
const LOCKED_RETRY_MS = 10_000;
/** The doors are asked again no sooner than this: this clock and the server's may differ a little. */
const DOORS_SOONEST_MS = 1_000;
/** Nor later than this: a timer of many hours does not survive a laptop's sleep. */
const DOORS_LATEST_MS = 600_000;

/** The end of the visit: everything is closed, and a reload begins at the first page. */
export function over(state: ClientState, stage: Stage): Step {
  return [
    { ...state, stage, socket: "none", notice: null, shield: false, messages: [], cards: new Map() },
    [{ do: "stop_media" }, { do: "close_devices" }, { do: "disconnect" }, { do: "forget" }],
  ];
}

/** The server would not connect this seat (the codes of docs/protocol.md section 2). */
export function connectionRefused(state: ClientState, code: string, now: number): Step {
  switch (code) {
    case "session_expired":
      return [{ ...state, socket: "lost" }, [{ do: "exchange" }]];
    case "seat_in_use":
      return [
        { ...state, stage: { at: "seat_in_use" }, socket: "none" },
        [{ do: "stop_media" }, { do: "close_devices" }],
      ];
    case "room_locked":
      return outside(state, { at: "locked" }, LOCKED_RETRY_MS);
    case "too_early":
      return outside(state, { at: "too_early" }, untilDoorsMs(state, now));
    case "removed":
      return over(state, { at: "after", reason: "removed" });
    case "ended":
      return over(state, { at: "after", reason: "ended" });
    default:
      // malformed, or a code of a newer server: asking again would give the same answer.
      return over(state, { at: "link_not_valid" });
  }
}

/** Milliseconds until the doors open by the server's clock; negative afterwards. */
export function doorsInMs(state: ClientState, now: number): number {
  return (state.info?.session.doors_ms ?? 0) - (now + state.clockSkewMs);
}

function untilDoorsMs(state: ClientState, now: number): number {
  return Math.min(DOORS_LATEST_MS, Math.max(DOORS_SOONEST_MS, doorsInMs(state, now)));
}

/** Waiting outside: camera and microphone are off until there is a room to be in. */
function outside(state: ClientState, stage: Stage, afterMs: number): Step {
  return [
    { ...state, stage, socket: "none" },
    [{ do: "stop_media" }, { do: "close_devices" }, { do: "retry_later", afterMs }],
  ];
}

/** The server is about to disconnect, and says why. */
export function goodbye(state: ClientState, code: string, text: string): Step {
  switch (code) {
    case "left":
    case "ended":
    case "removed":
    case "declined":
    case "replaced":
      return over(state, { at: "after", reason: code });
    case "closing":
      return [state, []];
    default:
      return noticed(state, text);
  }
}
