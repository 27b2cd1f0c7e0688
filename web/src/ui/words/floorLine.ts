import type { RoomView } from "../../signaling/protocol";
import { words } from "../messages/words";
import { calm, onFloor, type Headline } from "./line";
import { nameOfSeat } from "./names";

const said = words.headline;

/** Whether it is this person's turn to speak. */
export function hasTurn(view: RoomView): boolean {
  return view.me.turn === "offered" || view.floor.holder === view.me.seat;
}

/**
 * Whose turn it is and who is next, in each mode of the floor.
 *
 * @param leftMs time left of the turn, negative past its end, null without a timer
 */
export function floorLine(view: RoomView, leftMs: number | null): Headline {
  switch (view.floor.mode) {
    case "quiet":
      return calm(said.quiet, view.me.role === "facilitator" ? said.quietFacilitators : said.quietDetail);
    case "piece":
      return pieceLine(view);
    case "feedback":
      return feedbackLine(view, leftMs);
    case "open":
      return view.floor.holder === null
        ? calm(view.circle.length > 1 ? said.openFloor : said.alone, null)
        : turnLine(view, leftMs);
    case "queue":
    case "round":
      return turnLine(view, leftMs);
  }
}

function pieceLine(view: RoomView): Headline {
  const { holder } = view.floor;
  if (hasTurn(view)) return onFloor(said.pieceYours, said.pieceYoursDetail);
  if (holder === null) return calm(said.pieceNobody, null);
  return onFloor(said.pieceHeld(nameOfSeat(view, holder)), null);
}

function feedbackLine(view: RoomView, leftMs: number | null): Headline {
  const { round, holder } = view.floor;
  const sharer = nameOfSeat(view, round?.sharer ?? null);
  const mine = round?.sharer === view.me.seat;
  if (round?.answering === true) {
    if (mine) return onFloor(said.lastWord, said.lastWordDetail);
    return onFloor(said.lastWordOf(sharer), null);
  }
  if (mine) return calm(said.feedbackForYou, said.feedbackForYouDetail);
  if (hasTurn(view))
    return isOver(leftMs)
      ? onFloor(said.yourTurnOver, said.yourTurnOverDetail)
      : onFloor(said.feedbackTo(sharer), said.feedbackToDetail);
  if (holder !== null) return onFloor(said.feedbackSpeaks(nameOfSeat(view, holder), sharer), nextLine(view));
  return calm(said.betweenTurns, nextLine(view));
}

function turnLine(view: RoomView, leftMs: number | null): Headline {
  const { floor, me } = view;
  if (hasTurn(view)) {
    if (isOver(leftMs)) return onFloor(said.yourTurnOver, said.yourTurnOverDetail);
    return onFloor(said.yourTurn, said.yourTurnDetail);
  }
  const next = nextLine(view);
  if (floor.holder !== null) return onFloor(said.speaks(nameOfSeat(view, floor.holder)), next);
  if (floor.mode === "round") return calm(said.betweenTurns, next);
  if (next !== null) return calm(said.queueEmpty, next);
  return calm(
    said.queueEmpty,
    me.role === "facilitator" ? said.queueEmptyFacilitator : said.queueEmptyDetail,
  );
}

/** Who is next; for who waits further back, their own place. */
function nextLine(view: RoomView): string | null {
  const { next } = view.floor;
  if (next === view.me.seat) return said.youAreNext;
  const name = nameOfSeat(view, next);
  const place = view.me.queue_position;
  const own = place === null || place < 2 ? null : `${words.bar.queued(place)}.`;
  if (name === "") return own;
  return own === null ? said.nextIs(name) : `${said.nextIs(name)}. ${own}`;
}

function isOver(leftMs: number | null): boolean {
  return leftMs !== null && leftMs <= 0;
}
