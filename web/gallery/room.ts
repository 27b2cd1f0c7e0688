import type { DeviceCheck, Model, RoomModel, TileMedia } from "../src/room/model";
import type { CircleSeat, Facilitation, Me, RoomInfo, RoomView } from "../src/signaling/protocol";
import { CALM_FACILITATION, CALM_ME, CALM_ROOM, CALM_SEAT, OPEN_FLOOR } from "../src/testing/calm";
import { drawnPerson, voice } from "./people";

const NAMES = [
  "Dana",
  "Ana",
  "Ben",
  "Cyd",
  "Eva",
  "Finn",
  "Grace",
  "Hamza",
  "Maria-Magdalena",
  "Jun",
  "Kofi",
  "Lea",
];
const START_MS = Date.now() - 20 * 60_000;

/** What differs from a calm room in which everyone may talk. */
export interface Variation {
  readonly people: number;
  readonly as?: "member" | "facilitator";
  readonly room?: Partial<RoomInfo>;
  readonly me?: Partial<Me>;
  readonly floor?: Partial<RoomView["floor"]>;
  readonly seats?: Readonly<Record<number, Partial<CircleSeat>>>;
  readonly facilitation?: Partial<Facilitation>;
  readonly model?: Partial<RoomModel>;
  /** Index of the person whose voice is heard. */
  readonly speaking?: number;
  /** Index of the person whose picture stands still. */
  readonly still?: number;
}

/** The seat of the person at an index of the circle; 0 is the facilitator. */
export const seatOf = (index: number): string => `seat-${index}`;

/** Devices that work, with one choice or two of each. */
export function workingDevices(): DeviceCheck {
  return {
    camera: drawnPerson(1),
    microphone: voice(true),
    cameraProblem: null,
    microphoneProblem: null,
    asking: false,
    cameras: [{ id: "c1", label: "Integrated Webcam" }],
    microphones: [
      { id: "m1", label: "Headset" },
      { id: "m2", label: "Built-in microphone" },
    ],
    speakers: [
      { id: "s1", label: "Headset" },
      { id: "s2", label: "Built-in speakers" },
    ],
    cameraId: "c1",
    microphoneId: "m1",
    speakerId: null,
  };
}

/** A room of so many people, seen by Ana (a member) or Dana (the facilitator). */
export function aRoom(variation: Variation): Model {
  const facilitating = variation.as === "facilitator";
  const own = facilitating ? 0 : 1;
  const circle = Array.from({ length: variation.people }, (_, index) => aSeat(index, variation));
  const mine = circle[own] ?? aSeat(own, variation);
  const view: RoomView = {
    room: { ...calmRoom, ...variation.room },
    me: { ...restingMe(mine), ...variation.me },
    circle,
    floor: { ...OPEN_FLOOR, ...variation.floor },
    facilitation: facilitating ? { ...CALM_FACILITATION, ...variation.facilitation } : null,
  };
  const devices = workingDevices();
  return {
    page: "room",
    room: {
      view,
      clockSkewMs: 0,
      connection: "connected",
      media: "connected",
      devices: { ...devices, microphone: voice(variation.speaking === own) },
      tiles: tilesOf(circle, own, devices.camera, variation),
      notice: null,
      shield: false,
      messages: [],
      cards: new Map(),
      ...variation.model,
    },
  };
}

const calmRoom: RoomInfo = {
  ...CALM_ROOM,
  name: "Tuesday group",
  starts_ms: START_MS,
  ends_ms: START_MS + 90 * 60_000,
  capacity: 12,
};

function aSeat(index: number, variation: Variation): CircleSeat {
  const seat = seatOf(index);
  return {
    ...CALM_SEAT,
    seat,
    name: NAMES[index] ?? `Person ${index}`,
    role: index === 0 ? "facilitator" : "member",
    lead: index === 0,
    has_floor: variation.floor?.holder === seat,
    next: variation.floor?.next === seat,
    ...variation.seats?.[index],
  };
}

function restingMe(seat: CircleSeat): Me {
  return {
    ...CALM_ME,
    seat: seat.seat,
    name: seat.name,
    role: seat.role,
    lead: seat.lead,
    muted: seat.muted,
    microphone: seat.microphone,
    camera: seat.camera,
    turn: seat.has_floor ? "offered" : null,
  };
}

function tilesOf(
  circle: readonly CircleSeat[],
  own: number,
  camera: MediaStreamTrack | null,
  { speaking, still }: Variation,
): ReadonlyMap<string, TileMedia> {
  return new Map(
    circle.map((seat, index) => [
      seat.seat,
      index === own
        ? { video: camera, audio: null, still: false }
        : {
            video: seat.camera ? drawnPerson(index, index === 5) : null,
            audio: voice(speaking === index),
            still: still === index,
          },
    ]),
  );
}
