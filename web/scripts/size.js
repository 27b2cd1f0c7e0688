// Prints the compressed size of the script that the room page loads, and fails when it is over its budget.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

/** Bytes after gzip that the first room page may take in script , all chunks together. */
const BUDGET = 250_000;

const assets = join(import.meta.dirname, "../../server/static/assets");
const scripts = readdirSync(assets).filter((name) => name.endsWith(".js"));
const sizes = scripts.map((name) => gzipSync(readFileSync(join(assets, name)), { level: 9 }).length);
const total = sizes.reduce((sum, size) => sum + size, 0);

scripts.forEach((name, i) => console.log(`${name}: ${sizes[i]} bytes compressed`));
console.log(`room page script: ${(total / 1000).toFixed(1)} kB compressed of ${BUDGET / 1000} kB`);
process.exitCode = total > 0 && total <= BUDGET ? 0 : 1;
