import { describe, expect, test } from "vitest";
import type { Model } from "../../room/model";
import { ANA, aSeat, BEN, CYD, DANA, inLobby, inRoom } from "../testing/rooms";
import { announcements } from "./announcements";

const status = (previous: Model | null, next: Model): readonly string[] =>
  announcements(previous, next).status;
const after = (reason: "left" | "ended" | "removed" | "declined" | "replaced"): Model => ({
  page: "after",
  reason,
  groupName: "Tuesday group",
  nextMs: null,
  mayComeBack: reason === "left",
});
const asDana = { me: { seat: DANA, name: "Dana", role: "facilitator" } } as const;

describe("coming and going", () => {
  test("the waiting room says that the facilitator will know", () => {
    expect(status(null, inLobby())).toEqual([
      "You are in the waiting room. Dana will see that you are here.",
    ]);
  });

  test("being admitted is said", () => {
    expect(status(inLobby(), inRoom())).toEqual(["You are in the room."]);
  });

  test("being sent back is said", () => {
    expect(status(inRoom(), inLobby())).toEqual(["You are in the waiting room again."]);
  });

  test.each(["ended", "removed", "declined", "replaced"] as const)("%s is an alert", (reason) => {
    const said = announcements(inRoom(), after(reason));
    expect(said.alert).toHaveLength(1);
    expect(said.status).toEqual([]);
  });

  test("leaving by oneself is no alert, and the page afterwards is announced once", () => {
    expect(announcements(inRoom(), after("left")).alert).toEqual([]);
    expect(announcements(after("ended"), after("ended"))).toEqual({ status: [], alert: [] });
  });

  test("others who come are named together, those who leave too", () => {
    const alone = inRoom({ circle: [aSeat(ANA, "Ana")] });
    // The comma before the last name is a matter of the locale.
    expect(status(alone, inRoom())).toEqual([expect.stringMatching(/^Dana, Ben,? and Cyd are here\.$/u)]);
    expect(status(inRoom(), alone)).toEqual([expect.stringMatching(/^Dana, Ben,? and Cyd have left\.$/u)]);
  });

  test("somebody who reconnects is said to, and to be back", () => {
    const away = inRoom({ circle: [aSeat(ANA, "Ana"), aSeat(BEN, "Ben", { state: "away" })] });
    const back = inRoom({ circle: [aSeat(ANA, "Ana"), aSeat(BEN, "Ben")] });
    expect(status(back, away)).toEqual(["Ben is reconnecting."]);
    expect(status(away, back)).toEqual(["Ben is back."]);
  });
});

describe("the floor", () => {
  const round = (floor: object): Model => inRoom({ floor: { mode: "round", ...floor } });

  test("one's own turn is said once", () => {
    const mine = inRoom({ floor: { mode: "round", holder: ANA }, me: { turn: "offered" } });
    expect(status(round({}), mine)).toEqual(["It is your turn. Take your time."]);
    expect(status(mine, mine)).toEqual([]);
  });

  test("the end of one's turn and who follows is said", () => {
    const mine = inRoom({ floor: { mode: "round", holder: ANA }, me: { turn: "offered" } });
    expect(status(mine, round({ holder: BEN }))).toEqual(["Your turn is over.", "Ben has the floor."]);
  });

  test("being next is said, instead of a place in the queue", () => {
    const next = inRoom({ floor: { mode: "queue", holder: BEN, next: ANA }, me: { queue_position: 1 } });
    expect(status(inRoom({ floor: { mode: "queue", holder: BEN } }), next)).toEqual(["You are next."]);
  });

  test("a place further back is said in words", () => {
    const queue = { mode: "queue", holder: BEN, next: CYD } as const;
    expect(status(inRoom({ floor: queue }), inRoom({ floor: queue, me: { queue_position: 2 } }))).toEqual([
      "You are second to speak.",
    ]);
  });

  test("a round's start and end are said", () => {
    expect(status(inRoom(), round({}))).toEqual(["A round has started."]);
    expect(status(round({}), inRoom())).toEqual(["The round is over."]);
  });
});

describe("trouble", () => {
  test("a lost connection is said once, and its return", () => {
    const lost = inRoom({}, { connection: "reconnecting" });
    const offline = inRoom({}, { connection: "offline" });
    expect(status(inRoom(), lost)).toEqual(["The connection was lost. Reconnecting. Your seat is kept."]);
    expect(status(lost, offline)).toEqual([]);
    expect(status(offline, inRoom())).toEqual(["You are connected again."]);
  });

  test("hold and its end are said", () => {
    const hold = inRoom({ room: { phase: "on_hold" } });
    expect(status(inRoom(), hold)[0]).toContain("short pause");
    expect(status(hold, inRoom())).toEqual(["The pause is over. The session goes on."]);
  });

  test("a notice is said once", () => {
    const noticed = inRoom({}, { notice: { id: 7, text: "The room is full." } });
    expect(status(inRoom(), noticed)).toEqual(["The room is full."]);
    expect(status(noticed, noticed)).toEqual([]);
  });

  test("a mute and the question to unmute are said", () => {
    expect(status(inRoom(), inRoom({ me: { muted: true } }))).toEqual([
      "A facilitator has muted your microphone.",
    ]);
    expect(status(inRoom({ me: { muted: true } }), inRoom({ me: { unmute_asked: true } }))).toEqual([
      "A facilitator asks you to unmute. It is your choice.",
    ]);
  });
});

describe("support", () => {
  const signal = { signal: "s1", kind: "need_a_word", acknowledged: false } as const;
  const seen = { ...signal, acknowledged: true };

  test("the sender hears that it was sent and that it was seen", () => {
    const sent = inRoom({ me: { support: signal } });
    expect(status(inRoom(), sent)).toEqual(["“I need a word” was sent. Only the facilitators see it."]);
    expect(status(sent, inRoom({ me: { support: seen } }))).toEqual([
      "A facilitator has seen your signal “I need a word”.",
    ]);
  });

  test("it works in the waiting room too", () => {
    expect(status(inLobby({ me: { support: signal } }), inLobby({ me: { support: seen } }))).toHaveLength(1);
  });

  test("a facilitator hears whose signal it is, and again when it is raised anew", () => {
    const raised = { signal: "s1", seat: BEN, kind: "urgent", since_ms: 1, acknowledged: false } as const;
    const none = inRoom({ ...asDana, facilitation: {} });
    const one = inRoom({ ...asDana, facilitation: { support: [raised] } });
    const known = inRoom({ ...asDana, facilitation: { support: [{ ...raised, acknowledged: true }] } });
    expect(status(none, one)).toEqual(["Support signal from Ben: Urgent."]);
    expect(status(one, known)).toEqual([]);
    expect(status(known, one)).toEqual(["Support signal from Ben: Urgent."]);
  });

  test("a facilitator hears who waits and who asks", () => {
    const before = inRoom({ ...asDana, facilitation: {} });
    const since_ms = 1;
    const waiting = {
      seat: "e",
      name: "Eva",
      role: "member",
      since_ms,
      connected: true,
      late: false,
    } as const;
    const later = inRoom({
      ...asDana,
      facilitation: { lobby: [waiting], queue: [{ seat: CYD, since_ms, reason: "arrival", deficit: 0 }] },
    });
    expect(status(before, later)).toEqual(["Eva is in the waiting room.", "Cyd asks for the floor."]);
  });
});
