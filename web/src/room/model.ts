import type { JoinInfo, RoomView, SupportKind } from "../signaling/protocol";

/** What the person is looking at; the user interface is a function of this value and nothing else. */
export type Model =
  | { readonly page: "opening" }
  /** The link is unknown, expired or revoked, or has no secret in it. */
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
    }
  /** The seat is held by another device. */
  | { readonly page: "seat_in_use"; readonly info: JoinInfo }
  | { readonly page: "locked"; readonly info: JoinInfo }
  | {
      readonly page: "waiting";
      readonly info: JoinInfo;
      readonly view: RoomView;
      readonly connection: ConnectionState;
    }
  | { readonly page: "room"; readonly room: RoomModel }
  | {
      readonly page: "after";
      readonly reason: "left" | "ended" | "removed" | "declined" | "replaced";
      readonly groupName: string;
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
}

export interface TileMedia {
  readonly video: MediaStreamTrack | null;
  readonly audio: MediaStreamTrack | null;
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
  signalSupport(kind: SupportKind): void;
  /** Any other command of docs/protocol.md section 4; the id is added. */
  command(command: CommandIntent): void;
  /** Size in device pixels at which a seat's video is shown; 0x0 when it is not. */
  showTile(seat: string, width: number, height: number): void;
  dismissNotice(): void;
}

export type CommandIntent =
  | {
      readonly type:
        | "request_floor"
        | "withdraw_request"
        | "release_floor"
        | "open_room"
        | "admit_all"
        | "revoke_floor"
        | "next_turn"
        | "skip_turn"
        | "end_round"
        | "mute_all"
        | "end_session";
    }
  | { readonly type: "pass_turn"; readonly for_now: boolean }
  | { readonly type: "set_lock"; readonly locked: boolean }
  | {
      readonly type:
        "admit" | "decline" | "send_to_lobby" | "remove" | "grant_floor" | "mute" | "ask_to_unmute";
      readonly seat: string;
    }
  | { readonly type: "set_floor_mode"; readonly mode: "open" | "queue" }
  | { readonly type: "set_microphone_rule"; readonly rule: "gentle" | "strict" }
  | { readonly type: "start_round"; readonly turn_s: number | null }
  | { readonly type: "extend_turn"; readonly extend_s: number }
  | { readonly type: "set_clock"; readonly paused: boolean }
  | { readonly type: "acknowledge_support"; readonly signal: string };
