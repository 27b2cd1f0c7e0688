import { en, type Messages } from "./en";

/** The sentences in the person's language; English is the only one so far. */
export const words: Messages = en;

/** The locale for dates and lists: the person's own variety of the language that the sentences are in. */
export const locale: string =
  globalThis.navigator.languages.find((tag) => tag.split("-")[0] === en.language) ?? en.locale;
