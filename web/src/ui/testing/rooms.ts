import type { DeviceCheck, Model, RoomModel } from "../../room/model";
import type { CircleSeat, JoinInfo, Me, RoomView } from "../../signaling/protocol";
import { CALM_FACILITATION, CALM_ME, CALM_ROOM, CALM_SEAT, OPEN_FLOOR } from "../../testing/calm";

/** Made-up people for tests: Dana facilitates, Ana looks on, Ben and Cyd are there too. */
export const DANA = "seat-dana";
export const ANA = "seat-ana";
export const BEN = "seat-ben";
export const CYD = "seat-cyd";

export const info: JoinInfo = {
  group: {
    name: "Tuesday group",
    facilitators: ["Dana"],
    agreement: { version: 1, text: "Be kind." },
    emergency_card: false,
  },
  session: {
    starts_ms: Date.UTC(2026, 10, 24, 18, 0),
    ends_ms: Date.UTC(2026, 10, 24, 19, 30),
    doors_ms: Date.UTC(2026, 10, 24, 17, 45),
    time_zone: "Europe/Berlin",
    next_ms: null,
  },
  seat: { name: "Ana", role: "member" },
};

const noDevices: DeviceCheck = {
  camera: null,
  microphone: null,
  cameraProblem: null,
  microphoneProblem: null,
  asking: false,
  cameras: [],
  microphones: [],
  speakers: [],
  cameraId: null,
  microphoneId: null,
  speakerId: null,
};

export function aSeat(seat: string, name: string, change: Partial<CircleSeat> = {}): CircleSeat {
  return { ...CALM_SEAT, seat, name, ...change };
}

const me: Me = { ...CALM_ME, seat: ANA, name: "Ana", role: "member" };

/** Parts of a view to change; whole parts replace, `room`, `me` and `floor` are merged. */
export interface ViewChange {
  readonly room?: Partial<RoomView["room"]>;
  readonly me?: Partial<Me>;
  readonly floor?: Partial<RoomView["floor"]>;
  readonly circle?: readonly CircleSeat[];
  readonly facilitation?: Partial<NonNullable<RoomView["facilitation"]>>;
}

export function aView(change: ViewChange = {}): RoomView {
  return {
    room: {
      ...CALM_ROOM,
      name: "Tuesday group",
      starts_ms: info.session.starts_ms,
      ends_ms: info.session.ends_ms,
      ...change.room,
    },
    me: { ...me, ...change.me },
    circle: change.circle ?? [
      aSeat(DANA, "Dana", { role: "facilitator", lead: true }),
      aSeat(ANA, "Ana"),
      aSeat(BEN, "Ben"),
      aSeat(CYD, "Cyd"),
    ],
    floor: { ...OPEN_FLOOR, ...change.floor },
    facilitation: change.facilitation === undefined ? null : { ...CALM_FACILITATION, ...change.facilitation },
  };
}

export function aRoomModel(change: ViewChange = {}, model: Partial<RoomModel> = {}): RoomModel {
  return {
    view: aView(change),
    clockSkewMs: 0,
    connection: "connected",
    media: "connected",
    devices: noDevices,
    tiles: new Map(),
    notice: null,
    shield: false,
    messages: [],
    cards: new Map(),
    ...model,
  };
}

export function inRoom(change: ViewChange = {}, model: Partial<RoomModel> = {}): Model {
  return { page: "room", room: aRoomModel(change, model) };
}

export function inLobby(change: ViewChange = {}): Model {
  const view = aView({ ...change, circle: [], me: { state: "lobby", ...change.me } });
  return { page: "waiting", info, view, connection: "connected", card: null, messages: [], notice: null };
}
