import { describe, expect, test } from "vitest";
import type { Message, Model } from "../../room/model";
import { ANA, aSeat, BEN, CYD, DANA, inLobby, inRoom } from "../testing/rooms";
import { announcements } from "./announcements";

const status = (previous: Model | null, next: Model): readonly string[] =>
  announcements(previous, next).status;

const dana = aSeat(DANA, "Dana", { role: "facilitator", lead: true });
const circle = [dana, aSeat(ANA, "Ana"), aSeat(BEN, "Ben"), aSeat(CYD, "Cyd")];

function withBen(change: Parameters<typeof aSeat>[2]): Model {
  return inRoom({ circle: circle.map((one) => (one.seat === BEN ? { ...one, ...change } : one)) });
}

function aLine(change: Partial<Message> = {}): Message {
  const calm = { id: "l1", from: DANA, name: "Dana", mine: false, seat: null, atMs: 1, text: "Hello." };
  return { ...calm, to: "me", delivery: "sent", ...change };
}

const round = { number: 1, taken: 0, total: 2, prompt: null, sharer: null, answering: false };

describe("the modes of the floor", () => {
  test("a round's question is read out", () => {
    const next = inRoom({ floor: { mode: "round", round: { ...round, prompt: "What helped?" } } });
    expect(status(inRoom(), next)).toEqual(["A round has started.", "The question: What helped?"]);
  });

  test("feedback is told to who gives it and to who gets it", () => {
    const toBen = { mode: "feedback", round: { ...round, sharer: BEN } } as const;
    const toAna = { mode: "feedback", round: { ...round, sharer: ANA } } as const;
    expect(status(inRoom(), inRoom({ floor: toBen }))).toEqual(["Everyone may now say something to Ben."]);
    expect(status(inRoom(), inRoom({ floor: toAna }))).toEqual([
      "The others may now say something to you. You can stop it at any time.",
    ]);
    expect(status(inRoom({ floor: toBen }), inRoom({ floor: { ...toBen, holder: ANA } }))).toEqual([
      "You may say something to Ben, or pass.",
    ]);
    const last = { ...toAna, holder: ANA, round: { ...toAna.round, answering: true } };
    expect(status(inRoom({ floor: toAna }), inRoom({ floor: last }))).toEqual(["The last word is yours."]);
  });

  test("who holds the piece is said", () => {
    const piece = { mode: "piece", holder: BEN } as const;
    expect(status(inRoom(), inRoom({ floor: piece }))).toEqual([
      "From now on the talking piece goes from hand to hand.",
      "Ben holds the talking piece.",
    ]);
    expect(status(inRoom({ floor: piece }), inRoom({ floor: { ...piece, holder: ANA } }))).toEqual([
      "You hold the talking piece. Hand it on when you are ready.",
    ]);
  });

  test("a silence begins and ends in words", () => {
    const quiet = inRoom({ floor: { mode: "quiet" } });
    expect(status(inRoom(), quiet)).toEqual(["A shared silence begins. Nobody needs to do anything."]);
    expect(status(quiet, inRoom())).toEqual(["The silence is over."]);
  });
});

describe("care", () => {
  test("a private question is read", () => {
    expect(status(inRoom(), inRoom({ me: { check: 5 } }))).toEqual([
      "A facilitator asks you privately: are you all right?",
    ]);
  });

  test("who goes aside, and who comes back", () => {
    const aside = inRoom({ me: { aside: DANA } });
    expect(status(inRoom(), aside)).toEqual([
      "You are in the side room with Dana. Only the two of you hear and see each other.",
    ]);
    expect(status(aside, inRoom())).toEqual(["You are back with the group."]);
    const pair = inRoom({
      circle: circle.map((one) => ({ ...one, aside: one.seat === DANA || one.seat === BEN })),
    });
    expect(status(inRoom({ circle }), pair)).toEqual(["Dana and Ben are in the side room for a while."]);
    expect(status(pair, inRoom({ circle }))).toEqual(["Dana and Ben are back with the group."]);
  });

  test("another's shield, and reactions but not in a silence", () => {
    expect(status(inRoom({ circle }), withBen({ shielded: true }))).toEqual(["Ben has put the shield up."]);
    expect(status(withBen({ shielded: true }), inRoom({ circle }))).toEqual(["Ben is back."]);
    expect(status(inRoom({ circle }), withBen({ reaction: "with_you" }))).toEqual(["Ben: With you."]);
    const seats = circle.map((one) => ({ ...one, reaction: "agree" as const }));
    const quiet = { mode: "quiet" } as const;
    expect(status(inRoom({ circle, floor: quiet }), inRoom({ circle: seats, floor: quiet }))).toEqual([]);
  });

  test("another lead is named", () => {
    const eva = aSeat("seat-eva", "Eva", { role: "facilitator" });
    const before = inRoom({ circle: [...circle, eva] });
    const after = inRoom({ circle: [{ ...dana, lead: false }, ...circle.slice(1), { ...eva, lead: true }] });
    expect(status(before, after)).toEqual(["Eva now leads the session."]);
  });

  test("behind the shield nothing is said, and coming back is", () => {
    const shielded = inRoom({ me: { check: 5 } }, { shield: true, messages: [aLine()] });
    expect(announcements(inRoom(), shielded)).toEqual({ status: [], alert: [] });
    expect(status(inRoom({}, { shield: true }), inRoom())).toEqual(["You are back in the room."]);
  });

  test("the time and the parts of the session are told to members", () => {
    const work = { index: 1, kind: "work", title: null, ends_ms: null } as const;
    expect(status(inRoom(), inRoom({ room: { segment: work } }))).toEqual(["Now: Work."]);
    expect(
      status(inRoom({ room: { segment: work } }), inRoom({ room: { segment: work, landing: 5 } })),
    ).toEqual(["About 5 minutes are left."]);
  });
});

describe("what is written", () => {
  test("a line is read with its sender, one's own is not, one that failed is", () => {
    const sending = aLine({ id: "l2", mine: true, from: ANA, to: "facilitators", delivery: "sending" });
    expect(status(inRoom(), inRoom({}, { messages: [aLine(), sending] }))).toEqual([
      "Dana, to you alone: Hello.",
    ]);
    const failed = inRoom({}, { messages: [{ ...sending, delivery: "failed" }] });
    expect(status(inRoom({}, { messages: [sending] }), failed)).toEqual(["Your message was not sent."]);
  });

  test("in the waiting room nobody is named who cannot be seen", () => {
    const lobby = inLobby();
    if (lobby.page !== "waiting") throw new Error("expected the waiting room");
    expect(status(lobby, { ...lobby, messages: [aLine({ name: null })] })).toEqual([
      "A facilitator, to you alone: Hello.",
    ]);
  });

  test("a question about a guest comes to the waiting room too", () => {
    const asked = inLobby({ me: { guest_questions: [{ seat: "seat-ivo", name: "Ivo" }] } });
    expect(status(inLobby(), asked)).toEqual(["A question to the group: may Ivo join as a guest?"]);
  });
});
