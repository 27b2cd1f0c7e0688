import { liveView } from "./seen";
import type { ClientState, Step } from "./state";

/** A sign of life is told no more often than this (docs/protocol.md section 4), in milliseconds. */
const BETWEEN_MS = 60_000;

/**
 * The person touched the page.
 *
 * While they are asked whether they are all right nothing but their answer counts as one.
 */
export function stirred(state: ClientState, now: number): Step {
  const me = liveView(state)?.me;
  if (me?.state !== "present" || me.role === "facilitator" || me.check !== null) return [state, []];
  return now - state.hereAt < BETWEEN_MS ? [state, []] : here(state, now);
}

/** The answer to "are you all right?". */
export function allRight(state: ClientState, now: number): Step {
  return state.stage.at === "inside" ? here(state, now) : [state, []];
}

function here(state: ClientState, now: number): Step {
  return [{ ...state, hereAt: now }, [{ do: "send", command: { type: "here" } }]];
}
