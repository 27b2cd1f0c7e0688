import type { RoomModel } from "../../room/model";
import type { Facilitation, RoomView } from "../../signaling/protocol";
import { words } from "../messages/words";
import { listOfNames, nameOfSeat } from "../words/names";

const said = words.panel.said;

/** What a facilitator is told besides what everybody hears; nothing to anybody else. */
export function facilitatorAnnouncements(before: RoomModel, after: RoomModel): (string | null)[] {
  const was = before.view.facilitation;
  const is = after.view.facilitation;
  if (was === null || is === null) return [];
  const change = { view: after.view, was, is };
  return [
    ...signals(change),
    ...wellbeing(change),
    ...arrivals(change),
    ...lines(before, after),
    ...queue(change),
    ...sideRoom(change),
    ...cards(change),
    ...lead(before.view, after.view),
    ...time(before.view, after.view),
  ];
}

interface Change {
  readonly view: RoomView;
  readonly was: Facilitation;
  readonly is: Facilitation;
}

type Signal = Facilitation["support"][number];

function signals({ view, was, is }: Change): string[] {
  return is.support
    .filter((one) => !one.acknowledged && !was.support.some((earlier) => isSameSignal(earlier, one)))
    .map((one) => words.said.supportFrom(nameOfSeat(view, one.seat), words.support.kinds[one.kind]));
}

/** A repeated signal keeps its id but is raised anew: later, or no longer acknowledged. */
function isSameSignal(one: Signal, other: Signal): boolean {
  return (
    one.signal === other.signal && one.since_ms === other.since_ms && one.acknowledged === other.acknowledged
  );
}

function wellbeing({ view, was, is }: Change): (string | null)[] {
  return is.people.map((one) => {
    const earlier = was.people.find((other) => other.seat === one.seat);
    const name = nameOfSeat(view, one.seat);
    if (one.unresponsive && earlier?.unresponsive !== true) return said.unanswered(name);
    if (one.connection === "frozen" && earlier !== undefined && earlier.connection !== "frozen")
      return said.frozen(name);
    return null;
  });
}

function arrivals({ was, is }: Change): (string | null)[] {
  const came = is.lobby.filter((one) => !was.lobby.some((earlier) => earlier.seat === one.seat));
  const names = came.map((one) => one.name);
  const answered = is.guests.map((one) => {
    const open = was.guests.some((earlier) => earlier.seat === one.seat && earlier.consent === "open");
    return open && one.consent !== "open" ? said.consent[one.consent](one.name) : null;
  });
  return [names.length > 0 ? words.said.waitingNow(listOfNames(names), names.length) : null, ...answered];
}

/** The line itself is read out: it is addressed to this person, and the list may be folded. */
function lines(before: RoomModel, after: RoomModel): string[] {
  const known = new Set(before.messages.map((one) => one.id));
  return after.messages
    .filter((one) => !one.mine && one.to !== "all" && !known.has(one.id) && one.text !== null)
    .map((one) => said.line(one.name ?? nameOfSeat(after.view, one.from), one.text ?? ""));
}

function queue({ view, was, is }: Change): (string | null)[] {
  const asking = is.queue.filter((one) => !was.queue.some((earlier) => earlier.seat === one.seat));
  const moved = is.queue.map((one, place) => {
    const earlier = was.queue.findIndex((other) => other.seat === one.seat);
    const byHand = one.reason === "moved" && was.queue[earlier]?.reason !== "moved";
    return byHand && earlier !== -1 && earlier !== place
      ? said.moved(nameOfSeat(view, one.seat), place + 1)
      : null;
  });
  return [...asking.map((one) => words.said.asks(nameOfSeat(view, one.seat))), ...moved];
}

function sideRoom({ view, was, is }: Change): (string | null)[] {
  if (was.side_room === null && is.side_room !== null) {
    const { facilitator, seat } = is.side_room;
    if (facilitator === view.me.seat) return [words.panel.sideRoomMine(nameOfSeat(view, seat))];
    return [said.sideRoomOpened(nameOfSeat(view, facilitator), nameOfSeat(view, seat))];
  }
  return [was.side_room !== null && is.side_room === null ? said.sideRoomClosed : null];
}

function cards({ view, was, is }: Change): string[] {
  return is.people.flatMap((one) => {
    const known = was.people.find((earlier) => earlier.seat === one.seat)?.card_opened_by ?? [];
    return one.card_opened_by
      .filter((opener) => opener !== view.me.seat && !known.includes(opener))
      .map((opener) => said.cardOpened(nameOfSeat(view, opener), nameOfSeat(view, one.seat)));
  });
}

function lead(before: RoomView, after: RoomView): (string | null)[] {
  const leads = (view: RoomView): string | undefined => view.circle.find((one) => one.lead)?.seat;
  const now = leads(after);
  if (now === undefined || now === leads(before)) return [];
  return [now === after.me.seat ? said.youLead : said.leads(nameOfSeat(after, now))];
}

function time(before: RoomView, after: RoomView): (string | null)[] {
  const { room } = after;
  const due = before.facilitation?.check_out_due === false && after.facilitation?.check_out_due === true;
  return [
    room.landing !== null && room.landing !== before.room.landing
      ? room.landing === 0
        ? said.timeOver
        : said.landing(room.landing)
      : null,
    room.segment !== null && room.segment.index !== before.room.segment?.index
      ? said.segment(room.segment.title ?? words.panel.segments[room.segment.kind])
      : null,
    due && room.segment?.kind !== "check_out" ? said.checkOutDue : null,
    room.debrief && !before.room.debrief ? said.debrief : null,
  ];
}
