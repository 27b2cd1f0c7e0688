import type { Outgoing } from "../rtc/sender";
import type { DeviceCheck } from "./model";
import { noticed } from "./notice";
import type { ClientState, Devices, Step } from "./state";

/** Which devices are really on: wanted, and giving a track. */
export function switchedOn(state: ClientState): Devices {
  return {
    microphone: state.wants.microphone && state.live.microphone,
    camera: state.wants.camera && state.live.camera,
  };
}

/**
 * Tells the server what is on, once for each change and once for each new socket.
 *
 * One telling is under way at a time and the last change wins, so that a key held down floods nothing.
 */
export function declareDevices([state, effects]: Step): Step {
  if (state.stage.at !== "inside" || state.socket !== "connected" || state.fresh) return [state, effects];
  const { me } = state.stage.seen.view;
  if (me.state !== "present") return [{ ...state, declared: null }, effects];
  if (state.telling !== "no") return [state, effects];
  const on = switchedOn(state);
  const known = state.declared ?? me;
  if (on.microphone === known.microphone && on.camera === known.camera) {
    return [{ ...state, declared: on }, effects];
  }
  return [{ ...state, declared: on, telling: "asked" }, [...effects, { do: "tell_devices", devices: on }]];
}

/** The server knows now, or refused: then it is told again after a rest, if it still needs to be. */
export function devicesTold(state: ClientState, ok: boolean, text: string): Step {
  if (ok) return [{ ...state, telling: "no" }, []];
  const [next, effects] = noticed(state, text);
  return [{ ...next, declared: null, telling: "resting" }, [...effects, { do: "rest_devices" }]];
}

/** What leaves this browser: what is on, as far as the room lets anybody hear or see it. */
export function outgoing(state: ClientState, devices: DeviceCheck): Outgoing {
  if (state.stage.at !== "inside") return { audio: null, video: null };
  if (state.shield) return { audio: null, video: null };
  const { me, room } = state.stage.seen.view;
  const on = switchedOn(state);
  const quiet = room.phase === "on_hold" && room.hold_policy === "quiet" && me.role !== "facilitator";
  return {
    audio: on.microphone && me.may_speak && !me.muted ? devices.microphone : null,
    video: on.camera && !quiet ? devices.camera : null,
  };
}
