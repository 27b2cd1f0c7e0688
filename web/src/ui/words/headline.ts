import type { RoomModel } from "../../room/model";
import type { RoomView } from "../../signaling/protocol";
import { words } from "../messages/words";
import { floorLine } from "./floorLine";
import { calm, trouble, type Headline } from "./line";
import { nameOfSeat } from "./names";

export { hasTurn } from "./floorLine";

/**
 * What the line above the circle says. One thing at a time: a lost connection first, then the room's phase, then
 * whose turn it is.
 *
 * @param leftMs time left of the turn, negative past its end, null without a timer
 */
export function headline(room: RoomModel, leftMs: number | null): Headline {
  return (
    connectionLine(room) ??
    asideLine(room.view) ??
    phaseLine(room.view) ??
    heard(room.view, floorLine(room.view, leftMs))
  );
}

/** Tells who is not let through by the relay, above all with the microphone on. */
function heard(view: RoomView, line: Headline): Headline {
  const { floor, me } = view;
  const said = words.headline;
  if (me.may_speak || me.muted || me.unmute_asked || me.aside !== null || floor.mode === "quiet") return line;
  if (floor.holder === null && floor.mode === "open") return calm(said.facilitatorsHeard, null);
  if (!me.microphone) return line;
  return { ...line, detail: line.detail === null ? said.notHeard : `${said.notHeard} ${line.detail}` };
}

function connectionLine(room: RoomModel): Headline | null {
  const said = words.headline;
  if (room.connection === "reconnecting") return trouble(said.reconnecting, said.reconnectingDetail);
  if (room.connection === "offline") return trouble(said.offline, said.offlineDetail);
  if (room.media === "lost") return trouble(said.mediaLost, said.mediaLostDetail);
  return null;
}

/** In the side room the group's floor goes on elsewhere. */
function asideLine(view: RoomView): Headline | null {
  const said = words.headline;
  return view.me.aside === null ? null : calm(said.aside(nameOfSeat(view, view.me.aside)), said.asideDetail);
}

function phaseLine(view: RoomView): Headline | null {
  const said = words.headline;
  const facilitating = view.facilitation !== null;
  if (view.room.debrief && facilitating) return calm(said.debrief, said.debriefDetail);
  if (view.room.phase === "doors_closed" && facilitating) return calm(said.notOpen, said.notOpenDetail);
  if (view.room.phase === "on_hold")
    return facilitating ? calm(said.holdFacilitator, null) : calm(said.hold, said.holdDetail);
  if (view.room.phase === "closing" && view.floor.holder === null)
    return calm(said.closing, facilitating ? said.closingFacilitator : null);
  return null;
}
