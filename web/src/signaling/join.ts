import { parseJoinAnswer, parseWireError } from "./parse";
import type { JoinAnswer } from "./protocol";

export type JoinOutcome =
  | {
      readonly ok: true;
      readonly answer: JoinAnswer;
      /** The body as it came, to be kept for a reload and parsed again then. */
      readonly raw: unknown;
      /** Server clock minus this clock, within about a second; 0 when the server did not say. */
      readonly clockSkewMs: number;
    }
  /** The link opens nothing: unknown, expired, revoked or not a link at all. */
  | { readonly ok: false; readonly again: false }
  /** The server could not be reached or is busy: worth trying again. */
  | { readonly ok: false; readonly again: true };

const REFUSED_FOR_GOOD = new Set(["link_not_valid", "malformed"]);

/** The secret of the link, from the fragment, which no request line carries; `null` if it cannot be one. */
export function secretOf(hash: string): string | null {
  const secret = hash.startsWith("#") ? hash.slice(1) : hash;
  return /^[A-Za-z0-9_-]{43}$/.test(secret) ? secret : null;
}

/**
 * Exchanges the secret of a link for a session (docs/protocol.md section 1).
 *
 * @returns the outcome; rejects only when `signal` is aborted
 */
export async function exchangeSecret(secret: string, signal: AbortSignal): Promise<JoinOutcome> {
  try {
    const response = await fetch("/api/join", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ secret }),
      cache: "no-store",
      credentials: "omit",
      signal,
    });
    const raw: unknown = await response.json();
    if (!response.ok) return refusal(raw);
    const answer = parseJoinAnswer(raw);
    if (answer === null) return { ok: false, again: true };
    return { ok: true, answer, raw, clockSkewMs: skewOf(response.headers.get("date")) };
  } catch {
    signal.throwIfAborted();
    return { ok: false, again: true };
  }
}

function refusal(raw: unknown): JoinOutcome {
  const error = parseWireError(raw);
  return error !== null && REFUSED_FOR_GOOD.has(error.code)
    ? { ok: false, again: false }
    : { ok: false, again: true };
}

/** The HTTP Date has whole seconds: half a second is added as its likeliest fraction. */
function skewOf(date: string | null): number {
  const server = date === null ? Number.NaN : Date.parse(date);
  return Number.isNaN(server) ? 0 : server + 500 - Date.now();
}
