import { expect, test } from "vitest";
import { aRoomModel, BEN } from "../testing/rooms";
import { promptOf, supportKey } from "./prompt";

const nothing = { unmute: false, support: null };
const asked = { me: { unmute_asked: true, microphone: false } } as const;
const notice = { id: 1, text: "The room is full." };
const support = { signal: "s1", kind: "urgent", acknowledged: false } as const;

test("nothing to say shows nothing", () => {
  expect(promptOf(aRoomModel(), false, nothing, false)).toBeNull();
});

test("of several messages the most pressing is shown, one at a time", () => {
  const room = aRoomModel({ me: { ...asked.me, support } }, { notice });
  expect(promptOf(room, true, nothing, false)?.kind).toBe("sound");
  expect(promptOf(room, false, nothing, false)?.kind).toBe("unmute");
  expect(promptOf(room, false, { ...nothing, unmute: true }, false)?.kind).toBe("notice");
  expect(promptOf({ ...room, notice: null }, false, { ...nothing, unmute: true }, false)?.kind).toBe(
    "support",
  );
});

test("the question to unmute ends when the microphone is open", () => {
  expect(
    promptOf(aRoomModel({ me: { unmute_asked: true, microphone: true } }), false, nothing, false),
  ).toBeNull();
});

test("a read state of one's signal is not shown again, its next state is", () => {
  const sent = aRoomModel({ me: { support } });
  const seen = aRoomModel({ me: { support: { ...support, acknowledged: true } } });
  const read = { unmute: false, support: supportKey(sent) };
  expect(promptOf(sent, false, read, false)).toBeNull();
  expect(promptOf(seen, false, read, false)?.kind).toBe("support");
});

test("a facilitator sees a signal at once even when the panel is shut", () => {
  const signal = { signal: "s1", seat: BEN, kind: "urgent", since_ms: 0, acknowledged: false } as const;
  const room = aRoomModel({ facilitation: { support: [signal] } });
  expect(promptOf(room, false, nothing, false)).toEqual({
    kind: "signal",
    signal: "s1",
    title: "Ben: Urgent",
  });
  expect(promptOf(room, false, nothing, true)).toBeNull();
});
