import type { FloorMode, RoomView } from "../../signaling/protocol";
import { words } from "../messages/words";
import { hasTurn } from "../words/headline";
import { nameOfSeat } from "../words/names";

const said = words.said;

/** What a change of the floor deserves to be said about it. */
export function floorNews(before: RoomView, after: RoomView): (string | null)[] {
  return [
    ...modeNews(before, after),
    turnNews(before, after),
    holderNews(before, after),
    nextNews(before, after),
  ];
}

function modeNews(before: RoomView, after: RoomView): (string | null)[] {
  const prompt = after.floor.round?.prompt ?? null;
  const asked = prompt === null || prompt === before.floor.round?.prompt ? null : said.prompt(prompt);
  if (before.floor.mode === after.floor.mode) return [asked];
  return [begun(after) ?? ended(before.floor.mode) ?? said.openStarted, asked];
}

/** What begins with a mode; null for the plain ones when something else ends with them. */
function begun(after: RoomView): string | null {
  switch (after.floor.mode) {
    case "round":
      return said.roundStarted;
    case "feedback": {
      const sharer = after.floor.round?.sharer ?? null;
      return sharer === after.me.seat ? said.feedbackForYou : said.feedbackStarted(nameOfSeat(after, sharer));
    }
    case "piece":
      return said.pieceStarted;
    case "quiet":
      return said.quietStarted;
    case "open":
    case "queue":
      return null;
  }
}

function ended(mode: FloorMode): string | null {
  const endings: Readonly<Partial<Record<FloorMode, string>>> = {
    round: said.roundEnded,
    feedback: said.feedbackEnded,
    quiet: said.quietEnded,
  };
  return endings[mode] ?? null;
}

function turnNews(before: RoomView, after: RoomView): string | null {
  const had = hasTurn(before);
  if (!hasTurn(after)) return had ? said.turnPassed : null;
  if (had) return null;
  const { mode, round } = after.floor;
  if (mode === "piece") return said.pieceYours;
  if (mode !== "feedback") return said.yourTurn;
  return round?.answering === true
    ? said.lastWord
    : said.feedbackOffered(nameOfSeat(after, round?.sharer ?? null));
}

function holderNews(before: RoomView, after: RoomView): string | null {
  const { holder, mode } = after.floor;
  if (holder === null || holder === before.floor.holder || holder === after.me.seat) return null;
  const name = nameOfSeat(after, holder);
  return mode === "piece" ? said.pieceHeld(name) : said.speaks(name);
}

function nextNews(before: RoomView, after: RoomView): string | null {
  const { seat } = after.me;
  return after.floor.next === seat && before.floor.next !== seat && !hasTurn(after) ? said.youAreNext : null;
}
