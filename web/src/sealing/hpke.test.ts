import { DhkemP256HkdfSha256 } from "@hpke/core";
import { describe, expect, test } from "vitest";

import { fromBase64url, toBase64url } from "./base64url";
import { newKeyPair, open, seal, type KeyPair } from "./hpke";

/** RFC 9180 appendix A.3.1: DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-128-GCM, base mode, sequence number 0. */
const VECTOR = {
  info: "4f6465206f6e2061204772656369616e2055726e",
  ikmE: "4270e54ffd08d79d5928020af4686d8f6b7d35dbe470265f1f5aa22816ce860e",
  pkRm: "04fe8c19ce0905191ebc298a9245792531f26f0cece2460639e8bc39cb7f706a826a779b4cf969b8a0e539c7f62fb3d30ad6aa8f80e30f1d128aafd68a2ce72ea0",
  skRm: "f3ce7fdae57e1a310d87f1ebbde6f328be0a99cdbcadf4d6589cf29de4b8ffd2",
  enc: "04a92719c6195d5085104f469a8b9814d5838ff72b60501e2c4466e5e67b325ac98536d7b61a1af4b78e5b7f951c0900be863c403ce65c9bfcb9382657222d18c4",
  pt: "4265617574792069732074727574682c20747275746820626561757479",
  aad: "436f756e742d30",
  ct: "5ad590bb8baa577f8619db35a36311226a896e7342a6d836d8b7bcd2f20b6c7f9076ac232e3ab2523f39513434",
};

function bytes(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
}

function text(hex: string): string {
  return new TextDecoder().decode(bytes(hex));
}

const PURPOSE = { info: text(VECTOR.info), aad: text(VECTOR.aad) };
const PLAIN = text(VECTOR.pt);
const BOX = toBase64url(bytes(VECTOR.enc + VECTOR.ct));
const RECIPIENT: KeyPair = {
  publicKey: toBase64url(bytes(VECTOR.pkRm)),
  privateKey: toBase64url(bytes(VECTOR.skRm)),
};

describe("the vector of RFC 9180", () => {
  test("opens", async () => {
    expect(await open(RECIPIENT, PURPOSE, BOX)).toBe(PLAIN);
    expect(PLAIN).toBe("Beauty is truth, truth beauty");
  });

  test("is what sealing gives with the vector's ephemeral key", async () => {
    const ephemeral = await new DhkemP256HkdfSha256().deriveKeyPair(bytes(VECTOR.ikmE));
    expect(await seal(RECIPIENT.publicKey, PURPOSE, PLAIN, ephemeral)).toBe(BOX);
  });
});

describe("a box", () => {
  test("opens with its own key and purpose only", async () => {
    const [mine, other] = await Promise.all([newKeyPair(), newKeyPair()]);
    const box = (await seal(mine.publicKey, PURPOSE, "Grüße 👋")) ?? "";
    expect(await open(mine, PURPOSE, box)).toBe("Grüße 👋");
    expect(await open(other, PURPOSE, box)).toBeNull();
    expect(await open(mine, { ...PURPOSE, aad: "another" }, box)).toBeNull();
    expect(await open(mine, { ...PURPOSE, info: "another" }, box)).toBeNull();
  });

  test("is never the same twice", async () => {
    const { publicKey } = await newKeyPair();
    expect(await seal(publicKey, PURPOSE, "yes")).not.toBe(await seal(publicKey, PURPOSE, "yes"));
  });

  test("that was changed anywhere does not open", async () => {
    const sealed = fromBase64url(BOX) ?? new Uint8Array();
    for (const place of [0, 10, 64, 65, sealed.length - 1]) {
      const changed = sealed.slice();
      changed[place] = (changed[place] ?? 0) ^ 1;
      expect(await open(RECIPIENT, PURPOSE, toBase64url(changed))).toBeNull();
    }
  });

  test.each(["", "AAAA", "not base64url!", BOX.slice(0, 87)])("%j is none", async (box) => {
    expect(await open(RECIPIENT, PURPOSE, box)).toBeNull();
  });
});

test.each([
  ["nothing", ""],
  ["no base64url", "!".repeat(87)],
  ["a point off the curve", toBase64url(new Uint8Array([4, ...new Uint8Array(64).fill(7)]))],
  ["too short a key", RECIPIENT.publicKey.slice(0, 80)],
])("nothing is sealed to %s", async (_, key) => {
  expect(await seal(key, PURPOSE, "secret")).toBeNull();
});

test("a key is 87 characters and its scalar 43, as the protocol has them", async () => {
  const { publicKey, privateKey } = await newKeyPair();
  expect(publicKey).toMatch(/^[A-Za-z0-9_-]{87}$/);
  expect(privateKey).toMatch(/^[A-Za-z0-9_-]{43}$/);
});
