import type { Facilitation, GuestSeat, LobbySeat, RoomView } from "../../signaling/protocol";
import { words } from "../messages/words";

/** Why somebody who waits cannot be let in now; null when nothing is in the way. */
export type Obstacle = "no_consent" | "full" | null;

/** What keeps one person out. Facilitators take no member's place, and a guest needs the word of every member. */
export function obstacle(view: RoomView, facilitation: Facilitation, one: LobbySeat): Obstacle {
  const consent = consentOf(facilitation, one.seat)?.consent ?? "agreed";
  if (consent !== "agreed") return "no_consent";
  const taken = view.circle.filter((seat) => seat.role !== "facilitator").length;
  return taken >= view.room.capacity ? "full" : null;
}

/** The sentence beside somebody who waits: what is in the way, or for a guest that nothing is. */
export function whyNot(why: Obstacle, facilitation: Facilitation, seat: string): string | null {
  const said = words.panel;
  if (why === "full") return said.full;
  const guest = consentOf(facilitation, seat);
  if (guest === undefined) return null;
  return guest.consent === "open" ? said.consent.open(guest.missing) : said.consent[guest.consent];
}

/** Whether `Admit all` lets this person in; who is late or has not everyone's word is let in one by one. */
export function isAdmittedWithAll(view: RoomView, facilitation: Facilitation, one: LobbySeat): boolean {
  return !one.late && obstacle(view, facilitation, one) === null;
}

function consentOf(facilitation: Facilitation, seat: string): GuestSeat | undefined {
  return facilitation.guests.find((guest) => guest.seat === seat);
}
