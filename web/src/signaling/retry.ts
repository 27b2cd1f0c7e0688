/** First pause, in milliseconds; each further one is twice as long. */
const FIRST_MS = 500;
/** No pause is longer: after a server restart everybody is back within this time. */
const LONGEST_MS = 10_000;

/**
 * How long to wait before trying again, in milliseconds.
 *
 * Half of the pause is random, so that the people of all rooms do not come back in the same instant.
 *
 * @param attempt number of failures since the last success, from 0
 * @param random uniform in [0, 1)
 */
export function retryDelayMs(attempt: number, random: number): number {
  const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
  return Math.round(longest * (0.5 + random / 2));
}
