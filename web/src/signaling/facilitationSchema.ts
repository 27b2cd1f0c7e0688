import * as v from "valibot";

import { count, duration, id, instant, MOST_SEATS, name, perSeat, role } from "./bounds";

/*
 * What only facilitators see of the room (docs/protocol.md section 3).
 */

const ratio = v.pipe(v.number(), v.finite());
/** Segments of one session. */
const MOST_SEGMENTS = 32;
const none: [] = [];

const person = v.object({
  seat: id,
  offered: v.optional(count, 0),
  taken: v.optional(count, 0),
  speech_ms: v.optional(count, 0),
  connection: v.picklist(["good", "weak", "frozen", "unknown"]),
  unresponsive: v.boolean(),
  card: v.picklist(["none", "sealed"]),
  card_opened_by: perSeat(id),
});

const queueEntry = v.object({
  seat: id,
  since_ms: instant,
  reason: v.optional(v.picklist(["arrival", "deficit", "waited", "moved"]), "arrival"),
  deficit: v.optional(ratio, 0),
});

const agenda = v.object({
  segments: v.pipe(
    v.array(
      v.object({
        kind: v.picklist(["check_in", "work", "feedback", "check_out", "other"]),
        title: v.nullable(name),
        length_ms: duration,
      }),
    ),
    v.maxLength(MOST_SEGMENTS),
  ),
  current: v.nullable(count),
});

/** See Facilitation in view.ts. */
export const facilitation = v.object({
  lobby: perSeat(
    v.object({
      seat: id,
      name,
      role,
      since_ms: instant,
      connected: v.boolean(),
      late: v.optional(v.boolean(), false),
    }),
  ),
  expected: perSeat(v.object({ seat: id, name, role, state: v.picklist(["expected", "left", "removed"]) })),
  guests: v.optional(
    perSeat(v.object({ seat: id, name, consent: v.picklist(["open", "agreed", "refused"]), missing: count })),
    none,
  ),
  queue_order: v.optional(v.picklist(["arrival", "fair"]), "arrival"),
  queue: perSeat(queueEntry),
  round: v.nullable(
    v.object({
      order: perSeat(
        v.object({
          seat: id,
          outcome: v.picklist(["waiting", "offered", "taken", "passed", "passed_for_now", "missed"]),
        }),
      ),
    }),
  ),
  carried_over: v.optional(perSeat(id), none),
  support: v.pipe(
    v.array(
      v.object({
        signal: id,
        seat: id,
        kind: v.picklist(["take_a_moment", "need_a_word", "urgent"]),
        since_ms: instant,
        acknowledged: v.boolean(),
      }),
    ),
    v.maxLength(4 * MOST_SEATS),
  ),
  people: v.optional(perSeat(person), none),
  evenness: v.optional(v.nullable(ratio), null),
  not_yet_offered: v.optional(v.nullable(perSeat(id)), null),
  agenda: v.optional(agenda, { segments: none, current: null }),
  check_out_by_ms: v.optional(v.nullable(instant), null),
  check_out_due: v.optional(v.boolean(), false),
  cards: v.optional(perSeat(v.object({ seat: id, box: v.pipe(v.string(), v.maxLength(1400)) })), none),
  side_room: v.optional(v.nullable(v.object({ facilitator: id, seat: id })), null),
});
