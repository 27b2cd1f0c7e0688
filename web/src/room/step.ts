import type { RoomView, ServerMessage } from "../signaling/protocol";
import { allRight, stirred } from "./alive";
import { cardMissing, cardOpened, declareCard, keepCard, takeCards } from "./cards";
import { connectionRefused, goodbye, over } from "./closing";
import { assertNever } from "./never";
import { noticed } from "./notice";
import { declareDevices, devicesTold, switchedOn } from "./sending";
import { declareShield, setShield, shieldFound } from "./shielding";
import type { ClientState, Effect, Input, Remembered, Stage, Step } from "./state";
import { ofThisTurn } from "./turns";
import { declareKey, lineOpened, lineTold, takeLines, write } from "./writing";

/**
 * The next state of the client, and what is to be done in the world because of `input`.
 *
 * Pure: the same arguments give the same answer, and nothing else happens.
 *
 * @param now this clock, in milliseconds since the Unix epoch
 */
export function step(state: ClientState, input: Input, now: number): Step {
  return FOLLOWING.reduce((made, follow) => follow(made), react(state, input, now));
}

/** What is to be true of the server after every input, whatever it was. */
const FOLLOWING: readonly ((made: Step) => Step)[] = [
  declareDevices,
  declareShield,
  declareKey,
  declareCard,
  takeLines,
  takeCards,
];

function react(state: ClientState, input: Input, now: number): Step {
  if (isOver(state)) return input.type === "come_back" ? cameBack(state) : afterwards(state, input);
  switch (input.type) {
    case "opened":
      return opened(state, input.remembered);
    case "joined":
      return joined({ ...state, info: input.info, clockSkewMs: input.clockSkewMs });
    case "link_refused":
      return over(state, { at: "link_not_valid" });
    case "connected":
      return [{ ...state, socket: "connected", fresh: true, ...UNTOLD }, []];
    case "lost":
      return [{ ...state, socket: "lost" }, []];
    case "refused":
      return connectionRefused({ ...state, socket: "none" }, input.code, now);
    case "message":
      return received(state, input.message, now);
    case "devices":
      return [{ ...state, live: input.live }, []];
    case "devices_told":
      return devicesTold(state, input.ok, input.text);
    case "devices_rested":
      return [{ ...state, telling: "no" }, []];
    case "retry":
      return retry(state);
    case "problem":
      return noticed(state, input.text);
    case "notice_over":
      return [state.notice?.id === input.id ? { ...state, notice: null } : state, []];
    case "dismiss_notice":
      return [{ ...state, notice: null }, []];
    case "line_opened":
      return lineOpened(state, input.line, input.text);
    case "line_told":
      return lineTold(state, input.id, input.ok);
    case "card_opened":
      return cardOpened(state, input.seat, input.box, input.card);
    case "join":
      return join(state);
    case "set_agreed":
      return [{ ...state, agreed: input.agreed }, []];
    case "ready":
      return ready(state);
    case "take_over":
      return state.stage.at === "seat_in_use" ? enter(state, "seat_in_use", { takeover: true }) : [state, []];
    case "retry_devices":
      return [state, [{ do: "open_devices" }]];
    case "set_microphone":
      return setMicrophone(state, input.on);
    case "set_camera":
      return setCamera(state, input.on);
    case "leave":
      return left(state);
    case "come_back":
      return [state, []];
    case "set_shield":
      return setShield(state, input.up);
    case "stirred":
      return stirred(state, now);
    case "all_right":
      return allRight(state, now);
    case "keep_card":
      return keepCard(state, input.card);
    case "write":
      return write(state, input.id, input.to, input.text, now);
    case "command":
      return [state, [{ do: "send", command: ofThisTurn(state, input.command) }]];
    default:
      return assertNever(input);
  }
}

/** What a new socket has not been told yet. */
const UNTOLD = { declared: null, shieldTold: null, keyTold: false, cardTold: null } as const;

function isOver({ stage }: ClientState): boolean {
  return stage.at === "after" || stage.at === "link_not_valid";
}

/** An answer that comes late, to an exchange or a reconnect, must bring nobody back who has left. */
function afterwards(state: ClientState, input: Input): Step {
  const goodbye = input.type === "message" && input.message.type === "goodbye";
  return [state, goodbye ? [{ do: "disconnect" }] : []];
}

function opened(state: ClientState, remembered: Remembered | null): Step {
  if (remembered === null) return [state, [{ do: "exchange" }]];
  const back = { ...state, ...remembered };
  const [entering, effects] = enter(back, "opening", { takeover: false });
  return [entering, [{ do: "mark", name: "join" }, { do: "open_devices" }, ...effects]];
}

/** Whoever left by themselves comes back with what they chose and agreed to before. */
function cameBack(state: ClientState): Step {
  if (state.stage.at !== "after" || state.stage.reason !== "left") return [state, []];
  const [entering, effects] = enter(state, "opening", { takeover: false });
  return [entering, [{ do: "mark", name: "join" }, { do: "open_devices" }, { do: "remember" }, ...effects]];
}

/** The link is good; on the first page if it was just opened, or a new session for somebody who was inside. */
function joined(state: ClientState): Step {
  if (state.stage.at === "opening") return [{ ...state, stage: { at: "welcome" } }, []];
  return [state, [{ do: "connect", takeover: false }]];
}

function join(state: ClientState): Step {
  const { at } = state.stage;
  if (at !== "welcome" && at !== "too_early") return [state, []];
  return [{ ...state, stage: { at: "check" } }, [{ do: "mark", name: "join" }, { do: "open_devices" }]];
}

function ready(state: ClientState): Step {
  if (state.stage.at !== "check" || !state.agreed || cardMissing(state)) return [state, []];
  const [entering, effects] = enter(state, "check", { takeover: false });
  return [entering, [{ do: "mark", name: "ready" }, { do: "remember" }, ...effects]];
}

function enter(
  state: ClientState,
  from: Extract<Stage, { at: "entering" }>["from"],
  { takeover }: { takeover: boolean },
): Step {
  return [{ ...state, stage: { at: "entering", from } }, [{ do: "connect", takeover }]];
}

function retry(state: ClientState): Step {
  const { at } = state.stage;
  return at === "locked" || at === "too_early" ? enter(state, at, { takeover: false }) : [state, []];
}

function received(state: ClientState, message: ServerMessage, now: number): Step {
  switch (message.type) {
    case "view":
      return viewed(state, message.view, message.revision, message.now_ms - now);
    case "consumer":
      return [state, [{ do: "offer", offer: message }]];
    case "consumer_closed":
      return [state, [{ do: "close_consumer", consumer: message.consumer }]];
    case "encodings":
      return [state, [{ do: "encodings", producer: message.producer, active: message.active }]];
    case "still":
      return [state, [{ do: "still", consumer: message.consumer, still: message.still }]];
    case "transport_state":
      return [state, [{ do: "transport_state", transport: message.transport, state: message.state }]];
    case "goodbye":
      return goodbye(state, message.code, message.text);
    default:
      return assertNever(message);
  }
}

/** A view is whole, so the last one wins. A restarted server counts from the beginning: a new socket's first view counts. */
function viewed(state: ClientState, view: RoomView, revision: number, skewMs: number): Step {
  if (state.stage.at !== "entering" && state.stage.at !== "inside") return [state, []];
  const before = state.stage.at === "inside" ? state.stage.seen : null;
  if (!state.fresh && before !== null && revision < before.revision) return [state, []];
  if (view.room.phase === "ended") return over(state, { at: "after", reason: "ended" });
  // Asked to unmute as the first news of a new socket, or with an open microphone found closed: a block came and went
  // unseen, or a side room ended under us.
  const closed = before?.view.me.microphone === true && !view.me.microphone;
  const blocked = view.me.muted || (view.me.unmute_asked && (state.fresh || closed));
  const wants = blocked ? { ...state.wants, microphone: false } : state.wants;
  const [kept, found] = before === null ? shieldFound(state, view) : ([state, []] as const);
  const next = {
    ...kept,
    wants,
    fresh: false,
    clockSkewMs: skewMs,
    stage: { at: "inside", seen: { view, revision } },
  } as const;
  const effects = [...mediaEffects(state, before?.view ?? null, view), ...found];
  // A mute outlives a reload: nobody's microphone opens again but by their own hand.
  return [next, wants.microphone === state.wants.microphone ? effects : [...effects, { do: "remember" }]];
}

/** Media follows the seat: none in the waiting room, and a look at what is left when the socket was replaced. */
function mediaEffects(state: ClientState, before: RoomView | null, view: RoomView): readonly Effect[] {
  const devices: readonly Effect[] = devicesAreClosed(state) ? [{ do: "open_devices" }] : [];
  const present = view.me.state === "present";
  const wasPresent = before?.me.state === "present";
  if (present && !wasPresent) return [...devices, { do: "mark", name: "present" }, { do: "start_media" }];
  if (!present) return wasPresent ? [{ do: "stop_media" }] : devices;
  return state.fresh ? [{ do: "resume_media" }] : [];
}

/** Devices that are open, or that the browser is asking about, are not asked for a second time. */
function devicesAreClosed({ stage }: ClientState): boolean {
  return stage.at === "entering" && stage.from !== "opening" && stage.from !== "check";
}

/** While muted the microphone stays off here; the server is asked all the same, for its sentence. */
function setMicrophone(state: ClientState, on: boolean): Step {
  if (on && state.stage.at === "inside" && state.stage.seen.view.me.muted) {
    const { camera } = switchedOn(state);
    return [state, [{ do: "send", command: { type: "set_devices", microphone: true, camera } }]];
  }
  const next = { ...state, wants: { ...state.wants, microphone: on } };
  const missing = on && !state.live.microphone;
  return remembered(next, missing ? [{ do: "open_devices" }] : []);
}

function setCamera(state: ClientState, on: boolean): Step {
  const next = { ...state, wants: { ...state.wants, camera: on } };
  return remembered(next, [{ do: "set_camera", on: on && !state.shield }]);
}

/** A choice made inside outlives a reload; before that a reload begins at the first page. */
function remembered(state: ClientState, effects: readonly Effect[]): Step {
  const { at } = state.stage;
  return [state, at === "inside" || at === "entering" ? [...effects, { do: "remember" }] : effects];
}

function left(state: ClientState): Step {
  const [next, effects] = over(state, { at: "after", reason: "left" });
  return [next, [{ do: "send", command: { type: "leave" } }, ...effects]];
}
