import { describe, expect, test } from "vitest";
import type { Message, RoomModel } from "../../room/model";
import type { PersonNotes } from "../../signaling/protocol";
import { aRoomModel, aSeat, BEN, CYD, DANA, type ViewChange } from "../testing/rooms";
import { facilitatorAnnouncements } from "./facilitatorAnnouncements";

const EMIL = "seat-emil";
const asDana = { seat: DANA, name: "Dana", role: "facilitator" } as const;
const circle = [
  aSeat(DANA, "Dana", { role: "facilitator", lead: true }),
  aSeat(EMIL, "Emil", { role: "facilitator" }),
  aSeat(BEN, "Ben"),
  aSeat(CYD, "Cyd"),
];

function seen(change: ViewChange = {}, model: Partial<RoomModel> = {}): RoomModel {
  return aRoomModel({ circle, ...change, me: asDana, facilitation: { ...change.facilitation } }, model);
}

/** What Dana is told when her view changes so from a calm one. */
function said(change: ViewChange, before: ViewChange = {}): string[] {
  return facilitatorAnnouncements(seen(before), seen(change)).filter((line) => line !== null);
}

const notesOf = (seat: string, change: Partial<PersonNotes> = {}): PersonNotes => ({
  seat,
  offered: 0,
  taken: 0,
  speech_ms: 0,
  connection: "good",
  unresponsive: false,
  card: "sealed",
  card_opened_by: [],
  ...change,
});

const people = (change: Partial<PersonNotes>): ViewChange => ({
  facilitation: { people: [notesOf(BEN, change)] },
});

describe("care", () => {
  test("somebody who does not answer is named once", () => {
    expect(said(people({ unresponsive: true }), people({}))).toEqual(["Ben has not answered you."]);
    expect(said(people({ unresponsive: true }), people({ unresponsive: true }))).toEqual([]);
  });

  test("a connection that stands still is called frozen, not silence", () => {
    expect(said(people({ connection: "frozen" }), people({ connection: "weak" }))).toEqual([
      "The connection of Ben is frozen.",
    ]);
  });

  test("a card that another opened is told, one's own is not", () => {
    expect(said(people({ card_opened_by: [DANA, EMIL] }), people({}))).toEqual([
      "Emil has opened the emergency card of Ben.",
    ]);
  });

  test("a side room is told to who stays and to who goes, and its end", () => {
    const emils = { facilitation: { side_room: { facilitator: EMIL, seat: BEN } } };
    const own = { facilitation: { side_room: { facilitator: DANA, seat: BEN } } };
    expect(said(emils)).toEqual(["Emil and Ben are in the side room."]);
    expect(said(own)[0]).toContain("You are in the side room with Ben.");
    expect(said({}, emils)).toEqual(["The side room has ended."]);
  });
});

describe("who comes in, and who leads", () => {
  test("what the group answered about a guest is told without a name of who did", () => {
    const guest = (consent: "open" | "agreed" | "refused"): ViewChange => ({
      facilitation: { guests: [{ seat: "e", name: "Eva", consent, missing: 0 }] },
    });
    expect(said(guest("agreed"), guest("open"))).toEqual(["Every member agreed to Eva."]);
    expect(said(guest("refused"), guest("open"))).toEqual(["Not every member agreed to Eva."]);
    expect(said(guest("agreed"), guest("agreed"))).toEqual([]);
  });

  test("a new lead is told", () => {
    const led = circle.map((seat) => ({ ...seat, lead: seat.seat === EMIL }));
    expect(said({ circle: led })).toEqual(["Emil leads now."]);
    expect(said({}, { circle: led })).toEqual(["You lead now."]);
  });
});

describe("the queue", () => {
  const queued = (order: readonly string[], moved: string | null): ViewChange => ({
    facilitation: {
      queue: order.map((seat) => ({
        seat,
        since_ms: 0,
        reason: seat === moved ? "moved" : "arrival",
        deficit: 0,
      })),
    },
  });

  test("where somebody was put is told, once", () => {
    expect(said(queued([CYD, BEN], CYD), queued([BEN, CYD], null))).toEqual([
      "Cyd is number 1 in the queue.",
    ]);
    expect(said(queued([CYD, BEN], CYD), queued([CYD, BEN], CYD))).toEqual([]);
  });
});

describe("time", () => {
  test("each mark before the end is told once", () => {
    expect(said({ room: { landing: 5 } }, { room: { landing: 15 } })).toEqual(["5 minutes left."]);
    expect(said({ room: { landing: 0 } }, { room: { landing: 2 } })).toEqual(["The planned time is over."]);
    expect(said({ room: { landing: 5 } }, { room: { landing: 5 } })).toEqual([]);
  });

  test("the check-out is called when it is due, unless it runs", () => {
    const due = { facilitation: { check_out_due: true } };
    const running = { index: 3, kind: "check_out", title: null, ends_ms: 0 } as const;
    expect(said(due)).toEqual(["It is time for the check-out."]);
    expect(said({ ...due, room: { segment: running } })).toEqual(["Check-out begins."]);
    expect(said({ ...due, room: { segment: running } }, { room: { segment: running } })).toEqual([]);
  });

  test("the debrief is told", () => {
    expect(said({ room: { debrief: true } })).toEqual(["The debrief has begun. You are among facilitators."]);
  });
});

describe("lines", () => {
  const line: Message = {
    id: "l1",
    from: BEN,
    name: "Ben",
    mine: false,
    to: "facilitators",
    seat: null,
    atMs: 0,
    text: "I must go early.",
    delivery: "sent",
  };

  test("one that is addressed to the facilitators is read out once, one's own never", () => {
    const messages = [line, { ...line, id: "l2", mine: true }];
    expect(facilitatorAnnouncements(seen(), seen({}, { messages }))).toContain(
      "Ben writes to you: I must go early.",
    );
    expect(facilitatorAnnouncements(seen({}, { messages }), seen({}, { messages })).join("")).toBe("");
  });
});

test("nobody but facilitators is told any of it", () => {
  const member = aRoomModel({ circle });
  expect(facilitatorAnnouncements(member, member)).toEqual([]);
});
