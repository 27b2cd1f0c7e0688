import type { Model, RoomModel } from "../../room/model";
import type { CircleSeat, RoomView } from "../../signaling/protocol";
import { words } from "../messages/words";
import { facilitatorsOf, listOfNames } from "../words/names";
import { careNews, guestNews, messageNews, ownShieldNews } from "./careNews";
import { floorNews } from "./floorNews";
import { facilitatorAnnouncements } from "./facilitatorAnnouncements";

/** What a screen reader is told: `status` politely, `alert` at once. */
export interface Announcements {
  readonly status: readonly string[];
  readonly alert: readonly string[];
}

const said = words.said;

/** The sentences that the change from one model to the next deserves; nothing when nothing of note changed. */
export function announcements(previous: Model | null, next: Model): Announcements {
  if (next.page === "after") return previous?.page === "after" ? silence : leaving(next.reason);
  if (next.page === "waiting") return polite(inWaitingRoom(previous, next));
  if (next.page === "room") {
    // Behind the shield not a word may be heard.
    if (next.room.shield) return silence;
    if (previous?.page === "room") return polite(inRoom(previous.room, next.room));
    return polite([said.admitted]);
  }
  return silence;
}

const silence: Announcements = { status: [], alert: [] };

function polite(status: readonly (string | null)[]): Announcements {
  return { status: status.filter((sentence) => sentence !== null), alert: [] };
}

function leaving(reason: Extract<Model, { page: "after" }>["reason"]): Announcements {
  const title = `${words.after[reason].title}.`;
  return reason === "left" ? { status: [title], alert: [] } : { status: [], alert: [title] };
}

function inWaitingRoom(previous: Model | null, next: Extract<Model, { page: "waiting" }>): (string | null)[] {
  if (previous?.page === "room") return [said.backToLobby];
  if (previous?.page !== "waiting") return [said.waiting(facilitatorsOf(next.info.group.facilitators))];
  return [
    connection(previous.connection, next.connection),
    supportSeen(previous.view, next.view),
    ...guestNews(previous.view, next.view),
    ...messageNews(previous.messages, next.messages, { facilitating: false }),
  ];
}

function inRoom(previous: RoomModel, next: RoomModel): (string | null)[] {
  const before = previous.view;
  const after = next.view;
  return [
    ownShieldNews(previous, next),
    connection(previous.connection, next.connection),
    ...phase(before, after),
    ...people(before, after),
    ...floorNews(before, after),
    ...ownState(before, after),
    ...careNews(before, after),
    ...messageNews(previous.messages, next.messages, { facilitating: after.facilitation !== null }),
    ...facilitatorAnnouncements(previous, next),
    next.notice !== null && next.notice.id !== previous.notice?.id
      ? (next.notice.text ?? words.prompts.notSent)
      : null,
  ];
}

function connection(before: RoomModel["connection"], after: RoomModel["connection"]): string | null {
  if (before === after) return null;
  if (after === "connected") return said.reconnected;
  return before === "connected" ? said.reconnecting : null;
}

function phase(before: RoomView, after: RoomView): (string | null)[] {
  const lines: (string | null)[] = [];
  if (before.room.phase !== after.room.phase) {
    if (after.room.phase === "on_hold") lines.push(said.hold);
    else if (before.room.phase === "on_hold") lines.push(said.resumed);
    else if (before.room.phase === "doors_closed") lines.push(said.roomOpen);
    if (after.room.phase === "closing") lines.push(said.closing);
  }
  if (after.facilitation !== null && before.room.locked !== after.room.locked)
    lines.push(after.room.locked ? said.locked : said.unlocked);
  return lines;
}

function people(before: RoomView, after: RoomView): (string | null)[] {
  const others = (view: RoomView): CircleSeat[] => view.circle.filter((one) => one.seat !== view.me.seat);
  const was = new Map(others(before).map((one) => [one.seat, one]));
  const is = new Map(others(after).map((one) => [one.seat, one]));
  const came = [...is.values()].filter((one) => !was.has(one.seat)).map((one) => one.name);
  const left = [...was.values()].filter((one) => !is.has(one.seat)).map((one) => one.name);
  const changed = [...is.values()].map((one) => {
    const state = was.get(one.seat)?.state;
    if (state === undefined || state === one.state) return null;
    return one.state === "away" ? said.away(one.name) : said.back(one.name);
  });
  return [
    came.length > 0 ? said.came(listOfNames(came), came.length) : null,
    left.length > 0 ? said.left(listOfNames(left), left.length) : null,
    ...changed,
  ];
}

function ownState(before: RoomView, after: RoomView): (string | null)[] {
  const lines: (string | null)[] = [];
  const place = after.me.queue_position;
  if (place !== null && place !== before.me.queue_position && after.floor.next !== after.me.seat)
    lines.push(said.queued(words.bar.queued(place)));
  if (after.me.muted && !before.me.muted) lines.push(said.muted);
  if (after.me.unmute_asked && !before.me.unmute_asked) lines.push(said.unmuteAsked);
  lines.push(supportSeen(before, after));
  return lines;
}

function supportSeen(before: RoomView, after: RoomView): string | null {
  const was = before.me.support;
  const is = after.me.support;
  if (is === null) return null;
  const kind = words.support.kinds[is.kind];
  if (is.acknowledged) return was?.acknowledged === true ? null : words.support.seen(kind);
  return was?.signal === is.signal && was.kind === is.kind && !was.acknowledged
    ? null
    : words.support.sent(kind);
}
