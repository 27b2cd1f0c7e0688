import { plural } from "../plural";

const numbers = new Intl.PluralRules("en");

/** "1 person", "3 people". */
export const people = (count: number): string =>
  `${count} ${plural(numbers, count, { one: "person", other: "people" })}`;

/** "1 minute", "5 minutes". */
export const minutes = (count: number): string =>
  `${count} ${plural(numbers, count, { one: "minute", other: "minutes" })}`;
