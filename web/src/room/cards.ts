import type { Card } from "./model";
import { liveView, seenView } from "./seen";
import type { ClientState, Effect, Step } from "./state";
import { keysFor } from "./writing";

/** The card goes to no more facilitators than this at once (docs/protocol.md section 4). */
const MOST_BOXES = 4;

export function keepCard(state: ClientState, card: Card): Step {
  const kept = { ...state, card, cardTold: state.cardTold ?? "" };
  const { at } = state.stage;
  return [kept, at === "inside" || at === "entering" ? [{ do: "remember" }] : []];
}

/** Whether the group asks this person for a card that has not been filled in. */
export function cardMissing({ info, card }: ClientState): boolean {
  return info !== null && info.group.emergency_card && info.seat.role !== "facilitator" && card === null;
}

/** Seals the card to the facilitators: once, and again when a facilitator's key is new or the card changed. */
export function declareCard([state, effects]: Step): Step {
  const view = liveView(state);
  const { card } = state;
  if (view === null || card === null || !view.room.emergency_card) return [state, effects];
  if (view.me.role === "facilitator") return [state, effects];
  const keys = keysFor(view, "facilitators").slice(0, MOST_BOXES);
  const now = JSON.stringify([card, keys]);
  // What an earlier page of this visit left is enough, unless it was filled in anew.
  const left = state.cardTold === null && view.me.card_left;
  if (keys.length === 0 || state.cardTold === now || left) return [state, effects];
  const sending: Effect = { do: "send_card", from: view.me.seat, card, keys };
  return [{ ...state, cardTold: now }, [...effects, sending]];
}

/** Opens the cards that the server hands to this facilitator. */
export function takeCards([state, effects]: Step): Step {
  const view = seenView(state);
  const fresh = view?.facilitation?.cards.filter(({ seat, box }) => state.cards.get(seat)?.box !== box) ?? [];
  if (view === null || fresh.length === 0) return [state, effects];
  const opening = fresh.map(({ seat, box }): Effect => ({ do: "open_card", seat, box, me: view.me.seat }));
  const cards = new Map([
    ...state.cards,
    ...fresh.map(({ seat, box }) => [seat, { box, opened: false, card: null }] as const),
  ]);
  return [{ ...state, cards }, [...effects, ...opening]];
}

export function cardOpened(state: ClientState, seat: string, box: string, card: Card | null): Step {
  if (state.cards.get(seat)?.box !== box) return [state, []];
  return [{ ...state, cards: new Map([...state.cards, [seat, { box, opened: true, card }]]) }, []];
}
