import type { Message, Notice, RoomModel } from "../../room/model";
import type { RoomView } from "../../signaling/protocol";
import { words } from "../messages/words";
import { hasTurn } from "../words/headline";
import { nameOfSeat } from "../words/names";

/** The one message that stands above the bar; there is never more than one at a time. */
export type Prompt =
  | { readonly kind: "sound" }
  | { readonly kind: "check" }
  | { readonly kind: "unmute" }
  | { readonly kind: "signal"; readonly signal: string; readonly title: string }
  | { readonly kind: "notice"; readonly notice: Notice }
  | { readonly kind: "support"; readonly text: string; readonly key: string }
  | { readonly kind: "line"; readonly message: Message }
  | { readonly kind: "guest"; readonly seat: string; readonly name: string };

/** What of the messages to show the person has already put away. */
export interface Dismissed {
  readonly unmute: boolean;
  /** Key of the support state that was read; see `supportKey`. */
  readonly support: string | null;
  /** Id of the newest line that was read. */
  readonly line: string | null;
}

export const NOTHING_DISMISSED: Dismissed = { unmute: false, support: null, line: null };

/** What else is on the screen. */
export interface Shown {
  /** The browser holds back the sound. */
  readonly soundHeld: boolean;
  /** The facilitator sees the panel, which lists signals and private lines itself. */
  readonly panel: boolean;
  /** The messages are open. */
  readonly writing: boolean;
}

type Ask = (room: RoomModel, dismissed: Dismissed, shown: Shown) => Prompt | null;

/** What may be shown, the most pressing first. */
const ORDER: readonly Ask[] = [
  (_room, _dismissed, { soundHeld }) => (soundHeld ? { kind: "sound" } : null),
  ({ view }) => (view.me.check === null ? null : { kind: "check" }),
  ({ view: { me } }, { unmute }) =>
    me.unmute_asked && !me.microphone && !unmute ? { kind: "unmute" } : null,
  signalPrompt,
  ({ notice }) => (notice === null ? null : { kind: "notice", notice }),
  supportPrompt,
  linePrompt,
  ({ view }) => (isUndisturbed(view) ? null : guestPrompt(view)),
];

/** Chooses the message that matters most now. */
export function promptOf(room: RoomModel, dismissed: Dismissed, shown: Shown): Prompt | null {
  for (const ask of ORDER) {
    const prompt = ask(room, dismissed, shown);
    if (prompt !== null) return prompt;
  }
  return null;
}

/** A guest on whom this person has not said yes or no. */
export function guestPrompt(view: RoomView): Extract<Prompt, { kind: "guest" }> | null {
  const [guest] = view.me.guest_questions;
  return guest === undefined ? null : { kind: "guest", seat: guest.seat, name: guest.name };
}

function signalPrompt({ view }: RoomModel, _: Dismissed, { panel }: Shown): Prompt | null {
  const signal = panel ? undefined : view.facilitation?.support.find((one) => !one.acknowledged);
  if (signal === undefined) return null;
  const kind = words.support.kinds[signal.kind];
  const title = words.panel.supportItem(nameOfSeat(view, signal.seat), kind);
  return { kind: "signal", signal: signal.signal, title };
}

function supportPrompt(room: RoomModel, dismissed: Dismissed): Prompt | null {
  const { support } = room.view.me;
  const key = supportKey(room);
  if (support === null || key === null || key === dismissed.support) return null;
  const kind = words.support.kinds[support.kind];
  const text = support.acknowledged ? words.support.seen(kind) : words.support.sent(kind);
  return { kind: "support", text, key };
}

/** The newest line nobody has read yet; what goes to everyone waits for a silence or one's own turn to be over. */
function linePrompt(room: RoomModel, dismissed: Dismissed, shown: Shown): Prompt | null {
  if (shown.writing) return null;
  const message = room.messages.findLast((one) => !one.mine);
  if (message === undefined || message.id === dismissed.line) return null;
  if (message.to === "all" ? isUndisturbed(room.view) : shown.panel) return null;
  return { kind: "line", message };
}

/** Whether what can wait does wait: in a shared silence, and while one has the floor. */
function isUndisturbed(view: RoomView): boolean {
  return view.floor.mode === "quiet" || hasTurn(view);
}

/** Names the state of one's own support signal, so that each new state is shown once. */
export function supportKey(room: RoomModel): string | null {
  const { support } = room.view.me;
  return support === null
    ? null
    : `${support.signal} ${support.kind} ${support.acknowledged ? "seen" : "sent"}`;
}
