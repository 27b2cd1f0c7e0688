import type { Message, RoomModel } from "../../room/model";
import type { RoomView } from "../../signaling/protocol";
import { words } from "../messages/words";
import { courseOf } from "../words/course";
import { listOfNames, nameOfSeat } from "../words/names";

const said = words.said;

/**
 * What is to be said of people and care: shield, side room, questions, lead, time, reactions. Of some of it facilitators
 * hear in other words (facilitatorAnnouncements.ts).
 */
export function careNews(before: RoomView, after: RoomView): (string | null)[] {
  return [
    after.me.check !== null && before.me.check === null ? said.check : null,
    asideNews(before, after),
    pairNews(before, after),
    ...shieldNews(before, after),
    leadNews(before, after),
    courseNews(before, after),
    ...guestNews(before, after),
    ...reactionNews(before, after),
    chatNews(before, after),
  ];
}

/** Guests about whom this person is newly asked; in the waiting room too. */
export function guestNews(before: RoomView, after: RoomView): string[] {
  const asked = new Set(before.me.guest_questions.map(({ seat }) => seat));
  return after.me.guest_questions
    .filter(({ seat }) => !asked.has(seat))
    .map(({ name }) => said.guestAsked(name));
}

/** Lines that came, and own ones that did not get through; facilitators hear private ones in other words. */
export function messageNews(
  before: readonly Message[],
  after: readonly Message[],
  { facilitating }: { readonly facilitating: boolean },
): string[] {
  const known = new Map(before.map((one) => [one.id, one.delivery]));
  return after.flatMap((one) => {
    if (one.mine)
      return one.delivery === "failed" && known.get(one.id) !== "failed" ? [said.messageFailed] : [];
    if (known.has(one.id) || (facilitating && one.to !== "all")) return [];
    const writing = words.writing;
    const from = writing.from[one.to === "seat" ? "me" : one.to](one.name ?? writing.aFacilitator);
    return [said.message(from, one.text ?? writing.unreadable)];
  });
}

/** The shield of this person: nothing is said while it is up. */
export function ownShieldNews(before: RoomModel, after: RoomModel): string | null {
  return before.shield && !after.shield ? said.ownShieldDown : null;
}

function asideNews(before: RoomView, after: RoomView): string | null {
  if (after.facilitation !== null || after.me.aside === before.me.aside) return null;
  return after.me.aside === null ? said.asideOver : said.asideWith(nameOfSeat(after, after.me.aside));
}

/** A pair that goes aside or comes back, for the rest of the circle. */
function pairNews(before: RoomView, after: RoomView): string | null {
  if (after.facilitation !== null || after.me.aside !== null || before.me.aside !== null) return null;
  const wasAside = asideNames(before);
  const isAside = asideNames(after);
  if (isAside.length > 1 && wasAside.length === 0) return said.pairAside(listOfNames(isAside));
  return wasAside.length > 1 && isAside.length === 0 ? said.pairBack(listOfNames(wasAside)) : null;
}

function asideNames({ circle }: RoomView): string[] {
  return circle.filter(({ aside }) => aside).map(({ name }) => name);
}

function shieldNews(before: RoomView, after: RoomView): string[] {
  const was = new Map(before.circle.map(({ seat, shielded }) => [seat, shielded]));
  return after.circle.flatMap(({ seat, name, shielded }) => {
    if (seat === after.me.seat || (was.get(seat) ?? shielded) === shielded) return [];
    return [shielded ? said.shieldUp(name) : said.shieldDown(name)];
  });
}

function leadNews(before: RoomView, after: RoomView): string | null {
  if (after.facilitation !== null) return null;
  const was = before.circle.find(({ lead }) => lead);
  const is = after.circle.find(({ lead }) => lead);
  return is === undefined || was === undefined || is.seat === was.seat ? null : said.leads(is.name);
}

function courseNews(before: RoomView, after: RoomView): string | null {
  if (after.facilitation !== null) return null;
  const course = courseOf(after.room);
  if (course === null || course === courseOf(before.room)) return null;
  return after.room.landing === null ? said.segment(course) : `${course}.`;
}

function reactionNews(before: RoomView, after: RoomView): string[] {
  if (after.floor.mode === "quiet") return [];
  const was = new Map(before.circle.map(({ seat, reaction }) => [seat, reaction]));
  return after.circle.flatMap(({ seat, name, reaction }) => {
    if (seat === after.me.seat || reaction === null || was.get(seat) === reaction) return [];
    return [said.reacted(name, words.reactions.kinds[reaction])];
  });
}

function chatNews(before: RoomView, after: RoomView): string | null {
  if (before.room.chat === after.room.chat) return null;
  return after.room.chat === "all" ? said.chatOn : said.chatOff;
}
