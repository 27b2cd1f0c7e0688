import type { Floor, JoinInfo, Turn } from "../../signaling/protocol";
import { words } from "../messages/words";

const MINUTE_MS = 60_000;
const HOUR_MIN = 60;
const DAY_MIN = 24 * HOUR_MIN;

/** "in 12 minutes": how long until something, rounded up so that it is never promised too early. */
export function countdown(untilMs: number): string {
  const totalMin = Math.ceil(untilMs / MINUTE_MS);
  if (untilMs < MINUTE_MS) return words.time.soon;
  if (totalMin < HOUR_MIN) return words.time.inMinutes(totalMin);
  if (totalMin < 2 * DAY_MIN) return words.time.inHours(Math.floor(totalMin / HOUR_MIN), totalMin % HOUR_MIN);
  return words.time.inDays(Math.floor(totalMin / DAY_MIN));
}

/** "3 minutes", or null while it is less than one. */
export function waited(sinceMs: number, nowMs: number): string | null {
  const full = Math.floor((nowMs - sinceMs) / MINUTE_MS);
  return full < 1 ? null : words.time.forMinutes(full);
}

/** A duration of any sign as minutes and seconds without the sign: 92 000 ms is "1:32". */
export function clock(durationMs: number): string {
  const total = durationMs < 0 ? Math.floor(-durationMs / 1000) : Math.ceil(durationMs / 1000);
  return `${Math.floor(total / 60)}:${String(total % 60).padStart(2, "0")}`;
}

/**
 * Milliseconds left of a timed turn, negative once it goes on past its end; null without a timer.
 *
 * @param nowMs the server's clock
 */
export function turnLeftMs(turn: Turn | null, nowMs: number): number | null {
  if (typeof turn?.length_ms !== "number") return null;
  return turn.ends_ms === null ? turn.remaining_ms : turn.ends_ms - nowMs;
}

/**
 * Milliseconds left of a shared silence, negative once it goes on past its end; null without a clock.
 *
 * @param nowMs the server's clock
 */
export function quietLeftMs(quiet: Floor["quiet"], nowMs: number): number | null {
  if (quiet === null) return null;
  return quiet.ends_ms === null ? quiet.remaining_ms : quiet.ends_ms - nowMs;
}

export interface SessionTimes {
  /** "Tuesday 24 November", in the person's own time zone. */
  readonly day: string;
  /** "19:00 to 20:30", in the person's own time zone. */
  readonly own: string;
  /** The group's time when it differs from the person's own, with its day if that differs too; else null. */
  readonly group: { readonly city: string; readonly time: string } | null;
}

/** When the session is, in a person's own time zone and in the group's. */
export function sessionTimes(session: JoinInfo["session"], locale: string, ownZone: string): SessionTimes {
  const own = timeRange(session, locale, ownZone);
  const groupTime = timeRange(session, locale, session.time_zone);
  const day = dayOf(session.starts_ms, locale, ownZone);
  const groupDay = dayOf(session.starts_ms, locale, session.time_zone);
  if (own === groupTime && day === groupDay) return { day, own, group: null };
  const time = day === groupDay ? groupTime : `${groupDay}, ${groupTime}`;
  return { day, own, group: { city: cityOf(session.time_zone), time } };
}

/** "19:00" or "7:00 pm", as the locale has it. */
export function timeOfDay(instantMs: number, locale: string, zone?: string): string {
  const format = new Intl.DateTimeFormat(locale, {
    hour: "numeric",
    minute: "2-digit",
    ...(zone === undefined ? {} : { timeZone: zone }),
  });
  return format.format(instantMs);
}

/** "Tuesday 1 December, 19:00", in the person's own time zone. */
export function dayAndTime(instantMs: number, locale: string): string {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return words.time.dayAndTime(dayOf(instantMs, locale, zone), timeOfDay(instantMs, locale));
}

function timeRange(session: JoinInfo["session"], locale: string, zone: string): string {
  return words.time.range(
    timeOfDay(session.starts_ms, locale, zone),
    timeOfDay(session.ends_ms, locale, zone),
  );
}

function dayOf(instantMs: number, locale: string, zone: string): string {
  return new Intl.DateTimeFormat(locale, {
    weekday: "long",
    day: "numeric",
    month: "long",
    timeZone: zone,
  }).format(instantMs);
}

function cityOf(zone: string): string {
  return (zone.split("/").at(-1) ?? zone).replaceAll("_", " ");
}
