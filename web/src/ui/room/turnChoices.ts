import type { RoomView } from "../../signaling/protocol";
import { hasTurn } from "../words/headline";

/** What of a turn can be done now; only that is shown. */
export interface TurnChoices {
  /** Ask for the floor, or withdraw the request. */
  readonly ask: boolean;
  readonly finish: boolean;
  readonly pass: boolean;
  readonly passForNow: boolean;
  readonly stopFeedback: boolean;
  readonly handOn: boolean;
  readonly any: boolean;
}

/** What this person can do about turns, by the mode of the floor. */
export function turnChoices(view: RoomView): TurnChoices {
  const { me, floor } = view;
  const held = view.room.phase === "on_hold";
  const running = !held && me.aside === null;
  const mine = running && hasTurn(view);
  const answering = floor.round?.answering === true;
  const takesRequests = floor.mode === "queue" || floor.mode === "round";
  const queued = me.queue_position !== null;
  const choices = {
    // A request waits through every mode, and through a hold; it can be withdrawn all the while.
    ask: me.role !== "facilitator" && !mine && me.aside === null && (queued || (takesRequests && running)),
    finish: mine && floor.mode !== "piece",
    pass: mine && (floor.mode === "round" || (floor.mode === "feedback" && !answering)),
    passForNow: mine && floor.mode === "round",
    stopFeedback: running && floor.mode === "feedback" && floor.round?.sharer === me.seat && !answering,
    handOn: mine && floor.mode === "piece",
  };
  return { ...choices, any: Object.values(choices).some(Boolean) };
}
