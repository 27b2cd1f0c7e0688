/*
 * The view of docs/protocol.md section 3: everything one person may see of the room, whole. Names are the wire's own.
 */

export type Role = "facilitator" | "member" | "guest";
export type Phase = "doors_closed" | "open" | "on_hold" | "closing" | "ended";
export type HoldPolicy = "quiet" | "company";
export type MicrophoneRule = "gentle" | "strict";
export type FloorMode = "open" | "queue" | "round" | "feedback" | "piece" | "quiet";
export type SupportKind = "take_a_moment" | "need_a_word" | "urgent";
export type ReactionKind = "thank_you" | "with_you" | "agree";
export type ChatPolicy = "off" | "all";
export type SegmentKind = "check_in" | "work" | "feedback" | "check_out" | "other";
/** Minutes before the end; 0 is the end itself. */
export type Landing = 15 | 5 | 2 | 0;
export type RoundOutcome = "waiting" | "offered" | "taken" | "passed" | "passed_for_now" | "missed";
export type QueueOrder = "arrival" | "fair";
/** Why somebody has their place in the queue. */
export type QueueReason = "arrival" | "deficit" | "waited" | "moved";
/** How somebody's connection is, in one honest word. */
export type ConnectionWord = "good" | "weak" | "frozen" | "unknown";

/** Everything one person may see of the room, whole. */
export interface RoomView {
  readonly room: RoomInfo;
  readonly me: Me;
  /** Present and away seats in circle order, me included; empty in the lobby. */
  readonly circle: readonly CircleSeat[];
  readonly floor: Floor;
  /** For facilitators present in the room only. */
  readonly facilitation: Facilitation | null;
}

export interface RoomInfo {
  readonly name: string;
  readonly phase: Phase;
  readonly locked: boolean;
  readonly starts_ms: number;
  readonly ends_ms: number;
  readonly hold_policy: HoldPolicy;
  readonly microphone_rule: MicrophoneRule;
  readonly facilitator_present: boolean;
  readonly capacity: number;
  /** The last of these marks that has been reached. */
  readonly landing: Landing | null;
  readonly segment: Segment | null;
  /** The members have gone, the facilitators stay. */
  readonly debrief: boolean;
  readonly chat: ChatPolicy;
  readonly reactions: boolean;
  /** Whether the group asks for an emergency card. */
  readonly emergency_card: boolean;
  /** Public keys of those to whom I may seal something (RFC 9180, DHKEM(P-256, HKDF-SHA256)), base64url. */
  readonly keys: readonly SeatKey[];
}

export interface SeatKey {
  readonly seat: string;
  readonly key: string;
}

export interface Segment {
  readonly index: number;
  readonly kind: SegmentKind;
  readonly title: string | null;
  /** A soft end. */
  readonly ends_ms: number | null;
}

export interface Me {
  readonly seat: string;
  readonly name: string;
  readonly role: Role;
  readonly state: "lobby" | "present";
  readonly lead: boolean;
  /** What the relay forwards of my audio right now: strict rule, hold and mute taken together. */
  readonly may_speak: boolean;
  /** A facilitator blocked my microphone. */
  readonly muted: boolean;
  /** A facilitator lifted the block and asks me to open my microphone. */
  readonly unmute_asked: boolean;
  readonly microphone: boolean;
  readonly camera: boolean;
  /** 1 is next. */
  readonly queue_position: number | null;
  readonly turn: "offered" | null;
  readonly support: OwnSupport | null;
  /** In the lobby: came so late that the facilitator lets in one by one. */
  readonly late: boolean;
  readonly shielded: boolean;
  /** Seat of the other one while I am in the side room. */
  readonly aside: string | null;
  /** Since when I am asked privately whether I am all right, until I answer. */
  readonly check: number | null;
  /** Guests on whom I have not said yes or no. */
  readonly guest_questions: readonly SeatName[];
  /** Written to me in the last 60 s, sealed to my key. */
  readonly lines: readonly SealedLine[];
  /** My emergency card has been sealed to the key of every facilitator in room.keys. */
  readonly card_left: boolean;
}

export interface SeatName {
  readonly seat: string;
  readonly name: string;
}

export interface SealedLine {
  readonly line: string;
  readonly from: string;
  readonly to: "all" | "facilitators" | "me";
  readonly at_ms: number;
  /** base64url */
  readonly box: string;
}

export interface OwnSupport {
  readonly signal: string;
  readonly kind: SupportKind;
  readonly acknowledged: boolean;
}

export interface CircleSeat {
  readonly seat: string;
  readonly name: string;
  readonly role: Role;
  readonly state: "present" | "away";
  readonly lead: boolean;
  readonly microphone: boolean;
  readonly camera: boolean;
  readonly muted: boolean;
  readonly has_floor: boolean;
  readonly next: boolean;
  readonly shielded: boolean;
  /** In the side room. */
  readonly aside: boolean;
  /** For 8 s. */
  readonly reaction: ReactionKind | null;
}

export interface Floor {
  readonly mode: FloorMode;
  readonly holder: string | null;
  readonly next: string | null;
  readonly turn: Turn | null;
  /** A round, or feedback. */
  readonly round: Round | null;
  /** A shared silence. It goes on past zero. */
  readonly quiet: { readonly ends_ms: number | null; readonly remaining_ms: number | null } | null;
}

/** Running: `ends_ms`. Paused or on hold: `remaining_ms`, negative past zero. No timer: `length_ms` null. */
export interface Turn {
  /** Which turn of the session; commands may carry it, and are refused as stale when the floor has moved on. */
  readonly number: number;
  readonly length_ms: number | null;
  readonly ends_ms: number | null;
  readonly remaining_ms: number | null;
  readonly paused: boolean;
}

export interface Round {
  readonly number: number;
  readonly taken: number;
  readonly total: number;
  readonly prompt: string | null;
  /** To whom the others say something; feedback only. */
  readonly sharer: string | null;
  /** The sharer has the last word now. */
  readonly answering: boolean;
}

export interface Facilitation {
  readonly lobby: readonly LobbySeat[];
  readonly expected: readonly ExpectedSeat[];
  readonly guests: readonly GuestSeat[];
  readonly queue_order: QueueOrder;
  readonly queue: readonly QueueEntry[];
  readonly round: {
    readonly order: readonly { readonly seat: string; readonly outcome: RoundOutcome }[];
  } | null;
  /** Who is owed a turn from an earlier round or session. */
  readonly carried_over: readonly string[];
  readonly support: readonly SupportSignal[];
  /** Members and guests in the circle. */
  readonly people: readonly PersonNotes[];
  /** Normalised entropy of the members' speech, 0..1; null while nobody has spoken. */
  readonly evenness: number | null;
  /** From 20 minutes before the end on. */
  readonly not_yet_offered: readonly string[] | null;
  readonly agenda: {
    readonly segments: readonly AgendaSegment[];
    readonly current: number | null;
  };
  /** When check-out must begin for every member to have a turn. */
  readonly check_out_by_ms: number | null;
  readonly check_out_due: boolean;
  /** Those I have opened, sealed to my key. */
  readonly cards: readonly { readonly seat: string; readonly box: string }[];
  readonly side_room: { readonly facilitator: string; readonly seat: string } | null;
}

export interface LobbySeat {
  readonly seat: string;
  readonly name: string;
  readonly role: Role;
  readonly since_ms: number;
  readonly connected: boolean;
  readonly late: boolean;
}

export interface ExpectedSeat {
  readonly seat: string;
  readonly name: string;
  readonly role: Role;
  readonly state: "expected" | "left" | "removed";
}

export interface GuestSeat {
  readonly seat: string;
  readonly name: string;
  readonly consent: "open" | "agreed" | "refused";
  /** Answers still to come; never whose. */
  readonly missing: number;
}

export interface QueueEntry {
  readonly seat: string;
  readonly since_ms: number;
  readonly reason: QueueReason;
  /** Fair share minus own share of speech. */
  readonly deficit: number;
}

export interface SupportSignal {
  readonly signal: string;
  readonly seat: string;
  readonly kind: SupportKind;
  readonly since_ms: number;
  readonly acknowledged: boolean;
}

export interface PersonNotes {
  readonly seat: string;
  readonly offered: number;
  readonly taken: number;
  readonly speech_ms: number;
  readonly connection: ConnectionWord;
  readonly unresponsive: boolean;
  readonly card: "none" | "sealed";
  readonly card_opened_by: readonly string[];
}

export interface AgendaSegment {
  readonly kind: SegmentKind;
  readonly title: string | null;
  readonly length_ms: number;
}
