import * as v from "valibot";

/*
 * The bounds of what may come over the wire: every string and list has one.
 */

export const id = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
export const name = v.pipe(v.string(), v.maxLength(200));
export const code = v.pipe(v.string(), v.minLength(1), v.maxLength(64));
export const sentence = v.pipe(v.string(), v.maxLength(1000));
export const instant = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));
export const duration = v.pipe(v.number(), v.integer());
export const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000_000_000));
export const role = v.picklist(["facilitator", "member", "guest"]);
/** People of one session, in any list of the view. */
export const MOST_SEATS = 64;

/** A list with one entry for each person at most. */
export function perSeat<Schema extends v.GenericSchema>(schema: Schema) {
  return v.pipe(v.array(schema), v.maxLength(MOST_SEATS));
}
