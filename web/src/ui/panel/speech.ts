import { locale, words } from "../messages/words";

const MINUTE_MS = 60_000;

/** How long somebody spoke, as a person would say it: seconds below a minute, else whole minutes. */
export function spokenTime(speechMs: number): string {
  if (speechMs < MINUTE_MS) return words.panel.spokeSeconds(Math.round(speechMs / 1000));
  return words.time.forMinutes(Math.round(speechMs / MINUTE_MS));
}

/**
 * What an evenness says in words.
 *
 * @param evenness normalised entropy of the members' speech, 0 (one speaks) to 1 (all alike); null before anybody spoke
 */
export function evennessInWords(evenness: number | null): string {
  const said = words.panel.evenness;
  if (evenness === null) return said.none;
  if (evenness >= 0.95) return said.even;
  if (evenness >= 0.85) return said.fairly;
  return evenness >= 0.6 ? said.uneven : said.few;
}

/** The figure beside the words, with two digits. */
export function evennessFigure(evenness: number): string {
  return new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(
    evenness,
  );
}
