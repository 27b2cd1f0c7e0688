import * as v from "valibot";

import { count, duration, id, instant, MOST_SEATS, name, perSeat, role } from "./bounds";
import { facilitation } from "./facilitationSchema";
import type { RoomView } from "./view";

/*
 * The view of docs/protocol.md section 3, as it must be to be believed.
 */

/** A public key: 65 bytes. */
const key = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{87}$/));
/** What is sealed, with room for the longest line. */
const box = v.pipe(v.string(), v.maxLength(1400), v.regex(/^[A-Za-z0-9_-]*$/));
/** Lines of the last minute: ten from each person. */
const MOST_LINES = 10 * MOST_SEATS;

const roomInfo = v.object({
  name,
  phase: v.picklist(["doors_closed", "open", "on_hold", "closing", "ended"]),
  locked: v.boolean(),
  starts_ms: instant,
  ends_ms: instant,
  hold_policy: v.picklist(["quiet", "company"]),
  microphone_rule: v.picklist(["gentle", "strict"]),
  facilitator_present: v.boolean(),
  capacity: count,
  landing: v.nullable(v.picklist([15, 5, 2, 0])),
  segment: v.nullable(
    v.object({
      index: count,
      kind: v.picklist(["check_in", "work", "feedback", "check_out", "other"]),
      title: v.nullable(name),
      ends_ms: v.nullable(instant),
    }),
  ),
  debrief: v.boolean(),
  chat: v.picklist(["off", "all"]),
  reactions: v.boolean(),
  emergency_card: v.boolean(),
  keys: perSeat(v.object({ seat: id, key })),
});

const me = v.object({
  seat: id,
  name,
  role,
  state: v.picklist(["lobby", "present"]),
  lead: v.boolean(),
  may_speak: v.boolean(),
  muted: v.boolean(),
  unmute_asked: v.boolean(),
  microphone: v.boolean(),
  camera: v.boolean(),
  queue_position: v.nullable(count),
  turn: v.nullable(v.literal("offered")),
  support: v.nullable(
    v.object({
      signal: id,
      kind: v.picklist(["take_a_moment", "need_a_word", "urgent"]),
      acknowledged: v.boolean(),
    }),
  ),
  late: v.boolean(),
  shielded: v.boolean(),
  aside: v.nullable(id),
  check: v.nullable(instant),
  guest_questions: perSeat(v.object({ seat: id, name })),
  lines: v.pipe(
    v.array(
      v.object({
        line: id,
        from: id,
        to: v.picklist(["all", "facilitators", "me"]),
        at_ms: instant,
        box,
      }),
    ),
    v.maxLength(MOST_LINES),
  ),
  card_left: v.boolean(),
});

const circleSeat = v.object({
  seat: id,
  name,
  role,
  state: v.picklist(["present", "away"]),
  lead: v.boolean(),
  microphone: v.boolean(),
  camera: v.boolean(),
  muted: v.boolean(),
  has_floor: v.boolean(),
  next: v.boolean(),
  shielded: v.boolean(),
  aside: v.boolean(),
  reaction: v.nullable(v.picklist(["thank_you", "with_you", "agree"])),
});

const floor = v.object({
  mode: v.picklist(["open", "queue", "round", "feedback", "piece", "quiet"]),
  holder: v.nullable(id),
  next: v.nullable(id),
  turn: v.nullable(
    v.object({
      number: count,
      length_ms: v.nullable(duration),
      ends_ms: v.nullable(instant),
      remaining_ms: v.nullable(duration),
      paused: v.boolean(),
    }),
  ),
  round: v.nullable(
    v.object({
      number: count,
      taken: count,
      total: count,
      prompt: v.nullable(name),
      sharer: v.nullable(id),
      answering: v.boolean(),
    }),
  ),
  quiet: v.nullable(v.object({ ends_ms: v.nullable(instant), remaining_ms: v.nullable(duration) })),
});

/** The whole view. */
export const roomView: v.GenericSchema<unknown, RoomView> = v.object({
  room: roomInfo,
  me,
  circle: perSeat(circleSeat),
  floor,
  facilitation: v.nullable(facilitation),
});
