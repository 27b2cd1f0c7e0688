/** -45 dB on the meter's scale: speech into a webcam microphone, not the hum of a room. */
const SPEECH_LEVEL = 0.25;
/** A pause between words does not end speech, so that the ring does not flicker. */
const HOLD_MS = 900;

/** Whether somebody speaks: true with the first loud moment, false after 0.9 s without one. */
export class SpeakingGate {
  #lastLoudMs = Number.NEGATIVE_INFINITY;

  /** Takes the next level (0..1) measured at `nowMs` and tells whether that is speech or its short pause. */
  next(level: number, nowMs: number): boolean {
    if (level >= SPEECH_LEVEL) this.#lastLoudMs = nowMs;
    return nowMs - this.#lastLoudMs < HOLD_MS;
  }
}
