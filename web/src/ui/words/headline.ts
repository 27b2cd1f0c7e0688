import type { RoomModel } from "../../room/model";
import type { RoomView } from "../../signaling/protocol";
import { words } from "../messages/words";
import { nameOfSeat } from "./names";

/** The one sentence above the circle: what is going on now, and if need be what comes next. */
export interface Headline {
  readonly tone: "calm" | "floor" | "trouble";
  readonly title: string;
  readonly detail: string | null;
}

/**
 * What the line above the circle says. One thing at a time: a lost connection first, then the room's phase, then
 * whose turn it is.
 *
 * @param leftMs time left of the turn, negative past its end, null without a timer
 */
export function headline(room: RoomModel, leftMs: number | null): Headline {
  return connectionLine(room) ?? phaseLine(room.view) ?? heard(room.view, floorLine(room.view, leftMs));
}

/** Tells who is not let through by the relay, above all with the microphone on. */
function heard(view: RoomView, line: Headline): Headline {
  const { floor, me } = view;
  const said = words.headline;
  if (me.may_speak || me.muted) return line;
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

function phaseLine(view: RoomView): Headline | null {
  const said = words.headline;
  const facilitating = view.facilitation !== null;
  if (view.room.phase === "doors_closed" && facilitating) return calm(said.notOpen, said.notOpenDetail);
  if (view.room.phase === "on_hold")
    return facilitating ? calm(said.holdFacilitator, null) : calm(said.hold, said.holdDetail);
  if (view.room.phase === "closing" && view.floor.holder === null)
    return calm(said.closing, facilitating ? said.closingFacilitator : null);
  return null;
}

function floorLine(view: RoomView, leftMs: number | null): Headline {
  const { floor, me } = view;
  const said = words.headline;
  if (hasTurn(view)) {
    if (leftMs !== null && leftMs <= 0) return onFloor(said.yourTurnOver, said.yourTurnOverDetail);
    return onFloor(said.yourTurn, said.yourTurnDetail);
  }
  const next = nextLine(view);
  if (floor.holder !== null) return onFloor(said.speaks(nameOfSeat(view, floor.holder)), next);
  if (floor.mode === "open") return calm(view.circle.length > 1 ? said.openFloor : said.alone, null);
  if (floor.mode === "round") return calm(said.betweenTurns, next);
  if (next !== null) return calm(said.queueEmpty, next);
  return calm(
    said.queueEmpty,
    me.role === "facilitator" ? said.queueEmptyFacilitator : said.queueEmptyDetail,
  );
}

function nextLine(view: RoomView): string | null {
  if (view.floor.next === null) return null;
  if (view.floor.next === view.me.seat) return words.headline.youAreNext;
  const name = nameOfSeat(view, view.floor.next);
  return name === "" ? null : words.headline.nextIs(name);
}

/** Whether it is this person's turn to speak. */
export function hasTurn(view: RoomView): boolean {
  return view.me.turn === "offered" || view.floor.holder === view.me.seat;
}

const calm = (title: string, detail: string | null): Headline => ({ tone: "calm", title, detail });
const onFloor = (title: string, detail: string | null): Headline => ({ tone: "floor", title, detail });
const trouble = (title: string, detail: string): Headline => ({ tone: "trouble", title, detail });
