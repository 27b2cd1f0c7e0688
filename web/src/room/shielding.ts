import type { RoomView } from "../signaling/protocol";
import { liveView, seenView } from "./seen";
import type { ClientState, Effect, Step } from "./state";

/**
 * The shield goes up or down here at once, whatever the server knows of it yet.
 *
 * The camera itself is closed, so that its light goes out too; the microphone hears nothing meanwhile (sending.ts).
 */
export function setShield(state: ClientState, up: boolean): Step {
  const view = seenView(state);
  if (state.shield === up || view === null || (up && !mayShield(view))) return [state, []];
  const camera: Effect = { do: "set_camera", on: !up && state.wants.camera };
  return [{ ...state, shield: up }, [camera, { do: "remember" }]];
}

/** Tells the server of the shield, once for each change and again on a new socket that does not know. */
export function declareShield([state, effects]: Step): Step {
  const view = liveView(state);
  if (view === null || !mayShield(view)) return [{ ...state, shieldTold: null }, effects];
  const known = state.shieldTold ?? view.me.shielded;
  const told = { ...state, shieldTold: state.shield };
  if (known === state.shield) return [told, effects];
  return [told, [...effects, { do: "send", command: { type: "set_shield", up: state.shield } }]];
}

/** A shield that is up at the server and unknown here was put up by this person before: it stays up. */
export function shieldFound(state: ClientState, view: RoomView): Step {
  if (state.shield || !view.me.shielded) return [state, []];
  return [{ ...state, shield: true }, [{ do: "set_camera", on: false }, { do: "remember" }]];
}

function mayShield({ me }: RoomView): boolean {
  return me.state === "present" && me.role !== "facilitator";
}
