import * as v from "valibot";

import { count, duration, id, instant, MOST_SEATS, name, perSeat, role } from "./bounds";

/*
 * What only facilitators see of the room (docs/protocol.md section 3).
 */

const ratio = v.pipe(v.number(), v.finite());
/** Segments of one session. */
const MOST_SEGMENTS = 32;

const person = v.object({
  seat: id,
  offered: count,
  taken: count,
  speech_ms: count,
  connection: v.picklist(["good", "weak", "frozen", "unknown"]),
  unresponsive: v.boolean(),
  card: v.picklist(["none", "sealed"]),
  card_opened_by: perSeat(id),
});

const queueEntry = v.object({
  seat: id,
  since_ms: instant,
  reason: v.picklist(["arrival", "deficit", "waited", "moved"]),
  deficit: ratio,
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
      late: v.boolean(),
    }),
  ),
  expected: perSeat(v.object({ seat: id, name, role, state: v.picklist(["expected", "left", "removed"]) })),
  guests: perSeat(
    v.object({ seat: id, name, consent: v.picklist(["open", "agreed", "refused"]), missing: count }),
  ),
  queue_order: v.picklist(["arrival", "fair"]),
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
  carried_over: perSeat(id),
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
  people: perSeat(person),
  evenness: v.nullable(ratio),
  not_yet_offered: v.nullable(perSeat(id)),
  agenda: agenda,
  check_out_by_ms: v.nullable(instant),
  check_out_due: v.boolean(),
  cards: perSeat(v.object({ seat: id, box: v.pipe(v.string(), v.maxLength(1400)) })),
  side_room: v.nullable(v.object({ facilitator: id, seat: id })),
});
