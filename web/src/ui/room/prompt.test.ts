import { describe, expect, test } from "vitest";
import type { Message } from "../../room/model";
import { ANA, aRoomModel, BEN, DANA } from "../testing/rooms";
import { NOTHING_DISMISSED, promptOf, supportKey, type Prompt } from "./prompt";

const nothing = { soundHeld: false, panel: false, writing: false };
const notice = { id: 1, text: "The room is full." };
const support = { signal: "s1", kind: "urgent", acknowledged: false } as const;
const guest = { seat: "seat-ivo", name: "Ivo" };

function aLine(change: Partial<Message> = {}): Message {
  const calm = { id: "l1", from: DANA, name: "Dana", mine: false, seat: null, atMs: 1, text: "Hello." };
  return { ...calm, to: "me", delivery: "sent", ...change };
}

function kindOf(...given: Parameters<typeof promptOf>): Prompt["kind"] | undefined {
  return promptOf(...given)?.kind;
}

test("nothing to say shows nothing", () => {
  expect(promptOf(aRoomModel(), NOTHING_DISMISSED, nothing)).toBeNull();
});

test("of everything at once the most pressing is shown, one at a time", () => {
  const me = { unmute_asked: true, microphone: false, support, check: 5, guest_questions: [guest] };
  const all = aRoomModel({ me }, { notice, messages: [aLine()] });
  const asked = aRoomModel({ me: { ...me, check: null } }, { notice, messages: [aLine()] });
  const quiet = { ...asked, notice: null };
  expect(kindOf(all, NOTHING_DISMISSED, { ...nothing, soundHeld: true })).toBe("sound");
  expect(kindOf(all, NOTHING_DISMISSED, nothing)).toBe("check");
  expect(kindOf(asked, NOTHING_DISMISSED, nothing)).toBe("unmute");
  const later = { ...NOTHING_DISMISSED, unmute: true };
  expect(kindOf(asked, later, nothing)).toBe("notice");
  expect(kindOf(quiet, later, nothing)).toBe("support");
  const read = { ...later, support: supportKey(quiet) };
  expect(kindOf(quiet, read, nothing)).toBe("line");
  expect(kindOf(quiet, { ...read, line: "l1" }, nothing)).toBe("guest");
});

test("the question to unmute ends when the microphone is open", () => {
  const room = aRoomModel({ me: { unmute_asked: true, microphone: true } });
  expect(promptOf(room, NOTHING_DISMISSED, nothing)).toBeNull();
});

test("a read state of one's signal is not shown again, its next state is", () => {
  const sent = aRoomModel({ me: { support } });
  const seen = aRoomModel({ me: { support: { ...support, acknowledged: true } } });
  const read = { ...NOTHING_DISMISSED, support: supportKey(sent) };
  expect(promptOf(sent, read, nothing)).toBeNull();
  expect(kindOf(seen, read, nothing)).toBe("support");
});

describe("lines", () => {
  const toAll = [aLine({ to: "all" })];

  test("one's own are not shown to oneself", () => {
    const room = aRoomModel({}, { messages: [aLine({ mine: true, from: ANA })] });
    expect(promptOf(room, NOTHING_DISMISSED, nothing)).toBeNull();
  });

  test("the newest is shown, until the messages are open", () => {
    const room = aRoomModel({}, { messages: [aLine(), aLine({ id: "l2", text: "And?" })] });
    expect(promptOf(room, NOTHING_DISMISSED, nothing)).toMatchObject({ message: { id: "l2" } });
    expect(promptOf(room, NOTHING_DISMISSED, { ...nothing, writing: true })).toBeNull();
  });

  test.each([
    ["in a shared silence", { floor: { mode: "quiet" } }],
    ["during one's own turn", { floor: { mode: "queue", holder: ANA } }],
  ] as const)("what goes to everyone waits %s, a private one does not", (_, change) => {
    const room = aRoomModel({ ...change, me: { guest_questions: [guest] } }, { messages: toAll });
    expect(promptOf(room, NOTHING_DISMISSED, nothing)).toBeNull();
    expect(kindOf({ ...room, messages: [aLine()] }, NOTHING_DISMISSED, nothing)).toBe("line");
  });

  test("a facilitator reads private ones in the panel, where it is open", () => {
    const asDana = { me: { seat: DANA, role: "facilitator" }, facilitation: {} } as const;
    const room = aRoomModel(asDana, { messages: [aLine({ from: BEN, to: "facilitators" })] });
    expect(promptOf(room, NOTHING_DISMISSED, { ...nothing, panel: true })).toBeNull();
    expect(kindOf(room, NOTHING_DISMISSED, nothing)).toBe("line");
  });
});

test("a facilitator sees a signal at once even when the panel is shut", () => {
  const signal = { signal: "s1", seat: BEN, kind: "urgent", since_ms: 0, acknowledged: false } as const;
  const room = aRoomModel({ facilitation: { support: [signal] } });
  expect(promptOf(room, NOTHING_DISMISSED, nothing)).toEqual({
    kind: "signal",
    signal: "s1",
    title: "Ben: Urgent",
  });
  expect(promptOf(room, NOTHING_DISMISSED, { ...nothing, panel: true })).toBeNull();
});
