import type { CircleSeat, FloorMode, RoomView } from "../../signaling/protocol";
import { locale, words } from "../messages/words";

/** One or two letters to stand for a person without a picture: first letters of the first and the last name. */
export function initials(name: string): string {
  const parts = name.trim().split(/\s+/u).filter(Boolean);
  const chosen = parts.length > 1 ? [parts[0], parts[parts.length - 1]] : parts;
  return chosen.map((part) => firstLetter(part ?? "")).join("");
}

function firstLetter(word: string): string {
  const [letter] = new Intl.Segmenter(locale).segment(word);
  return letter?.segment.toLocaleUpperCase(locale) ?? "";
}

/**
 * What a seat is called by assistive technology: the name first, then its state in words.
 *
 * @param still whether its picture stands still while the connection is weak
 */
export function seatName(seat: CircleSeat, isMe: boolean, mode: FloorMode = "open", still = false): string {
  const said = words.circle;
  const states: string[] = [seat.name];
  if (isMe) states.push(said.you);
  if (seat.role === "facilitator") states.push(said.facilitator);
  if (seat.role === "guest") states.push(said.guest);
  if (seat.reaction !== null) states.push(words.reactions.kinds[seat.reaction]);
  if (seat.has_floor) states.push(mode === "piece" ? said.holdsPiece : said.hasFloor);
  else if (seat.next) states.push(said.next);
  if (isSilent(seat)) states.push(said.muted);
  if (!seat.camera) states.push(said.noCamera);
  if (still) states.push(said.stillDetail);
  if (seat.shielded) states.push(said.shielded);
  if (seat.aside) states.push(said.aside);
  if (seat.state === "away") states.push(said.reconnecting);
  return states.join(", ");
}

/** The one word that stands on a picture, if there is one to say: what changes what the others may expect of it. */
export function seatLabel(
  seat: CircleSeat,
  mode: FloorMode,
  still: boolean,
  together: boolean,
): SeatLabel | null {
  const said = words.circle;
  if (seat.state === "away") return { tone: "lost", text: said.reconnecting };
  if (seat.shielded) return { tone: "plain", text: said.shielded };
  if (seat.aside && !together) return { tone: "plain", text: said.aside };
  if (seat.has_floor) return { tone: "floor", text: mode === "piece" ? said.holdsPiece : said.hasFloor };
  if (seat.next) return { tone: "plain", text: said.next };
  return still ? { tone: "lost", text: said.still } : null;
}

export interface SeatLabel {
  readonly tone: "plain" | "floor" | "lost";
  readonly text: string;
}

/** Whether nobody hears this seat: its microphone is off, or a facilitator blocked it. */
export function isSilent(seat: CircleSeat): boolean {
  return seat.muted || !seat.microphone;
}

/** The name behind a seat, wherever this person may see it; an empty string when they may not. */
export function nameOfSeat(view: RoomView, seat: string | null): string {
  if (seat === null) return "";
  const everyone = [
    ...view.circle,
    ...(view.facilitation?.lobby ?? []),
    ...(view.facilitation?.expected ?? []),
  ];
  return everyone.find((one) => one.seat === seat)?.name ?? "";
}

/** "Ana", "Ana and Ben", "Ana, Ben and Cyd". */
export function listOfNames(names: readonly string[]): string {
  return new Intl.ListFormat(locale, { type: "conjunction" }).format(names);
}

/** The facilitators as the room shows them: those in the circle, or a plain word when none is there. */
export function facilitatorsOf(names: readonly string[]): string {
  return names.length === 0 ? words.someFacilitator : listOfNames(names);
}
