import type { RoomView, SealedLine, SeatKey } from "../signaling/protocol";
import type { Message } from "./model";
import { liveView, seenView } from "./seen";
import type { ClientState, Effect, Step } from "./state";

/** Older messages than these are let go. */
const MOST_MESSAGES = 200;

/** Gives the server this page's public key, once on each socket: others seal to it. */
export function declareKey([state, effects]: Step): Step {
  if (state.keyTold || liveView(state) === null) return [state, effects];
  return [{ ...state, keyTold: true }, [...effects, { do: "tell_key" }]];
}

/** To whom something may be sealed now: everyone, the facilitators, or one seat; never oneself. */
export function keysFor(view: RoomView, to: string): readonly SeatKey[] {
  const others = view.room.keys.filter(({ seat }) => seat !== view.me.seat);
  // A facilitator has the keys of those in the waiting room too, to whom nothing that goes to everyone is addressed.
  if (to === "all") return others.filter(({ seat }) => view.circle.some((one) => one.seat === seat));
  return to === "facilitators"
    ? others.filter(({ seat }) => facilitates(view, seat))
    : others.filter(({ seat }) => seat === to);
}

/** In the waiting room nobody is seen, and only the facilitators' keys are given. */
function facilitates({ circle }: RoomView, seat: string): boolean {
  return circle.length === 0 || circle.some((one) => one.seat === seat && one.role === "facilitator");
}

/** The person wrote a line; it shows at once, and what became of it later. */
export function write(state: ClientState, id: string, to: string, text: string, now: number): Step {
  const view = seenView(state);
  if (view === null || text.trim() === "") return [state, []];
  const keys = keysFor(view, to);
  if (keys.length === 0) return [state, []];
  const { seat, name } = view.me;
  const addressed = to === "all" || to === "facilitators";
  const message: Message = {
    id,
    from: seat,
    name,
    mine: true,
    to: addressed ? to : "seat",
    seat: addressed ? null : to,
    atMs: now + state.clockSkewMs,
    text,
    delivery: "sending",
  };
  return [withMessage(state, message), [{ do: "send_line", id, from: seat, to, text, keys }]];
}

export function lineTold(state: ClientState, id: string, ok: boolean): Step {
  const delivery = ok ? "sent" : "failed";
  const messages = state.messages.map(
    (one) => (one.id === id ? { ...one, delivery } : one) satisfies Message,
  );
  return [{ ...state, messages }, []];
}

/** Opens lines that this view brings and no view before did. */
export function takeLines([state, effects]: Step): Step {
  const view = seenView(state);
  const lines = view?.me.lines.filter(({ line }) => !state.linesSeen.has(line)) ?? [];
  if (view === null || lines.length === 0) return [state, effects];
  const opening = lines.map((line): Effect => ({ do: "open_line", line, me: view.me.seat }));
  const linesSeen = new Set([...state.linesSeen, ...lines.map(({ line }) => line)]);
  return [{ ...state, linesSeen }, [...effects, ...opening]];
}

export function lineOpened(state: ClientState, line: SealedLine, text: string | null): Step {
  const message: Message = {
    id: line.line,
    from: line.from,
    name: nameOf(seenView(state), line.from),
    mine: false,
    to: line.to,
    seat: null,
    atMs: line.at_ms,
    text,
    delivery: "sent",
  };
  return [withMessage(state, message), []];
}

function nameOf(view: RoomView | null, seat: string): string | null {
  const known = [...(view?.circle ?? []), ...(view?.facilitation?.lobby ?? [])];
  return known.find((one) => one.seat === seat)?.name ?? null;
}

function withMessage(state: ClientState, message: Message): ClientState {
  const messages = [...state.messages, message].sort((one, other) => one.atMs - other.atMs);
  return { ...state, messages: messages.slice(-MOST_MESSAGES) };
}
