import { describe, expect, test } from "vitest";

import type { JoinInfo, RoomView } from "../signaling/protocol";
import { CALM_FACILITATION, CALM_SEAT } from "../testing/calm";
import { LOBBY, PRESENT, withMe, withRoom } from "../testing/views";
import { FIRST_STATE, type ClientState, type Effect, type Input } from "./state";
import { step } from "./step";

const NOW = 1_795_716_000_000;
const INFO: JoinInfo = {
  group: {
    name: "Tuesday group",
    facilitators: ["Dana"],
    agreement: { version: 1, text: "Be kind." },
    emergency_card: true,
  },
  session: {
    starts_ms: NOW,
    ends_ms: NOW + 5_400_000,
    doors_ms: NOW,
    time_zone: "Europe/Berlin",
    next_ms: null,
  },
  seat: { name: "Ana", role: "member" },
};
const CARD = { where: "Ulm", phone: "110" };
const DANA = { seat: "seat-dana", key: "D".repeat(87) };
const EVA = { seat: "seat-eva", key: "E".repeat(87) };

let revision = 0;
function view(shown: RoomView): Input {
  revision += 1;
  return { type: "message", message: { type: "view", revision, now_ms: NOW, view: shown } };
}

/** The state after all inputs, and what the last of them had done; each input at its own time. */
function after(...inputs: readonly (Input | readonly [Input, number])[]): {
  readonly state: ClientState;
  readonly effects: readonly Effect[];
} {
  let state = FIRST_STATE;
  let effects: readonly Effect[] = [];
  for (const one of inputs) {
    const [input, at] = "type" in one ? [one, 0] : one;
    [state, effects] = step(state, input, NOW + at);
  }
  return { state, effects };
}

function sent(effects: readonly Effect[]): readonly unknown[] {
  return effects.flatMap((one) => (one.do === "send" ? [one.command] : []));
}

const CHECK: readonly Input[] = [
  { type: "opened", remembered: null },
  { type: "joined", info: INFO, clockSkewMs: 0 },
  { type: "join" },
  { type: "set_agreed", agreed: true },
];
const INSIDE: readonly Input[] = [
  ...CHECK,
  { type: "keep_card", card: CARD },
  { type: "ready" },
  { type: "connected" },
  view(PRESENT),
];

describe("a sign of life", () => {
  const stirred: Input = { type: "stirred" };

  test("is told at most once a minute", () => {
    expect(sent(after(...INSIDE, [stirred, 0]).effects)).toEqual([{ type: "here" }]);
    expect(sent(after(...INSIDE, [stirred, 0], [stirred, 59_999]).effects)).toEqual([]);
    expect(sent(after(...INSIDE, [stirred, 0], [stirred, 60_000]).effects)).toEqual([{ type: "here" }]);
  });

  test("does not answer a question for the person", () => {
    const asked = view(withMe(PRESENT, { check: NOW }));
    expect(sent(after(...INSIDE, asked, stirred).effects)).toEqual([]);
    expect(sent(after(...INSIDE, [stirred, 0], asked, [{ type: "all_right" }, 5]).effects)).toEqual([
      { type: "here" },
    ]);
  });

  test("is a member's, in the room, on a socket that stands", () => {
    expect(sent(after(...INSIDE, { type: "lost" }, stirred).effects)).toEqual([]);
    expect(sent(after(...INSIDE, view(LOBBY), stirred).effects)).toEqual([]);
    expect(sent(after(...INSIDE, view(withMe(PRESENT, { role: "facilitator" })), stirred).effects)).toEqual(
      [],
    );
  });
});

describe("an emergency card", () => {
  const asking = withRoom(PRESENT, { emergency_card: true, keys: [DANA] });
  const cards = (effects: readonly Effect[]) => effects.filter((one) => one.do === "send_card");

  test("is filled in before the waiting room", () => {
    expect(after(...CHECK, { type: "ready" }).state.stage.at).toBe("check");
    expect(after(...CHECK, { type: "keep_card", card: CARD }, { type: "ready" }).state.stage.at).toBe(
      "entering",
    );
  });

  test("is not asked of a facilitator, nor where the group does not ask", () => {
    const dana = { ...INFO, seat: { name: "Dana", role: "facilitator" } } as const;
    const plain = { ...INFO, group: { ...INFO.group, emergency_card: false } };
    for (const info of [dana, plain]) {
      const { state } = after(
        { type: "opened", remembered: null },
        { type: "joined", info, clockSkewMs: 0 },
        { type: "join" },
        { type: "set_agreed", agreed: true },
        { type: "ready" },
      );
      expect(state.stage.at).toBe("entering");
    }
  });

  test("waits for a key, is sealed once, and again for a new key", () => {
    const waiting = withRoom(LOBBY, { emergency_card: true });
    expect(cards(after(...INSIDE, view(waiting)).effects)).toEqual([]);
    const first = after(...INSIDE, view(asking));
    expect(cards(first.effects)).toEqual([
      { do: "send_card", from: PRESENT.me.seat, card: CARD, keys: [DANA] },
    ]);
    expect(cards(after(...INSIDE, view(asking), view(asking)).effects)).toEqual([]);
    const eva = { ...CALM_SEAT, seat: EVA.seat, name: "Eva", role: "facilitator" } as const;
    const two = { ...withRoom(asking, { keys: [DANA, EVA] }), circle: [...PRESENT.circle, eva] };
    expect(cards(after(...INSIDE, view(asking), view(two)).effects)).toMatchObject([{ keys: [DANA, EVA] }]);
  });

  test("goes to no member's key", () => {
    const ben = { seat: "seat-ben", key: "B".repeat(87) };
    const chatting = withRoom(asking, { chat: "all", keys: [DANA, ben] });
    expect(cards(after(...INSIDE, view(chatting)).effects)).toMatchObject([{ keys: [DANA] }]);
  });

  test("that is with every facilitator already is not sealed again after a reload, a changed one is", () => {
    const left = withMe(asking, { card_left: true });
    expect(cards(after(...INSIDE, view(left)).effects)).toEqual([]);
    const changed = { where: "Neu-Ulm", phone: "112" };
    expect(cards(after(...INSIDE, view(left), { type: "keep_card", card: changed }).effects)).toMatchObject([
      { card: changed },
    ]);
  });
});

test("a facilitator's opened cards are shown once they are out of their boxes", () => {
  const cards = [{ seat: "seat-ben", box: "b0x" }];
  const facilitating = withMe(PRESENT, { role: "facilitator" });
  const handed = { ...facilitating, facilitation: { ...CALM_FACILITATION, cards } };
  const taken = after(...INSIDE, view(handed));
  expect(taken.effects).toContainEqual({
    do: "open_card",
    seat: "seat-ben",
    box: "b0x",
    me: PRESENT.me.seat,
  });
  expect(after(...INSIDE, view(handed), view(handed)).effects).toEqual([]);
  const opened: Input = { type: "card_opened", seat: "seat-ben", box: "b0x", card: CARD };
  expect(after(...INSIDE, view(handed), opened).state.cards.get("seat-ben")).toMatchObject({ card: CARD });
  const late: Input = { ...opened, box: "another" };
  expect(after(...INSIDE, view(handed), late).state.cards.get("seat-ben")).toMatchObject({ opened: false });
});

describe("a command about a turn", () => {
  const turn = { number: 7, length_ms: null, ends_ms: null, remaining_ms: null, paused: false };
  const running = view({ ...PRESENT, floor: { ...PRESENT.floor, mode: "round", turn } });

  test("names the turn that the person saw", () => {
    const pass: Input = { type: "command", command: { type: "pass_turn", for_now: true } };
    expect(sent(after(...INSIDE, running, pass).effects)).toEqual([
      { type: "pass_turn", for_now: true, turn: 7 },
    ]);
    expect(sent(after(...INSIDE, pass).effects)).toEqual([{ type: "pass_turn", for_now: true }]);
  });

  test("keeps the one it names itself, and others name none", () => {
    const next: Input = { type: "command", command: { type: "next_turn", turn: 6 } };
    expect(sent(after(...INSIDE, running, next).effects)).toEqual([{ type: "next_turn", turn: 6 }]);
    const ask: Input = { type: "command", command: { type: "request_floor" } };
    expect(sent(after(...INSIDE, running, ask).effects)).toEqual([{ type: "request_floor" }]);
  });
});

test("nothing is written to nobody", () => {
  const write: Input = { type: "write", id: "w1", to: "facilitators", text: "Hello" };
  expect(after(...INSIDE, write).effects).toEqual([]);
  const empty: Input = { ...write, text: "   " };
  expect(after(...INSIDE, view(withRoom(PRESENT, { keys: [DANA] })), empty).effects).toEqual([]);
});

test("what goes to everyone goes to nobody in the waiting room", () => {
  const lobby = { seat: "seat-ivo", key: "I".repeat(87) };
  const chatting = withRoom(PRESENT, { chat: "all", keys: [DANA, lobby] });
  const { effects } = after(...INSIDE, view(chatting), { type: "write", id: "w1", to: "all", text: "Hello" });
  expect(effects).toMatchObject([{ do: "send_line", to: "all", keys: [DANA] }]);
});

test("a line that did not get through says so", () => {
  const { state } = after(
    ...INSIDE,
    view(withRoom(PRESENT, { keys: [DANA] })),
    { type: "write", id: "w1", to: "facilitators", text: "Hello" },
    { type: "line_told", id: "w1", ok: false },
  );
  expect(state.messages).toMatchObject([{ id: "w1", delivery: "failed" }]);
});
