import { expect, test } from "vitest";
import type { RoomView } from "../../signaling/protocol";
import { ANA, aView, BEN, DANA, type ViewChange } from "../testing/rooms";
import { turnChoices } from "./turnChoices";

/** The names of what can be done. */
function open(change: ViewChange): string {
  const { any, ...choices } = turnChoices(aView(change));
  const names = Object.entries(choices).flatMap(([name, may]) => (may ? [name] : []));
  expect(any).toBe(names.length > 0);
  return names.join(" ");
}

const round = { number: 1, taken: 1, total: 3, prompt: null, sharer: null, answering: false };
const inRound: Partial<RoomView["floor"]> = { mode: "round", round };
const toAna: Partial<RoomView["floor"]> = { mode: "feedback", round: { ...round, sharer: ANA } };
const toBen: Partial<RoomView["floor"]> = { mode: "feedback", round: { ...round, sharer: BEN } };

test.each<[string, ViewChange, string]>([
  ["in the open", {}, ""],
  ["in a silence", { floor: { mode: "quiet" } }, ""],
  ["in a queue", { floor: { mode: "queue" } }, "ask"],
  ["in a round", { floor: { ...inRound, holder: BEN } }, "ask"],
  ["a facilitator in a queue", { floor: { mode: "queue" }, me: { seat: DANA, role: "facilitator" } }, ""],
  ["with the floor of a queue", { floor: { mode: "queue", holder: ANA } }, "finish"],
  ["with a turn of a round", { floor: { ...inRound, holder: ANA } }, "finish pass passForNow"],
  ["offered to say something", { floor: { ...toBen, holder: ANA } }, "finish pass"],
  ["while the others say something to me", { floor: { ...toAna, holder: BEN } }, "stopFeedback"],
  [
    "with the last word",
    { floor: { mode: "feedback", holder: ANA, round: { ...round, sharer: ANA, answering: true } } },
    "finish",
  ],
  ["with the talking piece", { floor: { mode: "piece", holder: ANA } }, "handOn"],
  ["while another has the piece", { floor: { mode: "piece", holder: BEN } }, ""],
  ["in the side room", { floor: { ...inRound, holder: ANA }, me: { aside: DANA } }, ""],
  ["on hold", { floor: { ...inRound, holder: ANA }, room: { phase: "on_hold" } }, ""],
  ["asked before the feedback", { floor: { ...toBen, holder: BEN }, me: { queue_position: 2 } }, "ask"],
  [
    "on hold in the queue",
    { room: { phase: "on_hold" }, floor: { mode: "queue" }, me: { queue_position: 1 } },
    "ask",
  ],
])("%s", (_, change, choices) => {
  expect(open(change)).toBe(choices);
});
