import type { RoomView } from "../../signaling/protocol";
import { words } from "../messages/words";
import type { Shortcut } from "./shortcuts";

type Named = readonly [Shortcut, string];

/** The shortcuts that this person has, with what each is called, in the order of the bar. */
export function shortcutsOf(view: RoomView): readonly Named[] {
  const said = words.bar;
  const facilitating = view.me.role === "facilitator";
  const devices: readonly Named[] = [
    ["microphone", said.microphone],
    ["camera", said.camera],
  ];
  const turns: readonly Named[] = [
    ["floor", said.ask],
    ["pass", said.pass],
    ["pass_for_now", said.passForNow],
    ["stop_feedback", said.stopFeedback],
  ];
  const care: readonly Named[] = [
    ["support", said.support],
    ["write", words.writing.toFacilitators],
    ["shield", words.shield.button],
  ];
  const facilitator: readonly Named[] = [
    ["panel", said.panel],
    ...(view.room.chat === "all" ? ([["write", words.writing.toEveryone]] as const) : []),
  ];
  return [
    ...devices,
    ...(facilitating ? [] : turns),
    ["done", said.done],
    ["piece", said.handPiece],
    ...(view.room.reactions ? ([["react", words.reactions.button]] as const) : []),
    ...(facilitating ? facilitator : care),
    ["settings", words.settings.title],
    ["leave", said.leave],
  ];
}
