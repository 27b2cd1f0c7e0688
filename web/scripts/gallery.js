/*
 * Looks at every page of the gallery in a real Chromium: a screenshot of each in each shape of window, and axe on each.
 * `node scripts/gallery.js [--out DIR] [--only TEXT] [--shape NAME] [--chromium PATH]`. Exit status 1 when axe objects
 * to something or a page is wider than its window.
 */
import { mkdir } from "node:fs/promises";
import { parseArgs } from "node:util";

import axe from "axe-core";
import { chromium } from "playwright-core";
import { createServer } from "vite";

const { values: options } = parseArgs({
  options: {
    out: { type: "string", default: "gallery-shots" },
    only: { type: "string", default: "" },
    shape: { type: "string", default: "" },
    chromium: { type: "string", default: "/usr/bin/chromium" },
  },
});

/** @type {Record<string, import("playwright-core").BrowserContextOptions>} */
const shapes = {
  desktop: { viewport: { width: 1280, height: 800 } },
  dark: { viewport: { width: 1280, height: 800 }, colorScheme: "dark" },
  tablet: { viewport: { width: 768, height: 1024 }, hasTouch: true },
  "tablet-wide": { viewport: { width: 1024, height: 768 }, hasTouch: true },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true },
  "phone-wide": { viewport: { width: 844, height: 390 }, hasTouch: true, isMobile: true },
  narrow: { viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true, colorScheme: "dark" },
  zoom: { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 },
  contrast: { viewport: { width: 1280, height: 800 }, forcedColors: "active" },
};

/**
 * What is looked at besides the pages as they open: a case, the buttons to press in turn, a name for the picture.
 *
 * @type {readonly { readonly name: string; readonly press: readonly string[]; readonly as: string }[]}
 */
const deeds = [
  { name: "check", press: ["I'm ready"], as: "check-not-agreed" },
  { name: "waiting", press: ["Signal for support"], as: "waiting-support" },
  { name: "room-8-member-queue", press: ["Signal for support"], as: "room-8-member-support" },
  { name: "room-8-member", press: ["Settings"], as: "room-8-member-settings" },
  { name: "room-8-member", press: ["Leave"], as: "room-8-member-leave" },
  { name: "room-8-member", press: ["Make my picture small"], as: "room-8-member-small" },
  { name: "room-8-member", press: ["React"], as: "room-8-member-react" },
  { name: "room-8-member-piece", press: ["Hand on the piece"], as: "room-8-member-hand-on" },
  { name: "room-8-member-messages", press: ["Write to the facilitators"], as: "room-8-member-write" },
  { name: "room-8-member-chat", press: ["Write to the facilitators"], as: "room-8-member-chat-open" },
  { name: "waiting", press: ["Write to the facilitators"], as: "waiting-write" },
  { name: "check-card", press: ["I'm ready"], as: "check-card-missing" },
  { name: "room-1-facilitator", press: ["Facilitate"], as: "room-1-facilitator-panel" },
  { name: "room-8-facilitator", press: ["Facilitate"], as: "room-8-facilitator-panel" },
  { name: "room-8-facilitator", press: ["Facilitate", "Remove Ben"], as: "room-8-facilitator-remove" },
  { name: "room-8-facilitator", press: ["Facilitate", "End the session"], as: "room-8-facilitator-end" },
  { name: "room-8-facilitator", press: ["Facilitate", "More about Cyd"], as: "room-8-facilitator-more" },
  {
    name: "room-8-facilitator",
    press: ["Facilitate", "Question and order"],
    as: "room-8-facilitator-question",
  },
  ...[
    "room-8-facilitator-lobby",
    "room-8-facilitator-round",
    "room-8-facilitator-turn-over",
    "room-8-facilitator-queue",
    "room-8-facilitator-feedback",
    "room-8-facilitator-piece",
    "room-8-facilitator-quiet",
    "room-8-facilitator-care",
    "room-8-facilitator-lines",
  ].map((name) => ({ name, press: ["Facilitate"], as: `${name}-panel` })),
];

const server = await createServer({ server: { port: 0, host: "127.0.0.1", hmr: false }, logLevel: "error" });
await server.listen();
const address = server.resolvedUrls?.local[0];
if (address === undefined) throw new Error("the gallery was not served");
const browser = await chromium.launch({
  executablePath: options.chromium,
  args: ["--headless=new", "--no-sandbox", "--disable-gpu", "--autoplay-policy=no-user-gesture-required"],
});

let objections = 0;
try {
  await mkdir(options.out, { recursive: true });
  for (const [shape, context] of Object.entries(shapes)) {
    if (options.shape !== "" && options.shape !== shape) continue;
    objections += await lookAt(shape, context);
  }
} finally {
  await browser.close();
  await server.close();
}
console.log(objections === 0 ? "nothing to object to" : `${objections} objections`);
process.exitCode = objections === 0 ? 0 : 1;

/**
 * Looks at every case in one shape of window.
 *
 * @param {string} shape
 * @param {import("playwright-core").BrowserContextOptions} options_
 * @returns {Promise<number>} how many objections there are
 */
async function lookAt(shape, options_) {
  const context = await browser.newContext(options_);
  const page = await context.newPage();
  let found = 0;
  page.on("pageerror", (error) => {
    found += 1;
    console.log(`${shape}: ${error.message}`);
  });
  const cases = (await caseNames(page)).map((name) => ({
    name,
    press: /** @type {string[]} */ ([]),
    as: name,
  }));
  for (const { name, press, as } of [...cases, ...deeds]) {
    if (!as.includes(options.only)) continue;
    await page.goto(`${address}gallery.html?case=${name}`);
    await page.locator("h1").first().waitFor({ state: "attached" });
    await page.evaluate(() => document.fonts.ready);
    await page.waitForTimeout(name.startsWith("room") ? 700 : 150);
    for (const button of press) await pressButton(page, button);
    await page.screenshot({ path: `${options.out}/${as}.${shape}.png`, fullPage: !name.startsWith("room") });
    found += await objectionsOf(page, `${as} ${shape}`);
  }
  await context.close();
  return found;
}

/**
 * Presses a button by its name; one that opens what is open already is left alone.
 *
 * @param {import("playwright-core").Page} page
 * @param {string} name
 */
async function pressButton(page, name) {
  const button = page.getByRole("button", { name, exact: true });
  if ((await button.getAttribute("aria-expanded")) !== "true") await button.click();
  await page.waitForTimeout(250);
}

/**
 * @param {import("playwright-core").Page} page
 * @returns {Promise<string[]>}
 */
async function caseNames(page) {
  await page.goto(`${address}gallery.html`);
  await page.locator("li a").first().waitFor();
  return page.locator("li a").allTextContents();
}

/**
 * @param {import("playwright-core").Page} page
 * @param {string} label
 * @returns {Promise<number>}
 */
async function objectionsOf(page, label) {
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    const run = /** @type {{ axe: typeof import("axe-core") }} */ (/** @type {unknown} */ (window)).axe;
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const result = await run.run(document, { runOnly: { type: "tag", values: tags } });
    return result.violations.map(
      (one) => `${one.id}: ${one.nodes.map((node) => node.target.join(" ")).join(" | ")}`,
    );
  });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (overflow > 0) violations.push(`wider than the window by ${overflow} px`);
  for (const one of violations) console.log(`${label}: ${one}`);
  return violations.length;
}
