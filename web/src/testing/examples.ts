import { readFileSync } from "node:fs";
import { resolve } from "node:path";

export type Example = Readonly<Record<string, unknown>>;

/**
 * A list out of one file of `tests/protocol`, which the Python tests read too.
 *
 * @param list the list's name in the file; none if the file is the list itself
 */
export function examples(file: string, list?: string): readonly Example[] {
  const path = resolve(import.meta.dirname, "../../../tests/protocol", `${file}.json`);
  const content: unknown = JSON.parse(readFileSync(path, "utf8"));
  const found = list === undefined ? content : (content as Readonly<Record<string, unknown>>)[list];
  if (!Array.isArray(found) || found.length === 0) throw new Error(`no examples ${list ?? ""} in ${path}`);
  return found as readonly Example[];
}
