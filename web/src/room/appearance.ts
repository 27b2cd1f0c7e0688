import type { JoinInfo, RoomView } from "../signaling/protocol";
import { doorsInMs } from "./closing";
import type { ConnectionState, DeviceCheck, Model, RoomModel, TileMedia } from "./model";
import { assertNever } from "./never";
import { switchedOn } from "./sending";
import type { AfterReason, ClientState, Devices, SeenView } from "./state";

/** What the model shows besides the state: things with a life of their own, as they are at the moment. */
export interface Surroundings {
  readonly devices: DeviceCheck;
  readonly media: RoomModel["media"];
  /** Received tracks by seat. */
  readonly tiles: ReadonlyMap<string, TileMedia>;
  /** Whether the browser believes that it has a network. */
  readonly online: boolean;
  /** This clock, in milliseconds since the Unix epoch. */
  readonly now: number;
}

/** The value that the user interface is a function of. */
export function appearance(state: ClientState, around: Surroundings): Model {
  const { stage, info } = state;
  if (stage.at === "link_not_valid") return { page: "link_not_valid" };
  if (stage.at === "after") return afterwards(info, stage.reason, around.now + state.clockSkewMs);
  if (info === null) return { page: "opening" };
  if (stage.at === "inside") return inside(state, info, stage.seen, around);
  const at = stage.at === "entering" ? stage.from : stage.at;
  switch (at) {
    case "opening":
      return { page: "opening" };
    case "welcome":
    case "too_early":
      return welcome(state, info, around.now);
    case "check":
      return { page: "check", info, agreed: state.agreed, devices: around.devices, card: state.card };
    case "seat_in_use":
    case "locked":
      return { page: at, info };
    default:
      return assertNever(at);
  }
}

/** A session may be come back to until it ends by itself, this long after its end. In milliseconds. */
const LATEST_RETURN_MS = 30 * 60_000;

function afterwards(info: JoinInfo | null, reason: AfterReason, serverNow: number): Model {
  const session = info?.session;
  return {
    page: "after",
    reason,
    groupName: info?.group.name ?? "",
    nextMs: session?.next_ms ?? null,
    mayComeBack: reason === "left" && session !== undefined && serverNow < session.ends_ms + LATEST_RETURN_MS,
  };
}

function openedCards({ cards }: ClientState): RoomModel["cards"] {
  const opened = [...cards].filter(([, taken]) => taken.opened);
  return new Map(opened.map(([seat, { card }]) => [seat, card]));
}

function welcome(state: ClientState, info: JoinInfo, now: number): Model {
  const opensInMs = Math.max(0, doorsInMs(state, now));
  return { page: "welcome", info, doorsOpen: opensInMs === 0, opensInMs };
}

function inside(state: ClientState, info: JoinInfo, { view }: SeenView, around: Surroundings): Model {
  const connection = connectionState(state, around.online);
  if (view.me.state === "lobby") {
    const { card, messages, notice } = state;
    return { page: "waiting", info, view, connection, card, messages, notice };
  }
  const own: TileMedia = { video: around.devices.camera, audio: null, still: false };
  return {
    page: "room",
    room: {
      view: withOwnDevices(view, switchedOn(state)),
      clockSkewMs: state.clockSkewMs,
      connection,
      media: around.media,
      devices: around.devices,
      tiles: new Map([...around.tiles, [view.me.seat, own]]),
      notice: state.notice,
      shield: state.shield,
      messages: state.messages,
      cards: openedCards(state),
    },
  };
}

/**
 * The view with the person's own devices as they are here and now.
 *
 * The server repeats what it was told, late, and not at all while the socket is down; a microphone that is open must
 * never look closed meanwhile, and its button must always turn it the other way.
 */
function withOwnDevices(view: RoomView, { microphone, camera }: Devices): RoomView {
  const own = <Seat extends Devices>(seat: Seat): Seat =>
    seat.microphone === microphone && seat.camera === camera ? seat : { ...seat, microphone, camera };
  const circle = view.circle.map((seat) => (seat.seat === view.me.seat ? own(seat) : seat));
  return { ...view, me: own(view.me), circle };
}

function connectionState(state: ClientState, online: boolean): ConnectionState {
  if (state.socket === "connected") return "connected";
  return online ? "reconnecting" : "offline";
}
