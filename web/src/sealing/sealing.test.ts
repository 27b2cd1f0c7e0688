import { describe, expect, test } from "vitest";

import type { SealedLine } from "../signaling/protocol";
import { CARD_PHONE_LENGTH, CARD_WHERE_LENGTH, LINE_LENGTH } from "./lengths";
import { Sealing, type KeyStore } from "./sealing";

const ANA = "seat-ana";
const DANA = "seat-dana";
const EVA = "seat-eva";
/** A character that takes three bytes. */
const LONG = "€";

/** Stands for the memory of a tab. */
class Kept implements KeyStore {
  key: unknown = null;

  keepKey(key: unknown): void {
    this.key = key;
  }
}

async function keyOf(seat: string, sealing: Sealing) {
  return { seat, key: await sealing.publicKey() };
}

function line(from: string, to: SealedLine["to"], box: string): SealedLine {
  return { line: "l1", from, to, at_ms: 1, box };
}

test("the key outlives a reload, and one that cannot be read is made anew", async () => {
  const kept = new Kept();
  const key = await new Sealing(kept).publicKey();
  expect(await new Sealing(kept).publicKey()).toBe(key);
  kept.key = { publicKey: 1 };
  expect(await new Sealing(kept).publicKey()).not.toBe(key);
});

describe("a line", () => {
  test("is opened by those it is sealed to, and by nobody as somebody else's", async () => {
    const [ana, dana, eva] = [new Sealing(new Kept()), new Sealing(new Kept()), new Sealing(new Kept())];
    const keys = await Promise.all([keyOf(DANA, dana), keyOf(EVA, eva)]);
    const boxes = await ana.sealLine(ANA, "facilitators", "I feel dizzy.", keys);
    expect(boxes.map(({ seat }) => seat)).toEqual([DANA, EVA]);
    const [toDana, toEva] = boxes.map(({ box }) => box);
    if (toDana === undefined || toEva === undefined) throw new Error("a box is missing");
    expect(await dana.openLine(line(ANA, "facilitators", toDana), DANA)).toBe("I feel dizzy.");
    expect(await eva.openLine(line(ANA, "facilitators", toEva), EVA)).toBe("I feel dizzy.");
    expect(await eva.openLine(line(ANA, "facilitators", toDana), EVA)).toBeNull();
    expect(await dana.openLine(line(EVA, "facilitators", toDana), DANA)).toBeNull();
    expect(await dana.openLine(line(ANA, "all", toDana), DANA)).toBeNull();
  });

  test("from a facilitator to one seat comes to me", async () => {
    const [ana, dana] = [new Sealing(new Kept()), new Sealing(new Kept())];
    const [sealed] = await dana.sealLine(DANA, ANA, "I am with you.", [await keyOf(ANA, ana)]);
    expect(await ana.openLine(line(DANA, "me", sealed?.box ?? ""), ANA)).toBe("I am with you.");
  });

  test("leaves out whose key is none", async () => {
    const keys = [{ seat: DANA, key: "none" }];
    expect(await new Sealing(new Kept()).sealLine(ANA, "all", "Hello.", keys)).toEqual([]);
  });

  test("of the greatest length fits into its box", async () => {
    const dana = new Sealing(new Kept());
    const [sealed] = await dana.sealLine(ANA, "all", LONG.repeat(LINE_LENGTH), [await keyOf(DANA, dana)]);
    expect(sealed?.box.length).toBeLessThanOrEqual(1400);
  });
});

describe("an emergency card", () => {
  const card = { where: "Hauptstraße 1, Ulm", phone: "+49 731 1234" };

  test("is opened by the facilitator it is sealed to, as the card of its seat", async () => {
    const [ana, dana] = [new Sealing(new Kept()), new Sealing(new Kept())];
    const [sealed] = await ana.sealCard(ANA, card, [await keyOf(DANA, dana)]);
    expect(sealed?.seat).toBe(DANA);
    const box = sealed?.box ?? "";
    expect(await dana.openCard(ANA, box, DANA)).toEqual(card);
    expect(await dana.openCard(EVA, box, DANA)).toBeNull();
    expect(await ana.openCard(ANA, box, DANA)).toBeNull();
    expect(await dana.openLine(line(ANA, "facilitators", box), DANA)).toBeNull();
  });

  test("of the greatest length fits into its box", async () => {
    const dana = new Sealing(new Kept());
    const full = { where: LONG.repeat(CARD_WHERE_LENGTH), phone: LONG.repeat(CARD_PHONE_LENGTH) };
    const [sealed] = await dana.sealCard(ANA, full, [await keyOf(DANA, dana)]);
    expect(sealed?.box.length).toBeLessThanOrEqual(1024);
  });
});
