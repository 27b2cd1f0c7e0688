import type { Notice, RoomModel } from "../../room/model";
import { words } from "../messages/words";
import { nameOfSeat } from "../words/names";

/** The one message that stands above the bar; there is never more than one at a time. */
export type Prompt =
  | { readonly kind: "sound" }
  | { readonly kind: "unmute" }
  | { readonly kind: "signal"; readonly signal: string; readonly title: string }
  | { readonly kind: "notice"; readonly notice: Notice }
  | { readonly kind: "support"; readonly text: string; readonly key: string };

/** What of the messages to show the person has already put away. */
export interface Dismissed {
  readonly unmute: boolean;
  /** Key of the support state that was read; see `supportKey`. */
  readonly support: string | null;
}

/**
 * Chooses the message that matters most now.
 *
 * @param soundHeld whether the browser holds back the sound
 * @param panelShown whether the facilitator sees the panel, which lists support signals itself
 */
export function promptOf(
  room: RoomModel,
  soundHeld: boolean,
  dismissed: Dismissed,
  panelShown: boolean,
): Prompt | null {
  const { me, facilitation } = room.view;
  if (soundHeld) return { kind: "sound" };
  if (me.unmute_asked && !me.microphone && !dismissed.unmute) return { kind: "unmute" };
  const signal = panelShown ? undefined : facilitation?.support.find((one) => !one.acknowledged);
  if (signal !== undefined) {
    const title = words.panel.supportItem(
      nameOfSeat(room.view, signal.seat),
      words.support.kinds[signal.kind],
    );
    return { kind: "signal", signal: signal.signal, title };
  }
  if (room.notice !== null) return { kind: "notice", notice: room.notice };
  return supportPrompt(room, dismissed);
}

function supportPrompt(room: RoomModel, dismissed: Dismissed): Prompt | null {
  const { support } = room.view.me;
  const key = supportKey(room);
  if (support === null || key === null || key === dismissed.support) return null;
  const kind = words.support.kinds[support.kind];
  const text = support.acknowledged ? words.support.seen(kind) : words.support.sent(kind);
  return { kind: "support", text, key };
}

/** Names the state of one's own support signal, so that each new state is shown once. */
export function supportKey(room: RoomModel): string | null {
  const { support } = room.view.me;
  return support === null
    ? null
    : `${support.signal} ${support.kind} ${support.acknowledged ? "seen" : "sent"}`;
}
