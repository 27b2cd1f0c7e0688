import type { ChatPolicy, MicrophoneRule, QueueOrder, ReactionKind, SupportKind } from "./view";

/** Which turn a command means; refused as stale when the floor has moved on. The room adds it where it is left out. */
interface OfTurn {
  readonly turn?: number;
}

/** Something sealed to one seat's key, base64url. */
export interface SealedBox {
  readonly seat: string;
  readonly box: string;
}

/** A command of docs/protocol.md section 4 without its id, which the connection adds. */
export type RoomCommand = DeviceCommand | OwnCommand | FacilitatorCommand;

/** What the client itself says, without anybody pressing a button of that name. */
export type DeviceCommand =
  | { readonly type: "set_devices"; readonly microphone: boolean; readonly camera: boolean }
  | { readonly type: "set_key"; readonly key: string }
  | { readonly type: "set_shield"; readonly up: boolean }
  | { readonly type: "here" }
  | { readonly type: "leave" }
  | { readonly type: "signal_support"; readonly kind: SupportKind }
  /** To everyone, to the facilitators, or to one seat. */
  | { readonly type: "write"; readonly to: string; readonly boxes: readonly SealedBox[] }
  | { readonly type: "leave_card"; readonly boxes: readonly SealedBox[] };

/** What a member or guest asks for; some of it is a facilitator's too. */
export type OwnCommand =
  | { readonly type: "request_floor" | "withdraw_request" | "stop_feedback" }
  | ({ readonly type: "release_floor" } & OfTurn)
  | ({ readonly type: "pass_turn"; readonly for_now: boolean } & OfTurn)
  | { readonly type: "hand_piece"; readonly seat: string }
  | { readonly type: "react"; readonly kind: ReactionKind }
  | { readonly type: "answer_guest"; readonly seat: string; readonly agree: boolean };

/** What only a facilitator may do. */
export type FacilitatorCommand =
  | {
      readonly type:
        | "open_room"
        | "admit_all"
        | "end_round"
        | "mute_all"
        | "extend_session"
        | "start_debrief"
        | "close_side_room"
        | "end_session";
    }
  | ({ readonly type: "revoke_floor" | "next_turn" | "skip_turn" } & OfTurn)
  | ({ readonly type: "extend_turn"; readonly extend_s: number } & OfTurn)
  | { readonly type: SeatCommand; readonly seat: string }
  | { readonly type: "remove"; readonly seat: string; readonly for_good?: boolean }
  | { readonly type: "move_request"; readonly seat: string; readonly position: number }
  | { readonly type: "start_feedback"; readonly seat: string; readonly turn_s: number | null }
  | {
      readonly type: "start_round";
      readonly turn_s: number | null;
      readonly order?: "circle" | "chosen" | "random";
      readonly seats?: readonly string[];
      readonly prompt?: string | null;
    }
  | {
      readonly type: "set_floor_mode";
      readonly mode: "open" | "queue" | "piece" | "quiet";
      /** For `quiet`: 10..3600, or no clock. */
      readonly quiet_s?: number | null;
    }
  | { readonly type: "set_lock"; readonly locked: boolean }
  | { readonly type: "set_microphone_rule"; readonly rule: MicrophoneRule }
  | { readonly type: "set_queue_order"; readonly order: QueueOrder }
  | { readonly type: "set_clock"; readonly paused: boolean }
  | { readonly type: "set_chat"; readonly chat: ChatPolicy }
  | { readonly type: "set_segment"; readonly index: number | null }
  | { readonly type: "acknowledge_support"; readonly signal: string };

/** Commands that say nothing but whom they are about. */
export type SeatCommand =
  | "admit"
  | "decline"
  | "send_to_lobby"
  | "hand_lead"
  | "insert_turn"
  | "grant_floor"
  | "deny_request"
  | "mute"
  | "ask_to_unmute"
  | "open_side_room"
  | "check_on"
  | "open_card";

export type CommandAnswer =
  | { readonly ok: true; readonly revision: number }
  | { readonly ok: false; readonly code: string; readonly text: string };
