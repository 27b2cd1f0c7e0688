import type { RoomInfo } from "../../signaling/protocol";
import { words } from "../messages/words";

const MINUTE_MS = 60_000;
const said = words.session;

/** Where the session is, in a few words: what is left of it once that matters, before that the part of the agenda. */
export function courseOf(room: RoomInfo): string | null {
  if (room.landing !== null) return said.landing[room.landing];
  const { segment } = room;
  if (segment === null) return null;
  const title = segment.title ?? said.segments[segment.kind];
  return title === "" ? null : title;
}

/** How long a shared silence still lasts, in whole minutes: nobody is to count seconds. */
export function quietWords(leftMs: number): string {
  if (leftMs <= 0) return said.quietOver;
  return leftMs < MINUTE_MS ? said.quietSoon : said.quietLeft(Math.round(leftMs / MINUTE_MS));
}
