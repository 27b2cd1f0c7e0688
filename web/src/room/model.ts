import type { FacilitatorCommand, JoinInfo, OwnCommand, RoomView, SupportKind } from "../signaling/protocol";

/** What the person is looking at; the user interface is a function of this value and nothing else. */
export type Model =
  | { readonly page: "opening" }
  /** The page was opened without any link. */
  | { readonly page: "no_link" }
  /** The link is unknown, expired or revoked, or is only part of one. */
  | { readonly page: "link_not_valid" }
  /** This browser lacks WebRTC, or the page is not a secure context. */
  | { readonly page: "unsupported"; readonly reason: "no_webrtc" | "insecure" }
  | {
      readonly page: "welcome";
      readonly info: JoinInfo;
      readonly doorsOpen: boolean;
      readonly opensInMs: number;
    }
  | {
      readonly page: "check";
      readonly info: JoinInfo;
      readonly agreed: boolean;
      readonly devices: DeviceCheck;
      /** What was filled in so far; of interest when `info.group.emergency_card`. */
      readonly card: Card | null;
    }
  /** The seat is held by another device. */
  | { readonly page: "seat_in_use"; readonly info: JoinInfo }
  | { readonly page: "locked"; readonly info: JoinInfo }
  | {
      readonly page: "waiting";
      readonly info: JoinInfo;
      readonly view: RoomView;
      readonly connection: ConnectionState;
      readonly card: Card | null;
      readonly messages: readonly Message[];
      readonly notice: Notice | null;
    }
  | { readonly page: "room"; readonly room: RoomModel }
  | {
      readonly page: "after";
      readonly reason: "left" | "ended" | "removed" | "declined" | "replaced";
      readonly groupName: string;
      /** When the next session starts, if its date is known. */
      readonly nextMs: number | null;
      /** One left by oneself, and the session still runs. */
      readonly mayComeBack: boolean;
    };

export type ConnectionState = "connected" | "reconnecting" | "offline";

/** Why there is no picture or no sound from a device; each has its own words and a next step. */
export type DeviceProblem = "refused" | "busy" | "missing" | "unavailable";

export interface DeviceChoice {
  readonly id: string;
  readonly label: string;
}

export interface DeviceCheck {
  readonly camera: MediaStreamTrack | null;
  readonly microphone: MediaStreamTrack | null;
  readonly cameraProblem: DeviceProblem | null;
  readonly microphoneProblem: DeviceProblem | null;
  readonly asking: boolean;
  readonly cameras: readonly DeviceChoice[];
  readonly microphones: readonly DeviceChoice[];
  readonly speakers: readonly DeviceChoice[];
  readonly cameraId: string | null;
  readonly microphoneId: string | null;
  readonly speakerId: string | null;
}

export interface RoomModel {
  readonly view: RoomView;
  /** Server clock minus this clock; add to Date.now() before comparing with the view's instants. */
  readonly clockSkewMs: number;
  readonly connection: ConnectionState;
  /** Media path to the relay; "lost" while the socket may still work. */
  readonly media: "connecting" | "connected" | "lost";
  readonly devices: DeviceCheck;
  /** Received tracks by seat; own camera under one's own seat. */
  readonly tiles: ReadonlyMap<string, TileMedia>;
  /** The last refusal or failure, shown once as a sentence and dismissed by the person or after 8 s. */
  readonly notice: Notice | null;
  /** Whether this page is covered and silent; true at once, before the server has heard of it. */
  readonly shield: boolean;
  /** Lines written to me and by me during this visit, oldest first; a reload begins anew. */
  readonly messages: readonly Message[];
  /** Facilitators: the emergency cards I have opened, by seat; null: sealed to a key this tab no longer has. */
  readonly cards: ReadonlyMap<string, Card | null>;
}

/** Where somebody is now, and a number to call if they need help. */
export interface Card {
  readonly where: string;
  readonly phone: string;
}

export interface Message {
  readonly id: string;
  /** Seat of who wrote it. */
  readonly from: string;
  /** Name of who wrote it; null when this page cannot know, as in the waiting room. */
  readonly name: string | null;
  readonly mine: boolean;
  /** `me`: from a facilitator to me alone. `seat`: from me as a facilitator to one seat. */
  readonly to: "all" | "facilitators" | "me" | "seat";
  /** The seat, when `to` is `seat`. */
  readonly seat: string | null;
  /** By the server's clock. */
  readonly atMs: number;
  /** null: it was sealed to a key that this tab no longer has. */
  readonly text: string | null;
  /** Of one's own: what became of it. What was received is `sent`. */
  readonly delivery: "sending" | "sent" | "failed";
}

export interface TileMedia {
  readonly video: MediaStreamTrack | null;
  readonly audio: MediaStreamTrack | null;
  /** The picture stands still while the connection is weak; sound goes on. */
  readonly still: boolean;
}

export interface Notice {
  readonly id: number;
  /** The server's sentence; null: what the person did never reached the server. */
  readonly text: string | null;
}

/** Everything a person can do. None of these throws; what is refused comes back as `notice`. */
export interface Actions {
  join(): void;
  setAgreed(agreed: boolean): void;
  ready(): void;
  takeOver(): void;
  retryDevices(): void;
  chooseCamera(id: string): void;
  chooseMicrophone(id: string): void;
  chooseSpeaker(id: string): void;
  setMicrophone(on: boolean): void;
  setCamera(on: boolean): void;
  leave(): void;
  /** After leaving by oneself, with the agreement already given. */
  comeBack(): void;
  /** Covers and silences this page at once, and takes one's own sound and picture off the wire; or undoes it. */
  setShield(up: boolean): void;
  /** A sign of life; told to the server at most once a minute. */
  stirred(): void;
  /** The answer to "are you all right?". */
  allRight(): void;
  /** Keeps the emergency card in this tab and seals it to every facilitator. */
  keepCard(card: Card): void;
  /** Writes to everyone, to the facilitators, or, as a facilitator, to one seat. */
  write(to: string, text: string): void;
  signalSupport(kind: SupportKind): void;
  /** Any other command of docs/protocol.md section 4; the id is added. */
  command(command: CommandIntent): void;
  /** Size in device pixels at which a seat's video is shown; 0x0 when it is not. */
  showTile(seat: string, width: number, height: number): void;
  dismissNotice(): void;
}

/** What a person may ask of the room by itself; the rest has its own action. */
export type CommandIntent = OwnCommand | FacilitatorCommand;
